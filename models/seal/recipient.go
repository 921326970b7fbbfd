package seal

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
)

// ErrRecipient says that a text is not the public half of a hybrid key. The
// text is not repeated, because it may be a secret pasted into the wrong field.
var ErrRecipient = errors.New("seal: not an age1pq1 recipient")

// Recipient is the public half of a hybrid post-quantum key (MLKEM768-X25519).
// It is safe to show, store and share between goroutines. The zero value is
// nobody: sealing to it fails. Compare with Equal; use String as a map key.
type Recipient struct {
	_    [0]func()
	text string
	key  *age.HybridRecipient
}

// ParseRecipient reads the age1pq1… form, white space around it aside. Other
// kinds of age recipient, X25519 among them, are refused with ErrRecipient.
func ParseRecipient(s string) (Recipient, error) {
	key, err := age.ParseHybridRecipient(strings.TrimSpace(s))
	if err != nil {
		return Recipient{}, ErrRecipient
	}
	return FromAge(key), nil
}

// FromAge takes over a recipient of the age library, which must not be nil.
func FromAge(key *age.HybridRecipient) Recipient {
	return Recipient{text: key.String(), key: key}
}

// String returns the age1pq1… form, 1,959 characters, or "" for the zero value.
func (r Recipient) String() string { return r.text }

// Equal reports whether both are the same public key.
func (r Recipient) Equal(other Recipient) bool { return r.text == other.text }

// IsZero reports whether r is nobody.
func (r Recipient) IsZero() bool { return r.key == nil }

func ageRecipients(to []Recipient) ([]age.Recipient, error) {
	if len(to) == 0 {
		return nil, fmt.Errorf("%w: nobody to seal to", ErrRecipient)
	}
	keys := make([]age.Recipient, len(to))
	for i, r := range to {
		if r.IsZero() {
			return nil, fmt.Errorf("%w: recipient %d is empty", ErrRecipient, i)
		}
		keys[i] = r.key
	}
	return keys, nil
}
