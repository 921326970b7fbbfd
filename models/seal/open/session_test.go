package open_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"heed/models/seal/open"
)

func TestSessionRoundTrip(t *testing.T) {
	key, secret, binding := newIdentity(t), newSession(t), []byte("staff:7")
	sealed := sealSession(t, secret, key, binding)
	cookie, err := open.ParseSessionSecret(secret.Text())
	if err != nil {
		t.Fatal(err)
	}
	got, err := cookie.Open(sealed, binding)
	if err != nil || got.Secret() != key.Secret() || cookie.ID() != secret.ID() {
		t.Errorf("after a restart: %v", err)
	}
	if bytes.Contains(sealed, []byte(key.Secret())) {
		t.Error("the key is in clear")
	}
}

// What the database holds, the id and the sealed key, opens nothing.
func TestCopiedDatabaseOpensNothing(t *testing.T) {
	key, secret := newIdentity(t), newSession(t)
	sealed := sealSession(t, secret, key, nil)
	if strings.Contains(secret.ID(), secret.Text()) || bytes.Contains(sealed, []byte(secret.Text())) {
		t.Error("the secret is stored")
	}
	forged, err := open.ParseSessionSecret(secret.ID())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := forged.Open(sealed, nil); !errors.Is(err, open.ErrSession) {
		t.Errorf("the id as a cookie: got %v", err)
	}
	if _, err := newSession(t).Open(sealed, nil); !errors.Is(err, open.ErrSession) {
		t.Errorf("another cookie: got %v", err)
	}
}

func TestSessionBinding(t *testing.T) {
	secret := newSession(t)
	sealed := sealSession(t, secret, newIdentity(t), []byte("staff:7"))
	for _, binding := range []string{"", "staff:8", "staff:77", "\x01staff:7"} {
		if _, err := secret.Open(sealed, []byte(binding)); !errors.Is(err, open.ErrSession) {
			t.Errorf("%q: got %v", binding, err)
		}
	}
}

func TestSessionDamagedAtEveryByte(t *testing.T) {
	secret := newSession(t)
	sealed := sealSession(t, secret, newIdentity(t), nil)
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1 << (i % 8)
		for name, s := range map[string][]byte{"changed": damaged, "cut": sealed[:i]} {
			if got, err := secret.Open(s, nil); !errors.Is(err, open.ErrSession) || !got.IsZero() {
				t.Errorf("%s at %d: got %v", name, i, err)
			}
		}
	}
}

func TestSessionsDiffer(t *testing.T) {
	key, one, two := newIdentity(t), newSession(t), newSession(t)
	if one.Text() == two.Text() || one.ID() == two.ID() {
		t.Error("two sessions are the same")
	}
	if bytes.Equal(sealSession(t, one, key, nil), sealSession(t, one, key, nil)) {
		t.Error("the nonce repeats")
	}
}

func TestParseSessionSecretRefuses(t *testing.T) {
	text := strings.Repeat("A", 43)
	if _, err := open.ParseSessionSecret(text); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"", "A", text[:42], text + "A", text + "=", text[:42] + "B", text[:42] + "+",
		" " + text, text + "\n", text[:20] + "\n" + text[20:],
	} {
		if _, err := open.ParseSessionSecret(s); !errors.Is(err, open.ErrSessionSecret) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func TestZeroSessionDoesNothing(t *testing.T) {
	var zero open.SessionSecret
	if !zero.IsZero() || zero.Text() != "" || zero.ID() != "" {
		t.Error("the zero value is a secret")
	}
	if _, err := zero.Seal(newIdentity(t), nil); !errors.Is(err, open.ErrSessionSecret) {
		t.Errorf("seal: %v", err)
	}
	if _, err := zero.Open(make([]byte, 200), nil); !errors.Is(err, open.ErrSession) {
		t.Errorf("open: %v", err)
	}
}

func newSession(t testing.TB) open.SessionSecret {
	t.Helper()
	secret, err := open.NewSessionSecret()
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func sealSession(t *testing.T, secret open.SessionSecret, key open.Identity, binding []byte) []byte {
	t.Helper()
	sealed, err := secret.Seal(key, binding)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func BenchmarkSessionOpen(b *testing.B) {
	secret := newSession(b)
	sealed, err := secret.Seal(newIdentity(b), nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := secret.Open(sealed, nil); err != nil {
			b.Fatal(err)
		}
	}
}
