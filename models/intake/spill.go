package intake

import (
	"bytes"
	"context"
	"errors"
	"hash"
	"io"

	"heed/models/blob"
	"heed/models/spool"
)

const (
	packedMost = 1 << 20 // bytes of a sealed part that wait in memory until it is whole
	sealedHead = 4 << 10 // an age file is larger than what is in it by less than this and a thousandth
	spareMost  = 2 << 20 // a larger buffer is not worth keeping
)

// spill collects sealed bytes in memory and moves on when they grow past most: to
// a blob of its own, or, for a pack, to a scratch file until the part is whole. What
// is at hand goes on into the pack at once.
type spill struct {
	ctx    context.Context //nolint:containedctx // lives as long as one seal call
	intake *Intake
	pack   *pack
	atHand bool
	buf    *bytes.Buffer
	out    io.Writer // once there is more than fits into buf
	blob   *blob.Writer
	rest   *spool.Scratch
	at     int64 // in the pack
	sum    hash.Hash
	size   int64
	most   int
}

// borrow is an empty buffer for so many bytes.
func (i *Intake) borrow(size int) *bytes.Buffer {
	buf, ok := i.spare.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	buf.Reset()
	buf.Grow(size)
	return buf
}

// free lends the buffer of what went into a pack to the next.
func (s *spill) free() {
	if s.pack != nil && s.buf.Cap() <= spareMost {
		s.intake.spare.Put(s.buf)
	}
}

func (s *spill) Write(p []byte) (int, error) {
	s.sum.Write(p)
	s.size += int64(len(p))
	if s.out == nil && s.buf.Len()+len(p) <= s.most {
		return s.buf.Write(p)
	}
	if err := s.overflow(); err != nil {
		return 0, err
	}
	return s.out.Write(p)
}

func (s *spill) overflow() (err error) {
	if s.out != nil {
		return nil
	}
	if s.out, err = s.moved(); err != nil {
		s.out = nil
		return err
	}
	_, err = s.buf.WriteTo(s.out)
	return err
}

// moved is where the part goes on.
func (s *spill) moved() (to io.Writer, err error) {
	switch {
	case s.pack == nil:
		s.blob, err = s.intake.opts.Blobs.Create(s.ctx)
		return s.blob, err
	case s.atHand:
		s.at, err = s.pack.begin()
		return s.pack, err
	}
	s.rest, err = s.intake.spool.Scratch()
	return s.rest, err
}

// end puts what waits into the pack, or makes the blob durable; when something
// failed, it drops that.
func (s *spill) end(failed error) (err error) {
	switch {
	case s.rest != nil:
		if failed == nil {
			s.at, err = s.pack.add(s.rest.Reader())
		}
		err = errors.Join(err, s.rest.Close())
	case s.pack != nil && s.out != nil:
		s.pack.end()
	case s.pack != nil && failed == nil:
		s.at, err = s.pack.add(s.buf)
	case s.blob != nil && failed != nil:
		s.blob.Abort()
	case s.blob != nil:
		err = s.blob.Close()
	}
	return err
}

func (s *spill) name() string {
	switch {
	case s.pack != nil:
		return s.pack.blob.Name
	case s.blob != nil:
		return s.blob.Name
	}
	return ""
}

// data is what stays in the row.
func (s *spill) data() []byte {
	if s.pack != nil || s.blob != nil {
		return nil
	}
	return s.buf.Bytes()
}
