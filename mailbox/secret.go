package mailbox

import (
	"errors"
	"log/slog"
	"strings"
)

// Secret is a password, or what else signs in, that no print, log or JSON shows.
// It is read anew at each sign-in, so that a changed one needs no restart.
type Secret struct {
	name  string // by which it is spoken of
	value func() (string, error)
	put   func(host, value string) error // nil where it cannot be replaced; the host gave the value
	may   func(host string) error        // nil where it may go to any server
}

// NewSecret hides a password.
func NewSecret(s string) Secret { return Secret{value: func() (string, error) { return s, nil }} }

// Named is the secret with a name by which it is spoken of.
func (s Secret) Named(name string) Secret {
	s.name = name
	return s
}

const redacted = "[redacted]"

// errNoSecret is a secret that is empty or was never given.
var errNoSecret = errors.New("there is no secret")

// errKept is a secret whose new value cannot be kept where the old one is.
var errKept = errors.New("the secret is not in a file that may be written")

// read is the secret as it is now.
func (s Secret) read() (string, error) {
	if s.value == nil {
		return "", errNoSecret
	}
	value, err := s.value()
	if value = strings.TrimRight(value, "\r\n"); err == nil && value == "" {
		err = errNoSecret
	}
	return value, err
}

// replace keeps a new value, which a host gave, in place of the old one.
func (s Secret) replace(host, value string) error {
	if s.put == nil {
		return errKept
	}
	return s.put(host, value)
}

// goTo is an error when the secret may not be shown to a host.
func (s Secret) goTo(host string) error {
	if s.may == nil {
		return nil
	}
	return s.may(host)
}

// Empty says whether there is no secret now.
func (s Secret) Empty() bool {
	_, err := s.read()
	return err != nil
}

// String never shows the password.
func (Secret) String() string { return redacted }

// GoString never shows the password.
func (Secret) GoString() string { return redacted }

// LogValue never shows the password.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText never shows the password.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
