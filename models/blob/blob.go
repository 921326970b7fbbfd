// Package blob keeps sealed bytes under random names: files in a folder by
// default, an S3-compatible store in production, whichever the URL says.
//
// It guarantees that a blob whose Writer was closed without error survives a
// power loss, and that a blob which was aborted or never closed is not there. It
// knows nothing of what the bytes mean; callers seal before they write.
package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/url"
	"sync"
	"syscall"
	"time"

	"heed/models"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob" // mem:// for tests
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"
)

// Store is an open blob store.
type Store struct {
	bucket *blob.Bucket
	folder string // for file://, whose writes need an fsync; else empty
	remote bool   // for s3://, whose writes are uploads

	synced sync.Map // folders within folder whose names are on the disk
}

// Open opens file:///folder (made when missing), s3://bucket?… or mem://.
func Open(ctx context.Context, rawURL string) (*Store, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, models.Wrap(models.KindInvalid, "error.blob_url", err)
	}
	if u.Scheme == "file" {
		return openFolder(u.Path)
	}
	bucket, err := blob.OpenBucket(ctx, rawURL)
	if err != nil {
		return nil, models.Wrap(models.KindUnavailable, "error.blob", err)
	}
	return &Store{bucket: bucket, remote: u.Scheme == s3blob.Scheme}, nil
}

func openFolder(path string) (*Store, error) {
	bucket, err := fileblob.OpenBucket(path, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, models.Wrap(models.KindUnavailable, "error.blob", err)
	}
	return &Store{bucket: bucket, folder: path}, nil
}

// Close releases the store.
func (s *Store) Close() error { return s.bucket.Close() }

// Ping says whether the store answers; the error is KindUnavailable.
func (s *Store) Ping(ctx context.Context) error {
	ok, err := s.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("blob: store is not accessible")
	}
	if err != nil {
		return models.Wrap(models.KindUnavailable, "error.blob", err)
	}
	return nil
}

// Writer takes one blob. Exactly one of Close and Abort ends it.
type Writer struct {
	Name  string // random; tells nothing of its content
	store *Store
	to    target
}

// target takes the bytes of one blob: Close keeps them, drop leaves nothing.
type target interface {
	io.WriteCloser
	drop()
}

// Create begins a blob under a fresh random name.
func (s *Store) Create(ctx context.Context) (*Writer, error) {
	return s.begin(ctx, randomName(), &blob.WriterOptions{})
}

// CreateAs begins a blob under a name of the caller's, who must not use what
// Create could make. A name that is taken when the blob is closed is
// KindConflict, and the blob that has it stays as it is.
func (s *Store) CreateAs(ctx context.Context, name string) (*Writer, error) {
	return s.begin(ctx, name, &blob.WriterOptions{IfNotExist: true})
}

func (s *Store) begin(ctx context.Context, name string, o *blob.WriterOptions) (*Writer, error) {
	o.ContentType = "application/octet-stream"
	if s.remote {
		return &Writer{Name: name, store: s, to: s.upload(ctx, name, o)}, nil
	}
	to, err := s.direct(ctx, name, o)
	if err != nil {
		return nil, typed(err)
	}
	return &Writer{Name: name, store: s, to: to}, nil
}

// randomName is 128 random bits in hex, spread over 256 folders.
func randomName() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	h := hex.EncodeToString(b[:])
	return h[:2] + "/" + h[2:]
}

// Write appends to the blob. A full disk is KindUnavailable, error.disk_full.
func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	return n, typed(err)
}

// Close makes the blob durable and readable.
func (w *Writer) Close() error {
	if err := w.to.Close(); err != nil {
		return typed(err)
	}
	return typed(w.store.sync(w.Name))
}

// Abort drops what was written. What the store says of it does not matter:
// a blob that stays behind is an orphan, and Sweep takes it.
func (w *Writer) Abort() { w.to.drop() }

// Open reads a blob; KindNotFound when it is not there.
func (s *Store) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	r, err := s.bucket.NewReader(ctx, name, nil)
	if err != nil {
		return nil, typed(err)
	}
	return r, nil
}

// Delete removes a blob; one that is not there is no error.
func (s *Store) Delete(ctx context.Context, name string) error {
	err := s.bucket.Delete(ctx, name)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return typed(err)
}

// Each walks every blob with its size and age, in no order; a file that a kill
// left half written counts as one too.
func (s *Store) Each(ctx context.Context, fn func(name string, size int64, written time.Time) error) error {
	return s.EachUnder(ctx, "", fn)
}

// EachUnder is Each for the blobs whose names begin with a prefix that ends in a
// slash.
func (s *Store) EachUnder(ctx context.Context, prefix string, fn func(name string, size int64, written time.Time) error) error {
	it := s.bucket.List(&blob.ListOptions{Prefix: prefix})
	for {
		o, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return typed(err)
		}
		if err := fn(o.Key, o.Size, o.ModTime); err != nil {
			return err
		}
	}
}

func typed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return models.Wrap(models.KindUnavailable, "error.disk_full", err)
	case gcerrors.Code(err) == gcerrors.NotFound:
		return models.Wrap(models.KindNotFound, "error.not_found", err)
	case gcerrors.Code(err) == gcerrors.FailedPrecondition:
		return models.Wrap(models.KindConflict, "error.blob", err)
	}
	return models.Wrap(models.KindUnavailable, "error.blob", err)
}
