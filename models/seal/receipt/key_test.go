package receipt_test

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"heed/models/seal"
	"heed/models/seal/receipt"
)

func TestReplyRoundTrip(t *testing.T) {
	r := newReceipt(t)
	for _, text := range []string{"", "您好，请问是哪一座桥？", strings.Repeat("长", 100_000)} {
		got, err := r.Open(reply(t, text, r))
		if err != nil || string(got) != text {
			t.Errorf("%d bytes: %d back, %v", len(text), len(got), err)
		}
	}
}

func TestReplyForSomebodyElse(t *testing.T) {
	sealed := reply(t, "text", newReceipt(t))
	if got, err := newReceipt(t).Open(sealed); !errors.Is(err, receipt.ErrNoMatch) || got != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestReplyDamagedAtEveryByte(t *testing.T) {
	r := newReceipt(t)
	sealed := reply(t, "Which bridge was it?", r)
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1 << (i % 8)
		for name, s := range map[string][]byte{"changed": damaged, "cut": sealed[:i]} {
			got, err := r.Open(s)
			known := errors.Is(err, receipt.ErrDamaged) || errors.Is(err, receipt.ErrNoMatch)
			if !known || got != nil || errors.Is(err, io.EOF) {
				t.Errorf("%s at %d: %d bytes, %v", name, i, len(got), err)
			}
		}
	}
}

// The vectors' identities are key files of the age tool.
func TestIdentityIsOfAge(t *testing.T) {
	for _, v := range loadVectors(t) {
		key, err := age.ParseHybridIdentity(v.Identity)
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(reply(t, "text", parse(t, v.Receipt))), key)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != "text" {
			t.Errorf("%q, %v", text, err)
		}
	}
}

// The standard library makes the same public key of the same seed, so that the
// key pair hangs on a standard and not on a library.
func TestRecipientAgreesWithStandardLibrary(t *testing.T) {
	r := newReceipt(t)
	text := strings.ReplaceAll(r.Text(), "-", "")
	seed, err := hkdf.Key(sha256.New, []byte(text), nil, "heed receipt identity v1", 32)
	if err != nil {
		t.Fatal(err)
	}
	private, err := hpke.MLKEM768X25519().NewPrivateKey(seed)
	if err != nil {
		t.Fatal(err)
	}
	public, err := r.Recipient()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bech32Payload(public.String()), private.PublicKey().Bytes()) {
		t.Error("the public keys differ")
	}
}

// bech32Payload returns the bytes between the separator and the checksum.
func bech32Payload(text string) []byte {
	data := text[strings.LastIndex(text, "1")+1 : len(text)-6]
	var payload []byte
	var pool, bits uint
	for _, c := range data {
		pool, bits = pool<<5|uint(strings.IndexRune("qpzry9x8gf2tvdw0s3jn54khce6mua7l", c)), bits+5
		if bits >= 8 {
			bits -= 8
			payload = append(payload, byte(pool>>bits))
		}
	}
	return payload
}

func reply(t testing.TB, text string, to receipt.Receipt) []byte {
	t.Helper()
	public, err := to.Recipient()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := seal.Bytes([]byte(text), public)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newReceipt(b)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		parse(b, plain)
	}
}

func BenchmarkRecipient(b *testing.B) {
	r := newReceipt(b)
	for b.Loop() {
		if _, err := r.Recipient(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen2KB(b *testing.B) {
	r := newReceipt(b)
	sealed := reply(b, strings.Repeat("x", 2048), r)
	b.SetBytes(2048)
	for b.Loop() {
		if _, err := r.Open(sealed); err != nil {
			b.Fatal(err)
		}
	}
}
