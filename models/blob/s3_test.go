package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/blob/blobtest"
)

func openS3(t *testing.T) (*blob.Store, *blobtest.Bucket) {
	t.Helper()
	bucket := blobtest.S3(t)
	return openURL(t, bucket.URL()), bucket
}

// patience ends a test that hangs; it is no claim about speed.
const patience = time.Minute

// write makes a blob, read reads one to its end: the first error of each.
func write(ctx context.Context, s *blob.Store) error {
	w, err := s.Create(ctx)
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte("sealed")); err != nil {
		w.Abort()
		return err
	}
	return w.Close()
}

func read(ctx context.Context, s *blob.Store, name string) error {
	r, err := s.Open(ctx, name)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// large is so much that the library uploads it in parts.
const large = 24 << 20

func TestAnUploadInPartsIsWholeOrGone(t *testing.T) {
	s, bucket := openS3(t)
	content := strings.Repeat("sealed! ", large/8)
	if got, err := get(t, s, put(t, s, content)); got != content || err != nil {
		t.Errorf("%d bytes came back as %d, %v", len(content), len(got), err)
	}
	begin(t.Context(), t, s).Abort()
	ctx, cancel := context.WithCancel(t.Context())
	w := begin(ctx, t, s)
	cancel() // a request that is over
	if err := w.Close(); err == nil {
		t.Error("a cancelled blob was closed")
	}
	if found := listed(t, s); len(found) != 1 {
		t.Errorf("%v after an abort", found)
	}
	if begun, left := bucket.Unfinished(); begun != 3 || left != 0 {
		t.Errorf("of %d uploads, the parts of %d are left behind", begun, left)
	}
}

// begin writes a large blob and does not end it.
func begin(ctx context.Context, t *testing.T, s *blob.Store) *blob.Writer {
	t.Helper()
	w, err := s.Create(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(bytes.Repeat([]byte("x"), large)); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestABucketThatIsGoneComesBack(t *testing.T) {
	s, bucket := openS3(t)
	name := put(t, s, "sealed")
	bucket.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var all sync.WaitGroup
	for what, do := range map[string]func() error{
		"ping":   func() error { return s.Ping(ctx) },
		"write":  func() error { return write(ctx, s) },
		"read":   func() error { return read(ctx, s, name) },
		"delete": func() error { return s.Delete(ctx, name) },
	} {
		all.Go(func() { // each tries for some seconds
			var e *models.Error
			if err := do(); !errors.As(err, &e) || e.Kind != models.KindUnavailable || e.Key != "error.blob" {
				t.Errorf("%s: %v", what, err)
			}
		})
	}
	all.Wait()
	bucket.Start()
	if got, err := get(t, s, name); got != "sealed" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := write(t.Context(), s); err != nil {
		t.Error(err)
	}
}

func TestABucketNeedsItsCredentials(t *testing.T) {
	bucket := blobtest.S3(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "somebody-else")
	s := openURL(t, bucket.URL())
	wantKind(t, s.Ping(t.Context()), models.KindUnavailable, "error.blob")
	wantKind(t, write(t.Context(), s), models.KindUnavailable, "error.blob")
}
