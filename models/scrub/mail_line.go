package scrub

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// mailHead is how much of a line is looked at: a boundary has 70 characters at
// most (RFC 2046, 5.1.1), a field of ours fewer before its colon.
const mailHead = 1 << 10

// mailLine is one line of a mail, with its end. head is valid until the next one
// is read.
type mailLine struct {
	off, n int64
	head   []byte // its beginning, without the line's end
}

// blank says whether there is nothing on the line.
func (l mailLine) blank() bool { return len(l.head) == 0 }

// folded says whether the line goes on with the field of the line before.
func (l mailLine) folded() bool { return !l.blank() && (l.head[0] == ' ' || l.head[0] == '\t') }

// postmark says whether the line is what a mailbox file puts before each mail,
// which names the sender and a time.
func (l mailLine) postmark() bool {
	return bytes.HasPrefix(bytes.TrimPrefix(l.head, []byte(">")), []byte("From "))
}

// boundary is the line, if it may begin or end a part, without what transports
// leave behind it; else "".
func (l mailLine) boundary() string {
	if !bytes.HasPrefix(l.head, []byte("--")) || len(l.head) == mailHead {
		return ""
	}
	return strings.TrimRight(string(l.head), " \t")
}

// mailLines reads a mail line by line. A lone carriage return ends a line where
// the first line has one, as files of old systems do.
type mailLines struct {
	in   *bufio.Reader
	off  int64
	lone bool
	both bool // a line ends otherwise than the first one says
	last mailLine
	back bool // the last line is to be read again
	head [mailHead]byte
}

func newMailLines(f file) *mailLines {
	l := &mailLines{in: bufio.NewReaderSize(f.stream(), 32<<10)}
	start, _ := l.in.Peek(mailHead) // an error comes back with the first line
	first, _, _ := bytes.Cut(start, []byte("\n"))
	l.lone = bytes.ContainsRune(bytes.TrimRight(first, "\r"), '\r')
	return l
}

// next is the next line; io.EOF after the last.
func (l *mailLines) next() (mailLine, error) {
	if l.back {
		l.back = false
		return l.last, nil
	}
	l.last = mailLine{off: l.off}
	head := l.head[:0]
	for {
		c, err := l.in.ReadByte()
		if errors.Is(err, io.EOF) && l.last.n > 0 {
			break
		}
		if err != nil {
			return mailLine{}, endOr(err)
		}
		l.last.n++
		if c == '\n' {
			l.both = l.both || l.lone
			break
		}
		if c == '\r' && l.ends() {
			break
		}
		if len(head) < mailHead {
			head = append(head, c)
		}
	}
	l.off += l.last.n
	l.last.head = bytes.TrimRight(head, "\r")
	return l.last, nil
}

// ends says whether a carriage return that was just read ends its line.
func (l *mailLines) ends() bool {
	if !l.lone {
		return false
	}
	next, _ := l.in.Peek(1)
	return string(next) != "\n"
}

// unread makes the last line the next one.
func (l *mailLines) unread() { l.back = true }

// endOr is io.EOF as it is, or what else went wrong.
func endOr(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return damageOr(err)
}
