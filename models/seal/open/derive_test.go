package open_test

import (
	"bytes"
	"errors"
	"testing"

	"heed/models/seal/open"
)

func TestDerive(t *testing.T) {
	derive := func(i open.Identity, label string) []byte {
		t.Helper()
		b, err := i.Derive(label)
		if err != nil || len(b) != open.DeriveBytes {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
		return b
	}
	one, other := newIdentity(t), newIdentity(t)
	if !bytes.Equal(derive(one, "a"), derive(parseIdentity(t, one.Secret()), "a")) {
		t.Error("the same key and label give other bytes")
	}
	if bytes.Equal(derive(one, "a"), derive(one, "b")) || bytes.Equal(derive(one, "a"), derive(other, "a")) {
		t.Error("another label or key gives the same bytes")
	}
	if _, err := (open.Identity{}).Derive("a"); !errors.Is(err, open.ErrIdentity) {
		t.Errorf("of no key: %v", err)
	}
}
