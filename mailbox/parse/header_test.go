package parse

import (
	"strings"
	"testing"
)

// Header blocks that are damaged, double, or not there.
// Ids are read with and without their brackets.
func TestMessageIDs(t *testing.T) {
	raw := mail("x", "Message-ID: <1@x> (new)", "In-Reply-To: 0@x", "References: <a@x>\r\n <b@x><c@x>")
	m := Message([]byte(raw), Limits{})
	if m.MessageID != "1@x" || m.InReplyTo != "0@x" || strings.Join(m.References, " ") != "a@x b@x c@x" {
		t.Errorf("ids %q, %q, %q", m.MessageID, m.InReplyTo, m.References)
	}
}
