// Package captcha asks a visitor for six digits, as a picture or as sound, and
// for more when many come from one network: eight digits behind one more line, and a
// little work of the visitor's device or, without a script, a short wait.
//
// It guarantees that a form costs no storage (a token carries everything, proven
// by an HMAC), that a token is good for one answer, right or wrong, for two hours,
// and that it works on without Redis. It keeps nothing about the visitor but what
// Keep seals, for as long as the token is good: to open that takes the secret and
// the proof, which is not kept. A token used on one process while Redis is down
// can be used once more on another.
package captcha

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/dchest/captcha"
	"github.com/redis/go-redis/v9"

	"heed/models"
)

// Life is how long a token can be answered.
const Life = 2 * time.Hour

// The number of digits asked for.
const (
	Length     = 6
	LengthHard = 8
)

// The size of the picture in pixels.
const (
	Width     = 240
	WidthHard = 280
	Height    = 80
)

// Field is the form field that an error names.
const Field = "captcha"

// Options are what a Box needs.
type Options struct {
	Secret []byte                // at least 32 bytes, the same in every process
	Redis  redis.UniversalClient // nil: used tokens are remembered in this process
	Now    func() time.Time
	Log    *slog.Logger
	Work   int           // of a hard token: the number to find is below; 0 is DefaultWork
	Wait   time.Duration // of a hard token without work, from its issue; 0 is DefaultWait
}

// The defaults of a hard token: half of Work hashes on average, which a cheap
// telephone does in two to three seconds, and the time in which eight digits are
// read and typed.
const (
	DefaultWork = 600_000
	DefaultWait = time.Minute
)

// Box issues tokens and checks answers. It is safe for concurrent use.
type Box struct {
	proof, digits, notes, work []byte
	now                        func() time.Time
	used                       spent
	most                       int
	wait                       time.Duration
}

// New makes a box; it fails when the secret is too short.
func New(o Options) (*Box, error) {
	if len(o.Secret) < 32 {
		return nil, errors.New("captcha: the secret is shorter than 32 bytes")
	}
	b := &Box{now: o.Now, used: newSpent(o), most: cmp.Or(o.Work, DefaultWork), wait: cmp.Or(o.Wait, DefaultWait)}
	for key, use := range map[*[]byte]string{&b.proof: "proof", &b.digits: "digits", &b.notes: "notes", &b.work: "work"} {
		var err error
		if *key, err = hkdf.Key(sha256.New, o.Secret, nil, "heed captcha "+use, 32); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Issue makes a token: 76 characters that may stand in an address.
func (b *Box) Issue() string { return b.issue(easy) }

func (b *Box) issue(version byte) string {
	t := token{version: version, issued: b.now().Unix()}
	_, _ = rand.Read(t.nonce[:]) // never fails: it ends the process instead
	return b.seal(t)
}

// Picture writes the digits of a token as a PNG.
func (b *Box) Picture(w io.Writer, text string) error {
	t, err := b.open(text)
	if err != nil {
		return err
	}
	if t.version != hard {
		_, err = captcha.NewImage(text, b.digitsOf(t), Width, Height).WriteTo(w)
		return err
	}
	picture := captcha.NewImage(text, b.digitsOf(t), WidthHard, Height)
	strike(picture.Paletted, b.lines(t))
	_, err = picture.WriteTo(w)
	return err
}

// Sound writes the digits of a token as a WAV, spoken in "zh" or "en".
func (b *Box) Sound(w io.Writer, text, lang string) error {
	t, err := b.open(text)
	if err != nil {
		return err
	}
	_, err = captcha.NewAudio(text, b.digitsOf(t), lang).WriteTo(w)
	return err
}

// Verify uses the token up and says whether the answer is right. An error names
// the field "captcha" and is one of captcha.malformed, .expired, .used, .wrong.
// A token is not used up by an empty answer.
func (b *Box) Verify(ctx context.Context, text, answer string) error {
	t, err := b.open(text)
	if err != nil {
		return err
	}
	given := digitsIn(answer)
	if len(given) == 0 {
		return fault("captcha.empty")
	}
	right := subtle.ConstantTimeCompare(given, b.digitsOf(t)) == 1
	first := note{noteBegun}
	if !right {
		first = note{noteVoid}
	}
	switch {
	case !b.used.spend(ctx, t.nonce, b.left(t), first):
		return fault("captcha.used")
	case !right:
		return fault("captcha.wrong")
	}
	return nil
}

func (b *Box) left(t token) time.Duration { return time.Unix(t.issued, 0).Add(Life).Sub(b.now()) }

// DigitsForTest are the digits of a token, for tests that stand in for a person.
// No handler may call it.
func (b *Box) DigitsForTest(text string) (string, error) {
	t, err := b.open(text)
	if err != nil {
		return "", err
	}
	digits := b.digitsOf(t)
	for i := range digits {
		digits[i] += '0'
	}
	return string(digits), nil
}

// digitsOf derives the digits from the nonce. A byte of 250 and more is left out,
// so that every digit is as likely.
func (b *Box) digitsOf(t token) []byte {
	digits := make([]byte, 0, t.length())
	for round := byte(0); ; round++ {
		mac := hmac.New(sha256.New, b.digits)
		mac.Write(t.nonce[:])
		mac.Write([]byte{round})
		for _, c := range mac.Sum(nil) {
			if c < 250 {
				digits = append(digits, c%10)
			}
			if len(digits) == t.length() {
				return digits
			}
		}
	}
}

// digitsIn reads an answer: half- or full-width digits, spaces and hyphens
// anywhere. Any other character makes it one that is never right.
func digitsIn(answer string) []byte {
	var digits []byte
	for _, r := range answer {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r-'0'))
		case r >= '０' && r <= '９':
			digits = append(digits, byte(r-'０'))
		case r == ' ' || r == '\u3000' || r == '-' || r == '\t' || r == '\u00a0':
		default:
			digits = append(digits, 255)
		}
		if len(digits) > 2*LengthHard {
			break
		}
	}
	return digits
}

func fault(key string) error {
	return &models.Error{Kind: models.KindInvalid, Key: key, Field: Field}
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
