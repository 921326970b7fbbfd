package open_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"heed/models/seal"
	"heed/models/seal/open"
)

const chunk = 64 << 10

func TestBytesRoundTrip(t *testing.T) {
	key, other := newIdentity(t), newIdentity(t)
	for _, size := range []int{0, 1, 2048, chunk - 1, chunk, chunk + 1, 2*chunk + 9} {
		plain := bytes.Repeat([]byte{0xe6, 0x96, 0x87}, size)[:size]
		got, err := open.Bytes(sealTo(t, plain, key), other, key)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("size %d: %d bytes, %v", size, len(got), err)
		}
	}
}

func TestBytesWrongKey(t *testing.T) {
	sealed := sealTo(t, []byte("text"), newIdentity(t))
	for name, ids := range map[string][]open.Identity{
		"nobody": nil, "another": {newIdentity(t)}, "two others": {newIdentity(t), newIdentity(t)},
	} {
		if got, err := open.Bytes(sealed, ids...); !errors.Is(err, open.ErrNoMatch) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Every single changed byte gives an error and no text at all.
func TestBytesDamagedAtEveryByte(t *testing.T) {
	key := newIdentity(t)
	sealed := sealTo(t, []byte("The bridge was paid for twice."), key)
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1 << (i % 8)
		mustNotOpen(t, damaged, key, "changed", i)
	}
}

// So does every shorter file, and a longer one.
func TestBytesCutAtEveryByte(t *testing.T) {
	key := newIdentity(t)
	sealed := sealTo(t, []byte("The bridge was paid for twice."), key)
	for i := range sealed {
		mustNotOpen(t, sealed[:i], key, "cut", i)
	}
	mustNotOpen(t, append(bytes.Clone(sealed), 0), key, "lengthened", len(sealed))
	mustNotOpen(t, append(bytes.Clone(sealed), sealed...), key, "doubled", len(sealed))
}

// A cut exactly between two chunks leaves only whole, authentic chunks.
func TestReaderCutBetweenChunks(t *testing.T) {
	key := newIdentity(t)
	const tag = 16
	sealed := sealTo(t, make([]byte, 3*chunk), key)
	header := len(sealed) - 3*(chunk+tag)
	for n := range 3 {
		cut := sealed[:header+n*(chunk+tag)]
		mustNotOpen(t, cut, key, "cut after chunk", n)
	}
	swapped := bytes.Clone(sealed)
	copy(swapped[header:], sealed[header+chunk+tag:header+2*(chunk+tag)])
	copy(swapped[header+chunk+tag:], sealed[header:header+chunk+tag])
	mustNotOpen(t, swapped, key, "chunks swapped", 0)
}

func mustNotOpen(t *testing.T, sealed []byte, key open.Identity, how string, at int) {
	t.Helper()
	plain, err := open.Bytes(sealed, key)
	if !errors.Is(err, open.ErrDamaged) && !errors.Is(err, open.ErrNoMatch) {
		t.Errorf("%s at %d: got %v", how, at, err)
	}
	if plain != nil {
		t.Errorf("%s at %d: gave %d bytes", how, at, len(plain))
	}
	if errors.Is(err, io.EOF) {
		t.Errorf("%s at %d: the error passes for the end of the file", how, at)
	}
	var r io.Reader
	if r, err = open.Reader(bytes.NewReader(sealed), key); err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err == nil {
		t.Errorf("%s at %d: streams to its end without an error", how, at)
	}
}

func TestReaderStreamsInSmallReads(t *testing.T) {
	key := newIdentity(t)
	plain := bytes.Repeat([]byte("text of a tip; "), 10_000)
	r, err := open.Reader(iotest.HalfReader(bytes.NewReader(sealTo(t, plain, key))), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(r, plain); err != nil {
		t.Error(err)
	}
}

// A failing disk is not a damaged file.
func TestReaderPassesSourceFailure(t *testing.T) {
	key, errDisk := newIdentity(t), errors.New("disk gone")
	sealed := sealTo(t, make([]byte, 2*chunk), key)
	for _, at := range []int{0, 100, 1700, chunk + 2000} {
		src := io.MultiReader(bytes.NewReader(sealed[:at]), iotest.ErrReader(errDisk))
		r, err := open.Reader(src, key)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, errDisk) || errors.Is(err, open.ErrDamaged) {
			t.Errorf("at %d: got %v", at, err)
		}
	}
}

func sealTo(t testing.TB, plain []byte, key open.Identity) []byte {
	t.Helper()
	sealed, err := seal.Bytes(plain, key.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func BenchmarkBytes2KB(b *testing.B) {
	key := newIdentity(b)
	sealed := sealTo(b, make([]byte, 2048), key)
	b.SetBytes(2048)
	for b.Loop() {
		if _, err := open.Bytes(sealed, key); err != nil {
			b.Fatal(err)
		}
	}
}
