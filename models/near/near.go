// Package near finds texts that are nearly the same: copies of one letter with
// other names, dates and signatures, in Chinese as in languages with words.
//
// A text becomes a Signature, and the part that two signatures have in common is
// an estimate of the part that the texts have, give or take four percent. Bands
// are numbers of which similar texts share at least one, so that a database finds
// them by an index: nineteen of twenty pairs with 0.6 in common, and all but a
// few in a thousand with 0.75.
//
// It guarantees that who does not have the key can neither compute a signature
// nor test whether a text that they guess has one: all of it goes through a keyed
// permutation first. What anybody can see of two signatures under one key is how
// much the texts have in common, and no more. It does not understand what a text
// says: a text told in other words is another.
//
// The package is pure, and its work grows linearly with the text.
package near

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
)

// Alike is how much two texts have in common to be called similar.
const Alike = 0.6

const (
	values    = 128 // of a signature
	bands     = 20
	bandRows  = 4  // values of a band
	shingle   = 3  // tokens looked at together
	leastSize = 24 // shingles, below which any two texts might be alike
)

// KeyBytes is how long a key is.
const KeyBytes = 32

// SignatureBytes is how long a signature is.
const SignatureBytes = 4 * values

// Signature is what is compared of a text.
type Signature []byte

// Signer makes signatures under one key. It may be used by one goroutine at a
// time.
type Signer struct {
	shingles cipher.Block // of what is looked at
	band     cipher.Block // of what is stored to be found
	factor   [values]uint64
	addend   [values]uint64
}

// NewSigner takes KeyBytes random or derived bytes; another number of them is a
// fault of the program.
func NewSigner(key []byte) *Signer {
	s := &Signer{shingles: block(key[:16]), band: block(key[16:KeyBytes])}
	for k := range values {
		b := s.mix(s.band, uint64(k), math.MaxUint64)
		s.factor[k], s.addend[k] = binary.BigEndian.Uint64(b[:8])|1, binary.BigEndian.Uint64(b[8:])
	}
	return s
}

func block(key []byte) cipher.Block {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the length is a constant
	}
	return b
}

func (s *Signer) mix(with cipher.Block, a, b uint64) (out [16]byte) {
	binary.BigEndian.PutUint64(out[:8], a)
	binary.BigEndian.PutUint64(out[8:], b)
	with.Encrypt(out[:], out[:])
	return out
}

// Sign makes the signature of a text; nil of one that is too short to resemble
// anything. Space, punctuation, letter case, full and half width, and what a mail
// quotes make no difference.
func (s *Signer) Sign(text string) Signature {
	words := tokens(text)
	if len(words) < leastSize+shingle-1 {
		return nil
	}
	var least [values]uint32
	for k := range least {
		least[k] = math.MaxUint32
	}
	for k := range len(words) - shingle + 1 {
		x := s.look(words[k : k+shingle])
		for i := range least {
			least[i] = min(least[i], uint32((x*s.factor[i]+s.addend[i])>>32))
		}
	}
	sig := make(Signature, 0, SignatureBytes)
	for _, v := range least {
		sig = binary.BigEndian.AppendUint32(sig, v)
	}
	return sig
}

// look is the number of some tokens in a row.
func (s *Signer) look(words []string) uint64 {
	h := fnv.New128a()
	for _, w := range words {
		_, _ = h.Write([]byte(w)) // never fails
		_, _ = h.Write([]byte{0})
	}
	sum := h.Sum(make([]byte, 0, 16))
	out := s.mix(s.shingles, binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:]))
	return binary.BigEndian.Uint64(out[:8])
}

// Bands are the numbers by which similar signatures are found, each once.
func (s *Signer) Bands(sig Signature) []int64 {
	out := make([]int64, 0, bands)
	for k := range bands {
		rows := sig[k*bandRows*4 : (k+1)*bandRows*4]
		first := s.mix(s.band, uint64(k), binary.BigEndian.Uint64(rows[:8]))
		b := s.mix(s.band, binary.BigEndian.Uint64(first[:8]), binary.BigEndian.Uint64(rows[8:])^binary.BigEndian.Uint64(first[8:]))
		out = append(out, int64(binary.BigEndian.Uint64(b[:8])))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Common is how much two texts have in common, from 0 to 1, by their signatures.
// What is no signature has nothing in common with anything.
func Common(a, b Signature) float64 {
	if len(a) != SignatureBytes || len(b) != SignatureBytes {
		return 0
	}
	same := 0
	for k := 0; k < SignatureBytes; k += 4 {
		if [4]byte(a[k:]) == [4]byte(b[k:]) {
			same++
		}
	}
	return float64(same) / values
}
