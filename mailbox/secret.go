package mailbox

import "log/slog"

// Secret is a password that no print, log or JSON shows.
type Secret struct{ value func() string }

// NewSecret hides a password.
func NewSecret(s string) Secret { return Secret{func() string { return s }} }

const redacted = "[redacted]"

func (s Secret) reveal() string {
	if s.value == nil {
		return ""
	}
	return s.value()
}

// Empty says whether there is no password.
func (s Secret) Empty() bool { return s.reveal() == "" }

// String never shows the password.
func (Secret) String() string { return redacted }

// GoString never shows the password.
func (Secret) GoString() string { return redacted }

// LogValue never shows the password.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText never shows the password.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
