package blob_test

import (
	"errors"
	"io"
	"testing"

	"heed/models"
	"heed/models/blob"
)

// TestAnEnvelopeIsReadWhereItIsKept covers its row, a blob of its own, places in
// a shared one, and blobs that are gone or cut short.
func TestAnEnvelopeIsReadWhereItIsKept(t *testing.T) {
	each(t, func(t *testing.T, s *blob.Store) {
		own, shared := put(t, s, "whole"), put(t, s, "firstsecondthird")
		for want, e := range map[string]models.Envelope{
			"in the row": {Data: []byte("in the row"), Size: 10},
			"whole":      {Blob: own, Size: 5},
			"first":      {Blob: shared, Size: 5},
			"second":     {Blob: shared, BlobAt: 5, Size: 6},
			"third":      {Blob: shared, BlobAt: 11, Size: 5},
			"rd":         {Blob: shared, BlobAt: 14, Size: 99}, // cut short
			"":           {Blob: shared, BlobAt: 4711, Size: 5},
		} {
			got, err := readEnvelope(t, s, e)
			if got != want || err != nil {
				t.Errorf("%+v reads %q, %v", e, got, err)
			}
		}
		_, err := readEnvelope(t, s, models.Envelope{Blob: "ab/gone", BlobAt: 3, Size: 5})
		wantKind(t, err, models.KindNotFound, "error.not_found")
	})
}

func readEnvelope(t *testing.T, s *blob.Store, e models.Envelope) (string, error) {
	t.Helper()
	r, err := s.Envelope(t.Context(), e)
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(r)
	return string(raw), errors.Join(err, r.Close())
}
