package parse

import (
	"testing"
)

// Encoded words (RFC 2047) as mailers really write them.
// The charset of the body helps where the header has raw bytes and no word.
func TestRawSubjectTakesTheCharsetOfTheBody(t *testing.T) {
	raw := mail("x", "Subject: "+big5("中文"), "Content-Type: text/plain; charset=big5")
	if m := Message([]byte(raw), Limits{}); m.Subject != "中文" {
		t.Errorf("subject %q", m.Subject)
	}
}
