package seal_test

import (
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"heed/models/seal"
)

func TestParseRecipient(t *testing.T) {
	_, text := newKey(t)
	r, err := seal.ParseRecipient(" " + text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if r.String() != text || len(text) != 1959 || r.IsZero() {
		t.Errorf("got %d characters, IsZero %v", len(r.String()), r.IsZero())
	}
}

func TestParseRecipientRefuses(t *testing.T) {
	key, text := newKey(t)
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{
		"nothing":      "",
		"a secret":     key.String(),
		"X25519":       classic.Recipient().String(),
		"cut":          text[:len(text)-1],
		"a wrong sign": strings.Replace(text, text[100:101], "b", 1),
		"two":          text + "\n" + text,
	} {
		_, err := seal.ParseRecipient(s)
		if !errors.Is(err, seal.ErrRecipient) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("%s: the error repeats the text", name)
		}
	}
}

func TestRecipientEqual(t *testing.T) {
	_, one := newKey(t)
	_, two := newKey(t)
	a, b, c := parse(t, one), parse(t, one), parse(t, two)
	if !a.Equal(b) {
		t.Error("the same key twice differs")
	}
	if a.Equal(c) || a.Equal(seal.Recipient{}) {
		t.Error("different keys are equal")
	}
	if zero := (seal.Recipient{}); !zero.IsZero() || zero.String() != "" {
		t.Error("the zero value is somebody")
	}
}

func newKey(t testing.TB) (*age.HybridIdentity, string) {
	t.Helper()
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return key, key.Recipient().String()
}

func parse(t testing.TB, text string) seal.Recipient {
	t.Helper()
	r, err := seal.ParseRecipient(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
