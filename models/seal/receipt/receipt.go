package receipt

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"

	"heed/models/seal/internal/redact"
)

const (
	size          = 20
	groupSize     = 4
	lookupLabel   = "heed receipt lookup v1"
	identityLabel = "heed receipt identity v1"
)

type redacted = redact.Redacted

// Receipt is a valid receipt from New or Parse. It prints and marshals as
// "[redacted]". The zero value is no receipt: all but IsZero and the redacted
// methods panic on it.
type Receipt struct {
	redacted
	derived redact.Hidden[derived]
}

// derived is the receipt itself and what follows from it.
type derived struct {
	symbols string
	lookup  [sha256.Size]byte
	seed    []byte
}

// New makes a random receipt.
func New() (Receipt, error) {
	random := make([]byte, size-1)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	word := make([]byte, 0, size)
	for _, b := range random {
		word = append(word, b%32)
	}
	return derive(append(word, checkSymbol(word)))
}

// derive makes every key of a valid word of 20 symbols.
func derive(word []byte) (Receipt, error) {
	text := make([]byte, size)
	for i, symbol := range word {
		text[i] = alphabet[symbol]
	}
	id, err := hkdf.Key(sha256.New, text, nil, lookupLabel, sha256.Size)
	if err != nil {
		return Receipt{}, fmt.Errorf("receipt: derive look-up id: %w", err)
	}
	seed, err := hkdf.Key(sha256.New, text, nil, identityLabel, seedSize)
	if err != nil {
		return Receipt{}, fmt.Errorf("receipt: derive key: %w", err)
	}
	return Receipt{derived: redact.Hide(&derived{string(text), sha256.Sum256(id), seed})}, nil
}

// IsZero reports whether r is no receipt.
func (r Receipt) IsZero() bool { return r.derived.Get() == nil }

// Equal reports in constant time whether both are the same receipt.
func (r Receipt) Equal(other Receipt) bool {
	return subtle.ConstantTimeCompare([]byte(r.derived.Get().symbols), []byte(other.derived.Get().symbols)) == 1
}

// Text returns the receipt as shown: five groups of four with hyphens between.
// It is the secret itself.
func (r Receipt) Text() string {
	groups := r.Groups()
	return strings.Join(groups[:], "-")
}

// Groups returns the five groups of four characters. They are the secret itself.
func (r Receipt) Groups() [5]string {
	var groups [5]string
	for i := range groups {
		groups[i] = r.derived.Get().symbols[i*groupSize : (i+1)*groupSize]
	}
	return groups
}

// LastGroupIs reports whether typed, read as tolerantly as by Parse, is the
// last group: the proof that a reporter has written the receipt down.
func (r Receipt) LastGroupIs(typed string) bool {
	word, err := readSymbols(typed)
	if err != nil || len(word) != groupSize {
		return false
	}
	var same byte
	for i, symbol := range word {
		same |= alphabet[symbol] ^ r.derived.Get().symbols[size-groupSize+i]
	}
	return same == 0
}

// LookupHash returns what is stored to find a tip by its receipt: the SHA-256
// of an id derived from it. The receipt does not follow from it.
func (r Receipt) LookupHash() [32]byte { return r.derived.Get().lookup }
