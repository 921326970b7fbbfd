package scrub

import "bytes"

// sameAs says whether what is written to it is the file.
type sameAs struct {
	file
	off   int64
	other bool
}

func (s *sameAs) Write(b []byte) (int, error) {
	if !s.other {
		old, err := s.at(s.off, len(b))
		s.other = err != nil || !bytes.Equal(old, b)
	}
	s.off += int64(len(b))
	return len(b), nil
}

func (s *sameAs) equal() bool { return !s.other && s.off == s.size }

// comparer says whether what is written to it is what is wanted.
type comparer struct {
	want  []byte
	other bool
}

func (c *comparer) Write(b []byte) (int, error) {
	if !bytes.HasPrefix(c.want, b) {
		c.other, c.want = true, nil
	} else {
		c.want = c.want[len(b):]
	}
	return len(b), nil
}

func (c *comparer) equal() bool { return !c.other && len(c.want) == 0 }
