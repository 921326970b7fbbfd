package seal

import (
	"crypto/rand"
	"fmt"
	"io"

	"filippo.io/age"
)

// bundleWork is the scrypt work factor of a bundle's files, as a power of two:
// the least that age has. Stretching makes guessable passphrases dear to guess,
// and a bundle's secret is no passphrase: its 130 random bits are out of reach,
// as are the 128 of an age file's own key.
const bundleWork = 1

// Bundle seals files that are made together for one recipient, a mailbox's mails
// above all, at the price of one: the recipient's key seals a random secret, once,
// and the secret seals the files. Each is an age file of its own, with a key of
// its own, and can be kept, copied and erased without the others. That the same
// file key should serve them all, the age format forbids.
//
// A Bundle lives as long as the work does for which it was made: its secret is
// nowhere but in memory and in Sealed. It is safe for use by several goroutines.
type Bundle struct {
	_      [0]func()
	sealed []byte
	key    *age.ScryptRecipient
}

// NewBundle makes a secret and seals it to the recipient. It fails with
// ErrRecipient if that is the zero value.
func NewBundle(to Recipient) (*Bundle, error) {
	secret := rand.Text()
	sealed, err := Bytes([]byte(secret+"\n"), to)
	if err != nil {
		return nil, err
	}
	key, err := age.NewScryptRecipient(secret)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	key.SetWorkFactor(bundleWork)
	return &Bundle{sealed: sealed, key: key}, nil
}

// Sealed is the secret, sealed to the recipient: an age file over its 26
// characters and a line feed. Without it, nothing of the bundle opens.
func (b *Bundle) Sealed() []byte { return b.sealed }

// Bytes seals plain under the bundle's secret and returns an age file with one
// scrypt stanza.
func (b *Bundle) Bytes(plain []byte) ([]byte, error) {
	return sealAll(plain, scryptSize, b.key)
}

// Writer is the package's Writer for a file under the bundle's secret.
func (b *Bundle) Writer(dst io.Writer) (io.WriteCloser, error) {
	w, err := age.Encrypt(dst, b.key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return w, nil
}
