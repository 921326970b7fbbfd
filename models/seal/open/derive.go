package open

import (
	"crypto/hkdf"
	"crypto/sha256"
)

// DeriveBytes is how many bytes Derive gives.
const DeriveBytes = 32

// Derive gives bytes that nobody can compute without the key, the same for a
// label each time, and those of one label tell nothing of those of another or of
// the key. It fails with ErrIdentity for the zero value.
func (i Identity) Derive(label string) ([]byte, error) {
	if i.IsZero() {
		return nil, ErrIdentity
	}
	return hkdf.Key(sha256.New, []byte(i.Secret()), nil, "heed "+label, DeriveBytes)
}
