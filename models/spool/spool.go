// Package spool holds a stream until all of it has come, so that it can be read
// at any place: what is small in memory, what is large in a scratch file.
//
// It guarantees that nothing reaches a disk in clear. A scratch file is an age
// file sealed to a key pair that is made for it, lives in memory and is forgotten
// with it; the file loses its name before the first byte is written, so that it
// is gone with the process, however that ends. What is read back is what came in,
// or an error.
//
// It bounds no size: callers limit what they hand in.
package spool

import (
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"

	"filippo.io/age"

	"heed/models"
)

// inMemory is how much of a stream is held without a file, in bytes.
const inMemory = 512 << 10

// Spool makes scratch files in one folder. It is safe for concurrent use.
type Spool struct{ folder string }

// New uses a folder that exists; "" is the one that the system has for
// temporary files.
func New(folder string) *Spool { return &Spool{folder: folder} }

// Held is a stream that has come in whole. Close forgets it.
type Held struct {
	io.ReaderAt
	size int64
	file *os.File // nil: in memory
}

// Hold reads r to its end. An error of r comes back as it is; a full disk is
// KindUnavailable, error.disk_full.
func (s *Spool) Hold(r io.Reader) (*Held, error) {
	var head bytes.Buffer
	n, err := io.Copy(&head, io.LimitReader(r, inMemory))
	if err != nil {
		return nil, err
	}
	if n < inMemory {
		return &Held{ReaderAt: bytes.NewReader(head.Bytes()), size: n}, nil
	}
	f, err := unnamed(s.folder)
	if err != nil {
		return nil, typed(err)
	}
	h, err := fill(f, io.MultiReader(&head, r))
	if err != nil {
		return nil, errors.Join(typed(err), f.Close())
	}
	return h, nil
}

// Size is how many bytes came.
func (h *Held) Size() int64 { return h.size }

// Reader reads all of it from the beginning.
func (h *Held) Reader() io.Reader { return io.NewSectionReader(h, 0, h.size) }

// Close frees the memory or the place on the disk.
func (h *Held) Close() error {
	if h.file == nil {
		return nil
	}
	return h.file.Close()
}

// unnamed is a file that only this process can reach and that no crash leaves
// behind with a byte in it.
func unnamed(folder string) (*os.File, error) {
	f, err := os.CreateTemp(folder, ".scratch-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// fill seals a stream into a file and opens it for reading.
func fill(f *os.File, r io.Reader) (*Held, error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	w, err := age.Encrypt(f, key.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(w, r); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	sealed, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	plain, size, err := age.DecryptReaderAt(f, sealed, key)
	if err != nil {
		return nil, err
	}
	return &Held{ReaderAt: plain, size: size, file: f}, nil
}

func typed(err error) error {
	var known *models.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return models.Wrap(models.KindUnavailable, "error.disk_full", err)
	}
	return err
}
