package open

import (
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

var (
	// ErrNoMatch says that none of the identities is a recipient of the file.
	// A file whose recipient stanza was damaged looks the same.
	ErrNoMatch = errors.New("open: no identity matches")
	// ErrDamaged says that the file was changed, cut short or lengthened since
	// it was sealed, or never was a sealed file.
	ErrDamaged = errors.New("open: damaged")
)

// Bytes opens an age file with whichever identity matches. It returns the whole
// text or an error: ErrNoMatch or ErrDamaged.
func Bytes(sealed []byte, ids ...Identity) ([]byte, error) { return BundledBytes(sealed, nil, ids...) }

// Reader opens an age file as a stream, in constant memory. It reads the header
// at once and fails with ErrNoMatch or ErrDamaged.
//
// Each piece it returns is as it was sealed, but only io.EOF says that it was
// the whole: a cut file gives its undamaged beginning and then ErrDamaged. A
// failure of src itself comes through as it is.
func Reader(src io.Reader, ids ...Identity) (io.Reader, error) {
	keys := make([]age.Identity, 0, len(ids))
	for _, id := range ids {
		if !id.IsZero() {
			keys = append(keys, id.key.Get())
		}
	}
	if len(keys) == 0 {
		return nil, ErrNoMatch
	}
	return decrypt(src, keys...)
}

func decrypt(src io.Reader, keys ...age.Identity) (io.Reader, error) {
	watched := &source{src: src}
	plain, err := age.Decrypt(watched, keys...)
	if err != nil {
		return nil, watched.explain(err)
	}
	return &opened{plain: plain, source: watched}, nil
}

// source remembers a failure of the reader below age, which is no damage.
type source struct {
	src io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.src.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (s *source) explain(err error) error {
	var noMatch *age.NoIdentityMatchError
	switch {
	case s.err != nil:
		return fmt.Errorf("open: read: %w", s.err)
	case errors.As(err, &noMatch):
		return ErrNoMatch
	case errors.Is(err, ErrWorkFactor):
		return ErrWorkFactor
	default:
		// Not wrapped: a cut header ends in io.EOF, which must not look like the end.
		return fmt.Errorf("%w: %s", ErrDamaged, err.Error())
	}
}

type opened struct {
	plain  io.Reader
	source *source
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.plain.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = o.source.explain(err)
	}
	return n, err
}
