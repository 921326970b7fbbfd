package form

import "io"

// text passes a body on and counts what is no file's: only that is kept in
// memory, names of fields and headers of parts included. What goes over the
// limit is cut there.
type text struct {
	r           io.Reader
	left, limit int64
	file        bool // a file streams by: its bytes do not count
}

func newText(r io.Reader, l Limits) *text { return &text{r: r, left: l.Text, limit: l.Text} }

func (t *text) Read(p []byte) (int, error) {
	if t.left < 0 {
		return 0, TooLarge("", "error.too_large", t.limit)
	}
	n, err := t.r.Read(p)
	if t.file {
		return n, err
	}
	if t.left -= int64(n); t.left < 0 {
		return n + int(t.left), TooLarge("", "error.too_large", t.limit)
	}
	return n, err
}
