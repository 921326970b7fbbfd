package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"heed/models/seal"
)

// The plain age library opens a bundle in two steps, as the age tool does.
func TestBundleOpensWithAge(t *testing.T) {
	key, text := newKey(t)
	bundle := newBundle(t, text)
	secret := ageSecret(t, bundle, key)
	for _, size := range []int{0, 1, 2048, chunk - 1, chunk, chunk + 1} {
		plain := bytes.Repeat([]byte("mail"), size)[:size]
		sealed, err := bundle.Bytes(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got := ageOpen(t, sealed, secret); !bytes.Equal(got, plain) {
			t.Errorf("size %d: got %d bytes back", size, len(got))
		}
	}
}

// Each file of a bundle has a key of its own: what tells one is of no use for
// another, and the same words look different each time.
func TestFilesOfABundleShareNothing(t *testing.T) {
	_, text := newKey(t)
	bundle := newBundle(t, text)
	a, errA := bundle.Bytes([]byte("text"))
	b, errB := bundle.Bytes([]byte("text"))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	headerA, payloadA, okA := bytes.Cut(a, []byte("\n---"))
	headerB, payloadB, okB := bytes.Cut(b, []byte("\n---"))
	if !okA || !okB || bytes.Equal(headerA, headerB) || bytes.Equal(payloadA, payloadB) {
		t.Errorf("two files of a bundle share a header or a payload:\n%q\n%q", headerA, headerB)
	}
}

func TestBundleOpensWithItsSecretAlone(t *testing.T) {
	key, text := newKey(t)
	one, two := newBundle(t, text), newBundle(t, text)
	sealed, err := one.Bytes([]byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]age.Identity{"another bundle's secret": ageSecret(t, two, key), "the recipient's own key": key} {
		if _, err := age.Decrypt(bytes.NewReader(sealed), id); err == nil {
			t.Errorf("%s opens a file of a bundle", name)
		}
	}
	other, _ := newKey(t)
	if _, err := age.Decrypt(bytes.NewReader(one.Sealed()), other); err == nil {
		t.Error("another key opens the bundle's secret")
	}
}

func TestBundleNeedsARecipient(t *testing.T) {
	if _, err := seal.NewBundle(seal.Recipient{}); !errors.Is(err, seal.ErrRecipient) {
		t.Errorf("got %v", err)
	}
}

func newBundle(t testing.TB, text string) *seal.Bundle {
	t.Helper()
	b, err := seal.NewBundle(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ageSecret is what opens a bundle's files: 26 characters of base 32, 130 bits.
func ageSecret(t testing.TB, b *seal.Bundle, key age.Identity) age.Identity {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(b.Sealed()), key)
	if err != nil {
		t.Fatal(err)
	}
	var secret bytes.Buffer
	if _, err := secret.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	line, ended := strings.CutSuffix(secret.String(), "\n")
	if !ended || len(line) != 26 || strings.Trim(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		t.Fatalf("a secret of %d characters", len(line))
	}
	id, err := age.NewScryptIdentity(line)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func BenchmarkBundle12KB(b *testing.B) {
	_, text := newKey(b)
	bundle, plain := newBundle(b, text), make([]byte, 12<<10)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bundle.Bytes(plain); err != nil {
			b.Fatal(err)
		}
	}
}
