package models_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"heed/models"
)

func sealedParts() []models.Envelope {
	return []models.Envelope{
		{Kind: models.EnvelopeText, SHA256: bytes.Repeat([]byte{1}, 32)},
		{Kind: models.EnvelopeFile, Ord: 10, SHA256: bytes.Repeat([]byte{2}, 32)},
		{Kind: models.EnvelopeFile, Ord: 2, SHA256: bytes.Repeat([]byte{3}, 32)},
		{Kind: models.EnvelopeIdentity, SHA256: bytes.Repeat([]byte{4}, 32)},
	}
}

// The figure was computed with sha256sum over the lines that the comment defines.
func TestSealedHashIsTheOneThatTheManualDefines(t *testing.T) {
	const want = "76a890e8c5e0d410ece91fafd2d6e74f4fd92d2a078b0a80e58a9a66e86ca4ac"
	all := sealedParts()
	if sum := models.SealedHash(all); hex.EncodeToString(sum[:]) != want {
		t.Errorf("%x", sum)
	}
	slices.Reverse(all)
	if sum := models.SealedHash(append(all, models.Envelope{Kind: "message", SHA256: []byte("later")})); hex.EncodeToString(sum[:]) != want {
		t.Errorf("the order, or what came later, changes it: %x", sum)
	}
	for change, sum := range map[string][32]byte{
		"one fewer":      models.SealedHash(all[1:]),
		"another number": models.SealedHash(append(slices.Clone(all[1:]), models.Envelope{Kind: all[0].Kind, Ord: 1, SHA256: all[0].SHA256})),
		"another text":   models.SealedHash(append(slices.Clone(all[:3]), models.Envelope{Kind: models.EnvelopeText, SHA256: make([]byte, 32)})),
	} {
		if hex.EncodeToString(sum[:]) == want {
			t.Errorf("%s gives the same", change)
		}
	}
}
