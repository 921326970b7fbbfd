package captcha

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"
)

// Puzzle is the work that goes with a hard token: to find the number below Most
// for which SHA-256 of "SALT:NUMBER" is Challenge. It is the scheme of Altcha,
// whose worst case is bounded, with salt and number derived from the token: there
// is nothing to store, and no work can be done ahead or used for another form.
type Puzzle struct {
	Salt      string // 16 characters, so that one block of SHA-256 does
	Challenge string // hexadecimal
	Most      int
	Wait      time.Duration // what it takes without the work, from the issue of the token
}

// IssueHard makes a token that asks for more: LengthHard digits, and the work of
// its Puzzle or patience.
func (b *Box) IssueHard() string { return b.issue(hard) }

// Puzzle is that of a hard token; false for any other.
func (b *Box) Puzzle(text string) (Puzzle, bool) {
	t, err := b.open(text)
	if err != nil || t.version != hard {
		return Puzzle{}, false
	}
	salt, number := b.secretOf(t)
	sum := sha256.Sum256([]byte(salt + ":" + strconv.Itoa(number)))
	return Puzzle{Salt: salt, Challenge: hex.EncodeToString(sum[:]), Most: b.most, Wait: b.wait}, true
}

// Worked says whether number is the solution of a hard token's puzzle.
func (b *Box) Worked(text, number string) bool {
	t, err := b.open(text)
	if err != nil || t.version != hard {
		return false
	}
	_, want := b.secretOf(t)
	return number == strconv.Itoa(want)
}

// Early is how long who brings a hard token without work must wait yet.
func (b *Box) Early(text string) time.Duration {
	t, err := b.open(text)
	if err != nil || t.version != hard {
		return 0
	}
	return max(0, time.Unix(t.issued, 0).Add(b.wait).Sub(b.now()))
}

// secretOf derives what the puzzle of a token is made of. The number is not quite
// even over its range, by less than one in ten million.
func (b *Box) secretOf(t token) (salt string, number int) {
	mac := hmac.New(sha256.New, b.work)
	mac.Write(t.nonce[:])
	sum := mac.Sum(nil)
	return encode(sum[:12]), int(binary.BigEndian.Uint64(sum[16:24]) % uint64(b.most))
}
