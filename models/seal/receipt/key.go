package receipt

import (
	"bytes"
	"errors"
	"fmt"

	"filippo.io/age"

	"heed/models/seal"
)

const (
	seedSize       = 32
	identityPrefix = "age-secret-key-pq-"
)

var (
	// ErrNoMatch says that the reply is sealed to somebody else.
	ErrNoMatch = errors.New("receipt: reply is not for this receipt")
	// ErrDamaged says that the reply was changed since it was sealed, or never
	// was a sealed file.
	ErrDamaged = errors.New("receipt: reply is damaged")
)

// Recipient returns the public half of the reporter's key: replies are sealed to
// it. Nobody can tell from it what the receipt is.
func (r Receipt) Recipient() (seal.Recipient, error) {
	key, err := r.identity()
	if err != nil {
		return seal.Recipient{}, err
	}
	return seal.FromAge(key.Recipient()), nil
}

// Open opens a reply that was sealed to Recipient. It returns the whole text or
// an error: ErrNoMatch or ErrDamaged.
func (r Receipt) Open(sealed []byte) ([]byte, error) {
	key, err := r.identity()
	if err != nil {
		return nil, err
	}
	reader, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, explain(err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(reader); err != nil {
		return nil, explain(err)
	}
	return plain.Bytes(), nil
}

func explain(err error) error {
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return ErrNoMatch
	}
	// Not wrapped: a cut header ends in io.EOF, which must not look like the end.
	return fmt.Errorf("%w: %s", ErrDamaged, err.Error())
}

func (r Receipt) identity() (*age.HybridIdentity, error) {
	key, err := age.ParseHybridIdentity(identityText(r.derived.Get().seed))
	if err != nil {
		return nil, errors.New("receipt: derive key: age refuses the seed")
	}
	return key, nil
}
