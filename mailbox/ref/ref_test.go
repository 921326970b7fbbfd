package ref_test

import (
	"bytes"
	"testing"

	"heed/mailbox/ref"
)

func TestNames(t *testing.T) {
	n, other := ref.New([]byte("a secret")), ref.New([]byte("another"))
	same := func(what string, want bool, a, b []byte) {
		t.Helper()
		if a == nil || bytes.Equal(a, b) != want {
			t.Errorf("%s: %x and %x", what, a, b)
		}
	}
	same("brackets", true, n.Message("<a@x>"), n.Message(" a@x "))
	same("another id", false, n.Message("a@x"), n.Message("A@x"))
	same("another office", false, n.Message("a@x"), other.Message("a@x"))
	same("how an address is written", true, n.Sender("<a@x>", "Li@Example.org "), n.Sender("a@x", "li@example.org"))
	same("another sender", false, n.Sender("a@x", "li@example.org"), n.Sender("a@x", "wang@example.org"))
	same("one sender's two mails", false, n.Sender("a@x", "li@example.org"), n.Sender("b@x", "li@example.org"))
	same("an id that ends like an address", false, n.Sender("ab", "c"), n.Sender("a", "bc"))
	const number = "巡察〔2026〕1-G1-0007"
	same("a number", false, n.Message(ref.Number(number, "AAAABBBBCCCC")), n.Message(number))
	same("a number with another word", false, n.Message(ref.Number(number, "AAAABBBBCCCC")), n.Message(ref.Number(number, "AAAABBBBCCCD")))
	same("a word in small letters", true, n.Message(ref.Number(number, "AAAABBBBCCCC")), n.Message(ref.Number(number, "aaaabbbbcccc")))
	if w := ref.NewWord(); len(w) != ref.WordLen || w == ref.NewWord() {
		t.Errorf("the word %q", w)
	}
	if id := ref.Number(number, ""); id != "" || n.Message(id) != nil {
		t.Error("a number alone, which anybody can count, is a reference")
	}
	for what, none := range map[string][]byte{
		"no id": n.Message("<>"), "no id to a sender": n.Sender("", "li@example.org"), "no sender": n.Sender("a@x", " "),
	} {
		if none != nil {
			t.Errorf("%s: %x", what, none)
		}
	}
	if len(n.Message("a@x")) != 16 || len(n.Sender("a@x", "b@x")) != 8 {
		t.Error("another length than the ledger's")
	}
}
