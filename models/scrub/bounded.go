package scrub

import (
	"errors"
	"io"
)

// bounded reads a part and stops where the whole file inflates to too much.
type bounded struct {
	in   io.Reader
	left *int64
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if *b.left <= 0 {
		b.err = errDamaged
		return 0, b.err
	}
	n, err := b.in.Read(p[:min(int64(len(p)), *b.left)])
	*b.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = damageOr(err)
		err = b.err
	}
	return n, err
}

// fault is why reading stopped before the end; nil when it did not.
func (b *bounded) fault() error { return b.err }

// or prefers the reason of the reader to what became of it.
func (b *bounded) or(err error) error {
	if b.err != nil {
		return b.err
	}
	return err
}

// damageOr is the reader's fault, or else errDamaged.
func damageOr(err error) error {
	if fault := fault(err); fault != nil {
		return fault
	}
	return errDamaged
}
