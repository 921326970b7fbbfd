package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// terminal is where a command reads and writes; a test hands in buffers.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	wide     int // columns of a real terminal on err, where progress is shown; 0 when it is none
}

func newTerminal(in, out, err *os.File) *terminal {
	t := &terminal{in: in, out: out, err: err}
	if w, _, none := term.GetSize(int(err.Fd())); none == nil {
		t.wide = w
	}
	return t
}
