package spool

import (
	"errors"
	"io"
	"os"

	"heed/models"
)

// Scratch is a scratch file for what is sealed already: it is kept as it is
// written. It belongs to one goroutine.
type Scratch struct {
	file *os.File
	size int64
}

// Scratch makes an empty one. Its faults, as those of Write, are KindUnavailable:
// error.disk_full or error.blob.
func (s *Spool) Scratch() (*Scratch, error) {
	f, err := unnamed(s.folder)
	if err != nil {
		return nil, unavailable(err)
	}
	return &Scratch{file: f}, nil
}

// Write appends.
func (s *Scratch) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	s.size += int64(n)
	return n, unavailable(err)
}

// Reader reads all that was written from the beginning.
func (s *Scratch) Reader() io.Reader { return io.NewSectionReader(s.file, 0, s.size) }

// Close frees the place on the disk.
func (s *Scratch) Close() error { return s.file.Close() }

// unavailable is typed with a kind for every fault: none is that of what is kept.
func unavailable(err error) error {
	var known *models.Error
	if err = typed(err); err == nil || errors.As(err, &known) {
		return err
	}
	return models.Wrap(models.KindUnavailable, "error.blob", err)
}
