package parse

import (
	"testing"

	"heed/mailbox/parse/corpus"
)

// Which part is the text, and what HTML says.
// Two texts in a row are both kept.
func TestTextsInSequence(t *testing.T) {
	m := Message([]byte(mixed(plain("one"), corpus.HTML("<p>two</p>"), plain("three"))), Limits{})
	if m.Text != "one\n\ntwo\n\nthree" {
		t.Errorf("text %q", m.Text)
	}
}
