package open_test

import (
	"bytes"
	"errors"
	"testing"

	"filippo.io/age"

	"heed/models/seal"
	"heed/models/seal/open"
)

func TestBundledBytes(t *testing.T) {
	key := newIdentity(t)
	bundle := newBundle(t, key)
	for _, plain := range [][]byte{{}, []byte("一封信"), bytes.Repeat([]byte("x"), 100<<10)} {
		sealed, err := bundle.Bytes(plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := open.BundledBytes(sealed, bundle.Sealed(), newIdentity(t), key)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: got %d, %v", len(plain), len(got), err)
		}
	}
}

// A file that is in no bundle opens by the same door.
func TestBundledBytesOfNoBundle(t *testing.T) {
	key := newIdentity(t)
	sealed, err := seal.Bytes([]byte("text"), key.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	got, err := open.BundledBytes(sealed, nil, key)
	if err != nil || string(got) != "text" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestBundledBytesRefuses(t *testing.T) {
	key := newIdentity(t)
	bundle, other := newBundle(t, key), newBundle(t, key)
	sealed, err := bundle.Bytes([]byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	direct, err := seal.Bytes([]byte("text"), key.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := seal.Bytes(nil, key.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sealed, bundle []byte
		key            open.Identity
		want           error
	}{
		"another key":                 {sealed, bundle.Sealed(), newIdentity(t), open.ErrNoMatch},
		"no key":                      {sealed, bundle.Sealed(), open.Identity{}, open.ErrNoMatch},
		"another bundle":              {sealed, other.Sealed(), key, open.ErrNoMatch},
		"no bundle":                   {sealed, nil, key, open.ErrNoMatch},
		"a file of no bundle":         {direct, bundle.Sealed(), key, open.ErrNoMatch},
		"a bundle without secret":     {sealed, nothing, key, open.ErrDamaged},
		"a bundle that was cut":       {sealed, bundle.Sealed()[:len(bundle.Sealed())-1], key, open.ErrDamaged},
		"a file that was cut":         {sealed[:len(sealed)-1], bundle.Sealed(), key, open.ErrDamaged},
		"a file with more at its end": {append(bytes.Clone(sealed), 'x'), bundle.Sealed(), key, open.ErrDamaged},
		"a file that is dear to open": {costly(t, bundle, key), bundle.Sealed(), key, open.ErrDamaged},
	} {
		if got, err := open.BundledBytes(c.sealed, c.bundle, c.key); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

// costly is a file under the bundle's secret with more work than a bundle has:
// whoever can write the database could make opening it slow.
func costly(t *testing.T, b *seal.Bundle, key open.Identity) []byte {
	t.Helper()
	secret, err := open.Bytes(b.Sealed(), key)
	if err != nil {
		t.Fatal(err)
	}
	to, err := age.NewScryptRecipient(string(bytes.TrimSpace(secret)))
	if err != nil {
		t.Fatal(err)
	}
	to.SetWorkFactor(2)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func newBundle(t *testing.T, key open.Identity) *seal.Bundle {
	t.Helper()
	b, err := seal.NewBundle(key.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	return b
}
