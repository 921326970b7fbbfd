package models

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Taken says whether envelopes of a kind are part of a report as it was taken
// in. What is said about it later has kinds of its own.
func (k EnvelopeKind) Taken() bool {
	switch k {
	case EnvelopeText, EnvelopeIdentity, EnvelopeFile, EnvelopeMail, EnvelopeOpaque, "original":
		return true
	}
	return false
}

// SealedHash tells a report as it was taken in from every other: SHA-256 over
// the line "heed sealed v1" and one line for each envelope of a kind that is
// Taken, "KIND ORD HASH" with the hash of the sealed bytes in hexadecimal,
// ordered by kind as bytes and then by number; each line ends in LF. It tells
// nothing about what is inside, and no two reports have the same.
func SealedHash(envelopes []Envelope) [sha256.Size]byte {
	taken := slices.DeleteFunc(slices.Clone(envelopes), func(e Envelope) bool { return !e.Kind.Taken() })
	slices.SortFunc(taken, func(a, b Envelope) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Ord, b.Ord)) })
	h := sha256.New()
	h.Write([]byte("heed sealed v1\n"))
	for _, e := range taken {
		_, _ = fmt.Fprintf(h, "%s %d %s\n", e.Kind, e.Ord, hex.EncodeToString(e.SHA256)) // a hash never fails
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// SealedObject is how the audit row of a submission names what was sealed, so
// that the chain of hashes covers the report itself.
func SealedObject(hash [sha256.Size]byte) string { return "sealed:" + hex.EncodeToString(hash[:]) }
