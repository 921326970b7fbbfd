package receipt

import (
	"errors"
	"testing"
)

// The check is linear, so what a mistake does to the sum depends only on the
// place and the symbols. All are tried: 19,840 substitutions, and 188,480 swaps
// of two symbols, neighbours or not.
func TestCheckCatchesEverySubstitution(t *testing.T) {
	for at := range size {
		for right := range byte(32) {
			for wrong := range byte(32) {
				word := validWord(t, map[int]byte{at: right})
				word[at] = wrong
				if caught := fold(word) != 0; caught != (right != wrong) {
					t.Fatalf("%d typed for %d at %d: caught %v", wrong, right, at, caught)
				}
			}
		}
	}
}

func TestCheckCatchesEverySwap(t *testing.T) {
	for i := range size {
		for j := range i {
			for a := range byte(32) {
				for b := range byte(32) {
					word := validWord(t, map[int]byte{i: a, j: b})
					word[i], word[j] = word[j], word[i]
					if caught := fold(word) != 0; caught != (a != b) {
						t.Fatalf("%d at %d and %d at %d swapped: caught %v", a, i, b, j, caught)
					}
				}
			}
		}
	}
}

// The same through Parse, on whole receipts.
func TestParseCatchesMistakes(t *testing.T) {
	for range 20 {
		r, err := New()
		if err != nil {
			t.Fatal(err)
		}
		symbols := r.derived.Get().symbols
		for i := range size {
			for _, c := range []byte(alphabet) {
				mustFail(t, symbols, symbols[:i]+string(c)+symbols[i+1:])
			}
			if i > 0 {
				mustFail(t, symbols, symbols[:i-1]+symbols[i:i+1]+symbols[i-1:i]+symbols[i+1:])
			}
		}
	}
}

func mustFail(t *testing.T, right, typed string) {
	t.Helper()
	if _, err := Parse(typed); typed != right && !errors.Is(err, ErrCheck) {
		t.Errorf("%s typed for %s: got %v", typed, right, err)
	}
}

func TestTwentyTimesTheSameZeroIsNoReceipt(t *testing.T) {
	if fold(make([]byte, size)) == 0 {
		t.Error("twenty zeros are a receipt")
	}
}

// validWord returns a valid word with the given symbols in place; another place
// makes up for them.
func validWord(t *testing.T, fixed map[int]byte) []byte {
	t.Helper()
	word := make([]byte, size)
	for i := range word {
		word[i] = byte(i*7+3) % 32
	}
	free := 0
	for i, symbol := range fixed {
		word[i] = symbol
	}
	for _, taken := fixed[free]; taken; _, taken = fixed[free] {
		free++
	}
	for word[free] = 0; word[free] < 32; word[free]++ {
		if fold(word) == 0 {
			return word
		}
	}
	t.Fatal("no symbol makes the word valid")
	return nil
}
