package open_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"filippo.io/age"

	"heed/models/seal/open"
)

func TestGrantToSeveral(t *testing.T) {
	round, one, two := newIdentity(t), newIdentity(t), newIdentity(t)
	granted, err := open.Grant(round, one.Recipient(), two.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for _, holder := range []open.Identity{one, two} {
		got, err := open.OpenGrant(granted, holder)
		if err != nil || got.Secret() != round.Secret() {
			t.Errorf("holder: %v", err)
		}
	}
	if _, err := open.OpenGrant(granted, round); !errors.Is(err, open.ErrNoMatch) {
		t.Errorf("somebody else: %v", err)
	}
}

func TestOpenGrantRefusesWhatIsNoKey(t *testing.T) {
	holder := newIdentity(t)
	for _, text := range []string{"", "no key", holder.Recipient().String()} {
		if _, err := open.OpenGrant(sealTo(t, []byte(text), holder), holder); !errors.Is(err, open.ErrDamaged) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

// With the age tool: age -d -i staff.txt grant > round.txt; age -d -i round.txt envelope.
func TestGrantIsKeyFileOfAge(t *testing.T) {
	round, holder := newIdentity(t), newIdentity(t)
	granted, err := open.Grant(round, holder.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	keyFile := ageOpen(t, granted, holder.Secret())
	if got := ageOpen(t, sealTo(t, []byte("text"), round), string(keyFile)); string(got) != "text" {
		t.Errorf("got %q", got)
	}
}

func ageOpen(t *testing.T, sealed []byte, keyFile string) []byte {
	t.Helper()
	ids, err := age.ParseIdentities(bytes.NewReader([]byte(keyFile)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), ids...)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
