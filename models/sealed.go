package models

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// SealedHash tells a report as it was taken in from every other: SHA-256 over
// the line "heed sealed v1" and one line for each of its envelopes, "KIND ORD
// HASH" with the hash of the sealed bytes in hexadecimal, ordered by kind as
// bytes and then by number; each line ends in LF. It tells nothing about what is
// inside, and no two reports have the same. What is added to a tip later is no
// part of it.
func SealedHash(envelopes []Envelope) [sha256.Size]byte {
	sorted := slices.Clone(envelopes)
	slices.SortFunc(sorted, func(a, b Envelope) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Ord, b.Ord)) })
	h := sha256.New()
	h.Write([]byte("heed sealed v1\n"))
	for _, e := range sorted {
		_, _ = fmt.Fprintf(h, "%s %d %s\n", e.Kind, e.Ord, hex.EncodeToString(e.SHA256)) // a hash never fails
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// SealedObject is how the audit row of a submission names what was sealed, and
// how many envelopes that were, so that the chain of hashes covers the report.
func SealedObject(envelopes []Envelope) string {
	sum := SealedHash(envelopes)
	return "sealed:" + strconv.Itoa(len(envelopes)) + ":" + hex.EncodeToString(sum[:])
}

// Taken are those of a tip's envelopes that a SealedObject speaks of: the ones
// that were stored first. Without one it is all of them.
func Taken(envelopes []Envelope, object string) []Envelope {
	sorted := slices.Clone(envelopes)
	slices.SortFunc(sorted, func(a, b Envelope) int { return cmp.Compare(a.ID, b.ID) })
	if _, rest, ok := strings.Cut(object, "sealed:"); ok {
		count, _, _ := strings.Cut(rest, ":")
		if n, err := strconv.Atoi(count); err == nil {
			return sorted[:max(0, min(n, len(sorted)))]
		}
	}
	return sorted
}
