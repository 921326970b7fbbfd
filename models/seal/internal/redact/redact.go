// Package redact keeps secrets out of logs, pages and dumps.
//
// A type that embeds Redacted prints, logs and marshals as a fixed text. That
// covers every fmt verb, log/slog, encoding/json and encoding.TextMarshaler.
// fmt calls no method on a value that sits in another struct's unexported
// field, and under a verb such as %s follows a pointer there, so a type that
// embeds Redacted must also keep its secret Hidden.
package redact

import (
	"fmt"
	"io"
	"log/slog"
)

// Text is what stands in place of every secret.
const Text = "[redacted]"

// Redacted is embedded in types that hold a secret.
type Redacted struct{}

// Hidden holds a secret where reflection cannot follow: fmt prints the address
// of a function, never what it returns. Its zero value holds nothing.
type Hidden[T any] func() *T

// Hide returns value as Hidden.
func Hide[T any](value *T) Hidden[T] { return func() *T { return value } }

// Get returns what was hidden, or nil.
func (h Hidden[T]) Get() *T {
	if h == nil {
		return nil
	}
	return h()
}

// Format writes Text for every verb.
func (Redacted) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Text) }

// String returns Text.
func (Redacted) String() string { return Text }

// GoString returns Text.
func (Redacted) GoString() string { return Text }

// LogValue returns Text.
func (Redacted) LogValue() slog.Value { return slog.StringValue(Text) }

// MarshalText returns Text.
func (Redacted) MarshalText() ([]byte, error) { return []byte(Text), nil }

// MarshalJSON returns Text as a JSON string.
func (Redacted) MarshalJSON() ([]byte, error) { return []byte(`"` + Text + `"`), nil }
