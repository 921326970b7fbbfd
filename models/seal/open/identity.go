package open

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"

	"heed/models/seal"
	"heed/models/seal/internal/redact"
)

// ErrIdentity says that a text is not the secret half of a hybrid key, or that
// an empty Identity was used as if it were one. The text is never repeated.
var ErrIdentity = errors.New("open: not an AGE-SECRET-KEY-PQ-1 identity")

type redacted = redact.Redacted

// Identity is the secret half of a hybrid post-quantum key. It prints and
// marshals as "[redacted]"; Secret gives the text. The zero value opens nothing.
type Identity struct {
	redacted
	key redact.Hidden[age.HybridIdentity]
}

// NewIdentity makes a random key.
func NewIdentity() (Identity, error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return Identity{}, fmt.Errorf("open: make a key: %w", err)
	}
	return Identity{key: redact.Hide(key)}, nil
}

// ParseIdentity reads the AGE-SECRET-KEY-PQ-1… form, white space around it
// aside. It fails with ErrIdentity.
func ParseIdentity(s string) (Identity, error) {
	key, err := age.ParseHybridIdentity(strings.TrimSpace(s))
	if err != nil {
		return Identity{}, ErrIdentity
	}
	return Identity{key: redact.Hide(key)}, nil
}

// Recipient returns the public half; that of the zero value is zero.
func (i Identity) Recipient() seal.Recipient {
	if i.IsZero() {
		return seal.Recipient{}
	}
	return seal.FromAge(i.key.Get().Recipient())
}

// Secret returns the AGE-SECRET-KEY-PQ-1… text, 77 characters, or "" for the
// zero value. It is the key itself: show it once, or seal it.
func (i Identity) Secret() string {
	if i.IsZero() {
		return ""
	}
	return i.key.Get().String()
}

// IsZero reports whether i holds no key.
func (i Identity) IsZero() bool { return i.key.Get() == nil }

// line returns what wrapped keys and grants hold: a key file of the age tool.
func (i Identity) line() ([]byte, error) {
	if i.IsZero() {
		return nil, ErrIdentity
	}
	return []byte(i.Secret() + "\n"), nil
}
