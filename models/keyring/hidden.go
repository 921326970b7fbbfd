package keyring

import (
	"fmt"
	"io"
	"log/slog"
)

const hiddenText = "[redacted]"

// hidden is embedded in what carries a secret as plain text, so that fmt, slog
// and JSON show none of it. Its fields give the values.
type hidden struct{}

// Format writes hiddenText for every verb.
func (hidden) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hiddenText) }

// LogValue gives hiddenText.
func (hidden) LogValue() slog.Value { return slog.StringValue(hiddenText) }

// MarshalText gives hiddenText, to JSON as well.
func (hidden) MarshalText() ([]byte, error) { return []byte(hiddenText), nil }
