package scrub

import (
	"errors"
	"io"

	"heed/models"
)

// file is what is looked into: a reader that knows where it ends.
type file struct {
	r    io.ReaderAt
	size int64
}

// ReadAt marks what the reader fails with as a fault of ours, so that it is told
// from a fault of the file through any parser. A parser that follows a wrong
// offset is the file's fault.
func (f file) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errDamaged
	}
	n, err := f.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		err = models.Internal(err)
	}
	return n, err
}

// fault is the internal error in err, when it is the reader that failed; nil
// when the file is what is wrong.
func fault(err error) error {
	var internal *models.Error
	if errors.As(err, &internal) {
		return internal
	}
	return nil
}

// at reads n bytes from an offset; a file that ends before is errDamaged.
func (f file) at(off int64, n int) ([]byte, error) {
	if off < 0 || n < 0 || off > f.size || int64(n) > f.size-off {
		return nil, errDamaged
	}
	b := make([]byte, n)
	if got, err := f.ReadAt(b, off); got < n {
		if fault := fault(err); fault != nil {
			return nil, fault
		}
		return nil, errDamaged
	}
	return b, nil
}

// section reads n bytes from an offset as a stream.
func (f file) section(off, n int64) *io.SectionReader { return io.NewSectionReader(f, off, n) }
