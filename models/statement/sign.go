package statement

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// keyName stands in every signature and every public key.
const keyName = "heed-statement"

// ed25519Key is the mark of the algorithm in signed notes.
const ed25519Key = 1

// Signer signs statements. It is safe for concurrent use.
type Signer struct {
	signer note.Signer
	public string
}

// NewSigner derives the key from the secret that all processes of an office
// share; it fails when that is shorter than 32 bytes.
func NewSigner(secret []byte) (*Signer, error) {
	if len(secret) < 32 {
		return nil, errors.New("statement: the secret is shorter than 32 bytes")
	}
	seed, err := hkdf.Key(sha256.New, secret, nil, Origin+" ed25519", ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	private := ed25519.NewKeyFromSeed(seed)
	public, err := note.NewEd25519VerifierKey(keyName, ed25519.PublicKey(private[ed25519.SeedSize:]))
	if err != nil {
		return nil, err
	}
	hash := strings.Split(public, "+")[1]
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", keyName, hash, base64.StdEncoding.EncodeToString(append([]byte{ed25519Key}, seed...))))
	return &Signer{signer: signer, public: public}, err
}

// Public is the public half as verifiers take it: name+hash+key.
func (s *Signer) Public() string { return s.public }

// Make signs a statement.
func (s *Signer) Make(st Statement) (string, error) {
	signed, err := note.Sign(&note.Note{Text: st.text()}, s.signer)
	return string(signed), err
}
