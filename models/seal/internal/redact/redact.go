// Package redact keeps secrets out of logs, pages and dumps.
//
// A type that embeds Redacted prints, logs and marshals as a fixed text. That
// covers every fmt verb, log/slog, encoding/json and encoding.TextMarshaler.
// fmt calls no method on a value that sits in another struct's unexported
// field, so a type that embeds Redacted must also keep its secret behind a
// pointer, of which fmt then prints the address alone.
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
