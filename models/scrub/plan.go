package scrub

import (
	"bytes"
	"context"
	"io"
)

// mostPieces bounds the memory of a plan. A file of any camera or program needs
// fewer than a hundred; one that needs more is taken for damaged.
const mostPieces = 1 << 14

// mostPut bounds the bytes that a plan puts in place of others, for the same
// reason.
const mostPut = 4 << 20

// plan is how a clean copy is made of a file: stretches of it, zeroes, and
// bytes put in the place of others. It is complete before the first byte is
// written, so that what turns out to be damaged can still be copied as it is.
type plan struct {
	traces traceSet
	pieces []piece
	put    int
	same   int64 // how far the plan is the file itself
	edited bool
	over   bool
}

// piece is n bytes from off, or data, or n zeroes, or what make writes.
type piece struct {
	off, n int64
	data   []byte
	zero   bool
	make   func(ctx context.Context, w io.Writer) error // writes what no length is known of
}

func newPlan() *plan { return &plan{traces: traceSet{}} }

// keep takes a stretch over as it is.
func (p *plan) keep(off, n int64) {
	if n <= 0 {
		return
	}
	if !p.edited && off == p.same {
		p.same += n
	} else {
		p.edited = true
	}
	if last := len(p.pieces) - 1; last >= 0 && p.pieces[last].data == nil && !p.pieces[last].zero &&
		p.pieces[last].off+p.pieces[last].n == off {
		p.pieces[last].n += n
		return
	}
	p.append(piece{off: off, n: n})
}

// insert puts in bytes that the file does not have, or not there.
func (p *plan) insert(data []byte) {
	p.edited = true
	p.put += len(data)
	p.append(piece{data: data, n: int64(len(data))})
}

// blank puts n zeroes.
func (p *plan) blank(n int64) {
	p.edited = true
	if last := len(p.pieces) - 1; last >= 0 && p.pieces[last].zero {
		p.pieces[last].n += n
		return
	}
	p.append(piece{n: n, zero: true})
}

// make has bytes written in the place of others when the plan is carried out.
func (p *plan) make(write func(ctx context.Context, w io.Writer) error) {
	p.edited = true
	p.append(piece{off: -1, make: write})
}

func (p *plan) append(one piece) {
	if len(p.pieces) >= mostPieces || p.put > mostPut {
		p.over = true
		return
	}
	p.pieces = append(p.pieces, one)
}

// length is how long the copy will be.
func (p *plan) length() int64 {
	var n int64
	for _, one := range p.pieces {
		n += one.n
	}
	return n
}

// write carries the plan out.
func (p *plan) write(ctx context.Context, r io.ReaderAt, w io.Writer) error {
	for _, one := range p.pieces {
		if one.make != nil {
			if err := one.make(ctx, w); err != nil {
				return err
			}
			continue
		}
		if err := copyTo(ctx, w, one.reader(r), one.n); err != nil {
			return err
		}
	}
	return nil
}

func (p piece) reader(r io.ReaderAt) io.Reader {
	switch {
	case p.data != nil:
		return bytes.NewReader(p.data)
	case p.zero:
		return io.LimitReader(zeroes{}, p.n)
	default:
		return io.NewSectionReader(r, p.off, p.n)
	}
}

// zeroes is an endless stream of zero bytes.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// copyTo copies exactly n bytes, a block at a time, until the context ends.
func copyTo(ctx context.Context, w io.Writer, r io.Reader, n int64) error {
	block := make([]byte, min(n, 64<<10))
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := block[:min(n, int64(len(block)))]
		if _, err := io.ReadFull(r, part); err != nil {
			return err
		}
		if _, err := w.Write(part); err != nil {
			return err
		}
		n -= int64(len(part))
	}
	return nil
}
