package open

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"

	"heed/models/seal/internal/redact"
)

const (
	sessionVersion  = 1
	sessionSize     = 32
	sessionIDLabel  = "heed session id v1"
	sessionKeyLabel = "heed session key v1"
)

var (
	// ErrSessionSecret says that a text is not a session secret.
	ErrSessionSecret = errors.New("open: not a session secret")
	// ErrSession says that a sealed session does not belong to this secret and
	// this binding, or was damaged.
	ErrSession = errors.New("open: session does not open")
)

// cookieText refuses the second spelling of a secret's last bits.
var cookieText = base64.RawURLEncoding.Strict()

// SessionSecret is what only a signed-in member's cookie carries. The database
// holds ID and what Seal returns, and from these nobody can open the session.
// It prints and marshals as "[redacted]"; Text gives the cookie's value.
type SessionSecret struct {
	redacted
	derived redact.Hidden[sessionKeys]
}

type sessionKeys struct {
	text string
	id   string
	key  []byte
}

// NewSessionSecret makes a random secret of 32 bytes.
func NewSessionSecret() (SessionSecret, error) {
	secret := make([]byte, sessionSize)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the program instead
	return newSessionSecret(secret)
}

// ParseSessionSecret reads the cookie's value. It fails with ErrSessionSecret
// for anything but the exact form that Text returns.
func ParseSessionSecret(text string) (SessionSecret, error) {
	secret, err := cookieText.DecodeString(text)
	if err != nil || len(secret) != sessionSize || cookieText.EncodeToString(secret) != text {
		return SessionSecret{}, ErrSessionSecret
	}
	return newSessionSecret(secret)
}

func newSessionSecret(secret []byte) (SessionSecret, error) {
	id, err := hkdf.Key(sha256.New, secret, nil, sessionIDLabel, sha256.Size)
	if err != nil {
		return SessionSecret{}, fmt.Errorf("open: session id: %w", err)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, sessionKeyLabel, chacha20poly1305.KeySize)
	if err != nil {
		return SessionSecret{}, fmt.Errorf("open: session key: %w", err)
	}
	return SessionSecret{derived: redact.Hide(&sessionKeys{
		text: cookieText.EncodeToString(secret),
		id:   cookieText.EncodeToString(id),
		key:  key,
	})}, nil
}

// IsZero reports whether s holds no secret.
func (s SessionSecret) IsZero() bool { return s.derived.Get() == nil }

// Text returns the cookie's value: 43 characters of base64url, or "" for the
// zero value. It is the secret itself.
func (s SessionSecret) Text() string {
	if s.IsZero() {
		return ""
	}
	return s.derived.Get().text
}

// ID returns the session's public name, for the database: 43 characters of
// base64url, or "" for the zero value. The secret does not follow from it.
func (s SessionSecret) ID() string {
	if s.IsZero() {
		return ""
	}
	return s.derived.Get().id
}

// Seal encrypts key under the secret. The same binding, such as the member's
// id, is needed to open: a row copied to another member opens nothing.
func (s SessionSecret) Seal(key Identity, binding []byte) ([]byte, error) {
	if s.IsZero() {
		return nil, ErrSessionSecret
	}
	if key.IsZero() {
		return nil, ErrIdentity
	}
	aead, err := chacha20poly1305.NewX(s.derived.Get().key)
	if err != nil {
		return nil, fmt.Errorf("open: seal session: %w", err)
	}
	sealed := make([]byte, 1+aead.NonceSize(), 256)
	sealed[0] = sessionVersion
	_, _ = rand.Read(sealed[1:]) // never fails: crypto/rand ends the program instead
	return aead.Seal(sealed, sealed[1:], []byte(key.Secret()), sessionData(binding)), nil
}

// Open returns the key that Seal sealed under the same secret and binding. It
// fails with ErrSession.
func (s SessionSecret) Open(sealed, binding []byte) (Identity, error) {
	const start = 1 + chacha20poly1305.NonceSizeX
	if s.IsZero() || len(sealed) < start || sealed[0] != sessionVersion {
		return Identity{}, ErrSession
	}
	aead, err := chacha20poly1305.NewX(s.derived.Get().key)
	if err != nil {
		return Identity{}, fmt.Errorf("open: open session: %w", err)
	}
	secret, err := aead.Open(nil, sealed[1:start], sealed[start:], sessionData(binding))
	if err != nil {
		return Identity{}, ErrSession
	}
	return ParseIdentity(string(secret))
}

func sessionData(binding []byte) []byte {
	return slices.Concat([]byte{sessionVersion}, binding)
}
