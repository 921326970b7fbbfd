package captcha

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"time"
)

// note stands beside a used nonce: what became of its answer, and sealed behind
// that, what the answer led to.
type note []byte

const (
	noteBegun byte = '1' // the answer was right; what it leads to is on the way
	noteVoid  byte = '0' // the answer was wrong: it leads to nothing
	noteKept  byte = '2' // something is sealed behind
)

func (n note) kept() bool  { return len(n) > 0 && n[0] == noteKept }
func (n note) begun() bool { return len(n) > 0 && n[0] == noteBegun }

// Again looks this often, for so long, for what a first answer leads to.
const (
	lookEvery = 50 * time.Millisecond
	patience  = 3 * time.Second
)

// Keep seals what a right answer led to, so that Again gives it to who brings the
// token and the proof again. The proof, such as a digest of a whole form, must be
// hard to guess: it is part of the key. What cannot be kept is lost.
func (b *Box) Keep(ctx context.Context, text string, proof, thing []byte) error {
	t, err := b.open(text)
	if err != nil {
		return err
	}
	aead, err := b.seals(t, proof)
	if err != nil {
		return err
	}
	b.used.keep(ctx, t.nonce, b.left(t), aead.Seal(note{noteKept}, nil, thing, nil))
	return nil
}

// Again gives what the first answer to a used token led to, and waits a moment
// for it: who presses twice sends twice at once. It is captcha.stored when the
// token led to something of another proof, captcha.used when to nothing.
func (b *Box) Again(ctx context.Context, text string, proof []byte) ([]byte, error) {
	t, err := b.open(text)
	if err != nil {
		return nil, err
	}
	n := b.await(ctx, t)
	if !n.kept() {
		return nil, fault("captcha.used")
	}
	aead, err := b.seals(t, proof)
	if err != nil {
		return nil, err
	}
	thing, err := aead.Open(nil, nil, n[1:], nil)
	if err != nil {
		return nil, fault("captcha.stored")
	}
	return thing, nil
}

func (b *Box) await(ctx context.Context, t token) note {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		n := b.used.note(ctx, t.nonce)
		if !n.begun() {
			return n
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return n
		}
	}
}

// seals is the cipher of one token and one proof.
func (b *Box) seals(t token, proof []byte) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, b.notes)
	mac.Write(t.nonce[:])
	mac.Write(proof)
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
