package open

import (
	"errors"
	"fmt"

	"heed/models/seal"
)

// Grant seals key to every one of the recipients, so that each can use it: a
// round's key to a member's key and to the recovery key.
func Grant(key Identity, to ...seal.Recipient) ([]byte, error) {
	line, err := key.line()
	if err != nil {
		return nil, err
	}
	return seal.Bytes(line, to...)
}

// OpenGrant returns the key that was granted. It fails with ErrNoMatch if the
// grant is not for holder and ErrDamaged if it does not hold a key.
//
// A grant does not say who made it: compare the key's Recipient with the one on
// record before trusting that it is the round's.
func OpenGrant(sealed []byte, holder Identity) (Identity, error) {
	line, err := Bytes(sealed, holder)
	if err != nil {
		return Identity{}, err
	}
	return parseLine(line)
}

func parseLine(line []byte) (Identity, error) {
	key, err := ParseIdentity(string(line))
	if errors.Is(err, ErrIdentity) {
		return Identity{}, fmt.Errorf("%w: holds no key", ErrDamaged)
	}
	return key, err
}
