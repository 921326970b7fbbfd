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
	if sum := models.SealedHash(all); hex.EncodeToString(sum[:]) != want {
		t.Errorf("the order changes it: %x", sum)
	}
	if got := models.SealedObject(all); got != "sealed:4:"+want {
		t.Errorf("%s", got)
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

func TestWhatIsAddedLaterIsNoPartOfIt(t *testing.T) {
	all := []models.Envelope{{ID: 9, Ord: 2}, {ID: 3, Ord: 1}, {ID: 2}}
	if got := models.Taken(all, "sealed:2:00"); len(got) != 2 || got[0].ID != 2 || got[1].ID != 3 {
		t.Errorf("%+v", got)
	}
	for object, want := range map[string]int{"": 3, "sealed:7:00": 3, "sealed:0:00": 0, "sealed:-1:00": 0, "sealed:x": 3} {
		if got := models.Taken(all, object); len(got) != want {
			t.Errorf("%q: %d", object, len(got))
		}
	}
}
