package seal_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"

	"filippo.io/age"

	"heed/models/seal"
)

const chunk = 64 << 10

// The plain age library opens everything, as the age tool does.
func TestBytesOpensWithAge(t *testing.T) {
	one, oneText := newKey(t)
	two, twoText := newKey(t)
	for _, size := range []int{0, 1, 2048, chunk - 1, chunk, chunk + 1, 3*chunk + 7} {
		plain := bytes.Repeat([]byte{0xe6, 0x96, 0x87}, size)[:size]
		sealed, err := seal.Bytes(plain, parse(t, oneText), parse(t, twoText))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []*age.HybridIdentity{one, two} {
			if got := ageOpen(t, sealed, key); !bytes.Equal(got, plain) {
				t.Errorf("size %d: got %d bytes back", size, len(got))
			}
		}
	}
}

func TestBytesOnlyForRecipients(t *testing.T) {
	_, text := newKey(t)
	other, _ := newKey(t)
	sealed, err := seal.Bytes([]byte("text"), parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	_, err = age.Decrypt(bytes.NewReader(sealed), other)
	var noMatch *age.NoIdentityMatchError
	if !errors.As(err, &noMatch) {
		t.Fatalf("another key: got %v", err)
	}
	if len(noMatch.StanzaTypes) != 1 || noMatch.StanzaTypes[0] != "mlkem768x25519" {
		t.Errorf("stanzas %v", noMatch.StanzaTypes)
	}
}

func TestBytesNeedsRecipients(t *testing.T) {
	_, text := newKey(t)
	if _, err := seal.Bytes([]byte("text")); !errors.Is(err, seal.ErrRecipient) {
		t.Errorf("to nobody: got %v", err)
	}
	if _, err := seal.Bytes([]byte("text"), parse(t, text), seal.Recipient{}); !errors.Is(err, seal.ErrRecipient) {
		t.Errorf("to the zero value: got %v", err)
	}
}

func TestBytesNeverRepeats(t *testing.T) {
	_, text := newKey(t)
	a, errA := seal.Bytes([]byte("text"), parse(t, text))
	b, errB := seal.Bytes([]byte("text"), parse(t, text))
	if errA != nil || errB != nil || bytes.Equal(a, b) {
		t.Errorf("two envelopes of one text are the same (%v, %v)", errA, errB)
	}
}

func TestWriterStreams(t *testing.T) {
	key, text := newKey(t)
	var dst bytes.Buffer
	w, err := seal.Writer(&dst, parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("0123456789abcdef"), 4*chunk/16)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if dst.Len() < 3*chunk {
		t.Errorf("%d bytes passed on before Close", dst.Len())
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ageOpen(t, dst.Bytes(), key), plain) {
		t.Error("text changed")
	}
}

func TestWriterWithoutCloseIsNoFile(t *testing.T) {
	key, text := newKey(t)
	var dst bytes.Buffer
	w, err := seal.Writer(&dst, parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 2*chunk)); err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(&dst, key)
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err == nil {
		t.Error("a file never closed opens as if it were whole")
	}
}

func TestWriterConstantMemory(t *testing.T) {
	_, text := newKey(t)
	w, err := seal.Writer(io.Discard, parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	piece := make([]byte, chunk)
	runtime.ReadMemStats(&before)
	for range 1024 {
		if _, err := w.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 {
		t.Errorf("64 MiB sealed with %d bytes allocated", used)
	}
}

// failing takes room bytes and then fails, as a full disk does.
type failing struct{ room int }

var errFull = errors.New("disk full")

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriterReportsFullDisk(t *testing.T) {
	_, text := newKey(t)
	plain := make([]byte, 2*chunk)
	sealed, err := seal.Bytes(plain, parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 10, 1900, chunk, len(sealed) - 1} {
		if err := sealTo(&failing{room}, plain, parse(t, text)); !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes: got %v", room, err)
		}
	}
	if err := sealTo(&failing{len(sealed)}, plain, parse(t, text)); err != nil {
		t.Errorf("room for all: %v", err)
	}
}

func sealTo(dst io.Writer, plain []byte, to seal.Recipient) error {
	w, err := seal.Writer(dst, to)
	if err != nil {
		return err
	}
	if _, err := w.Write(plain); err != nil {
		return err
	}
	return w.Close()
}

func ageOpen(t *testing.T, sealed []byte, key age.Identity) []byte {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func BenchmarkBytes2KB(b *testing.B) {
	_, text := newKey(b)
	to, plain := parse(b, text), make([]byte, 2048)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if _, err := seal.Bytes(plain, to); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriterBulk(b *testing.B) {
	_, text := newKey(b)
	to, plain := parse(b, text), make([]byte, 16<<20)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if err := sealTo(io.Discard, plain, to); err != nil {
			b.Fatal(err)
		}
	}
}
