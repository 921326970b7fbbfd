package open_test

import (
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"heed/models/seal/open"
)

func TestIdentityRoundTrip(t *testing.T) {
	key := newIdentity(t)
	if len(key.Secret()) != 77 || !strings.HasPrefix(key.Secret(), "AGE-SECRET-KEY-PQ-1") {
		t.Errorf("a secret of %d characters", len(key.Secret()))
	}
	again := parseIdentity(t, "\n"+key.Secret()+" ")
	if again.Secret() != key.Secret() || !again.Recipient().Equal(key.Recipient()) {
		t.Error("the key reads differently")
	}
	if newIdentity(t).Secret() == key.Secret() {
		t.Error("two new keys are the same")
	}
}

func TestParseIdentityRefuses(t *testing.T) {
	key := newIdentity(t)
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	text := key.Secret()
	for name, s := range map[string]string{
		"nothing":  "",
		"public":   key.Recipient().String(),
		"X25519":   classic.String(),
		"cut":      text[:len(text)-1],
		"mistyped": text[:30] + "B" + text[31:],
		"two":      text + "\n" + text,
	} {
		_, err := open.ParseIdentity(s)
		if !errors.Is(err, open.ErrIdentity) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if err.Error() != open.ErrIdentity.Error() {
			t.Errorf("%s: the error says more than it may", name)
		}
	}
}

func TestZeroIdentityDoesNothing(t *testing.T) {
	var zero open.Identity
	if !zero.IsZero() || zero.Secret() != "" || !zero.Recipient().IsZero() {
		t.Error("the zero value is a key")
	}
	if _, err := open.Grant(zero, newIdentity(t).Recipient()); !errors.Is(err, open.ErrIdentity) {
		t.Errorf("grant: %v", err)
	}
	if _, err := newPassphrases().Wrap(t.Context(), zero, "words"); !errors.Is(err, open.ErrIdentity) {
		t.Errorf("wrap: %v", err)
	}
	if _, err := newSession(t).Seal(zero, nil); !errors.Is(err, open.ErrIdentity) {
		t.Errorf("session: %v", err)
	}
	if _, err := open.Bytes(nil, zero); !errors.Is(err, open.ErrNoMatch) {
		t.Errorf("bytes: %v", err)
	}
}

func newIdentity(t testing.TB) open.Identity {
	t.Helper()
	key, err := open.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func parseIdentity(t testing.TB, text string) open.Identity {
	t.Helper()
	key, err := open.ParseIdentity(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
