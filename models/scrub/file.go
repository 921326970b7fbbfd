package scrub

import (
	"errors"
	"io"

	"heed/models"
)

// file is what is looked into: a reader that knows where it ends. It is read by
// one goroutine.
type file struct {
	r    io.ReaderAt
	size int64
	near *window
}

func newFile(r io.ReaderAt, size int64) file { return file{r: r, size: size, near: &window{}} }

// window is a stretch of the file that was just read: heads of a few bytes lie
// close to each other, and a call to the reader for each is dear.
type window struct {
	off   int64
	bytes []byte
}

const windowSize = 8 << 10

// has gives a copy of what of the file is in the window.
func (w *window) has(off int64, n int) ([]byte, bool) {
	if start := off - w.off; start >= 0 && start+int64(n) <= int64(len(w.bytes)) {
		return append(make([]byte, 0, n), w.bytes[start:start+int64(n)]...), true
	}
	return nil, false
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
	if n <= windowSize/4 {
		return f.small(off, n)
	}
	return f.read(off, n)
}

func (f file) small(off int64, n int) ([]byte, error) {
	if b, ok := f.near.has(off, n); ok {
		return b, nil
	}
	b, err := f.read(off, int(min(windowSize, f.size-off)))
	if err != nil {
		return nil, err
	}
	f.near.off, f.near.bytes = off, b
	return append(make([]byte, 0, n), b[:n]...), nil
}

func (f file) read(off int64, n int) ([]byte, error) {
	b := make([]byte, n)
	if got, err := f.ReadAt(b, off); got < n {
		if fault := fault(err); fault != nil {
			return nil, fault
		}
		return nil, errDamaged
	}
	return b, nil
}

// stream reads the file from its beginning.
func (f file) stream() *io.SectionReader { return io.NewSectionReader(f, 0, f.size) }
