package blob

import (
	"bytes"
	"context"
	"io"

	"gocloud.dev/gcerrors"

	"heed/models"
)

// Envelope reads a sealed part where it is kept: in its row, in a blob of its
// own, or at its place in a blob that it shares with others. It is the one way to
// a sealed part. KindNotFound when the blob is not there; one that was cut short
// reads short, and its hash tells.
func (s *Store) Envelope(ctx context.Context, e models.Envelope) (io.ReadCloser, error) {
	if e.Blob == "" {
		return io.NopCloser(bytes.NewReader(e.Data)), nil
	}
	return s.openRange(ctx, e.Blob, e.BlobAt, e.Size)
}

func (s *Store) openRange(ctx context.Context, name string, at, size int64) (io.ReadCloser, error) {
	r, err := s.bucket.NewRangeReader(ctx, name, at, size, nil)
	if err == nil {
		return r, nil
	}
	if gcerrors.Code(err) != gcerrors.NotFound && s.ends(ctx, name, at) {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	return nil, typed(err)
}

// ends says whether a blob ends before a place, of which servers make an error.
func (s *Store) ends(ctx context.Context, name string, at int64) bool {
	about, err := s.bucket.Attributes(ctx, name)
	return err == nil && about.Size <= at
}
