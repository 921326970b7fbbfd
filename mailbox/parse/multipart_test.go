package parse

import (
	"testing"
)

// Multiparts that do not keep to the rules lose nothing.
func TestInlineIsToldFromAttached(t *testing.T) {
	picture := "Content-Type: image/png; name=a.png\r\nContent-ID: <1@x>\r\n\r\nx"
	m := Message([]byte(mixed(plain("t"), picture, file("inline; filename=b.pdf", "x"), file("attachment; filename=c.pdf", "x"))), Limits{})
	for i, want := range []bool{true, true, false} {
		if m.Attachments[i].Inline != want {
			t.Errorf("attachment %d inline %v", i, m.Attachments[i].Inline)
		}
	}
}
