package scrub

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"

	"golang.org/x/sync/semaphore"
)

// Bounds on the parts of a mail that are cleaned: the decoded bytes of one, how many
// there are in all, and how many mails may lie inside the encoding of each other.
const (
	mostPart    = 20 << 20
	mostParts   = 50
	mostEncoded = 2
)

// partRoom lets the parts of two mails be in memory at a time.
var partRoom = semaphore.NewWeighted(2)

// mailBody is what of a mail lies in base64 between a header and the next boundary.
type mailBody struct {
	mail   bool   // its header says that it is a mail
	off, n int64  // with the blank lines at its end
	used   int64  // without them
	eol    string // how its lines end
	open   bool   // its last line does not
}

func (b *mailBody) add(line mailLine, lone bool) {
	if b.n == 0 {
		b.off = line.off
	}
	b.n += line.n
	if line.blank() {
		return
	}
	end := line.n - int64(len(line.head))
	if b.open = end == 0; b.eol == "" {
		b.eol = "\r\n"
		if end == 1 {
			b.eol = "\n"
		}
		if lone && end == 1 {
			b.eol = "\r"
		}
	}
	b.used = b.n
}

// encoded goes over a part in base64 and puts it into the plan: as it is when it
// tells nothing, else encoded anew from what its own cleaner makes of it.
func (m *mailScan) encoded(ctx context.Context, part mailPart) error {
	body := mailBody{mail: part.isMail()}
	for {
		line, err := m.lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if at, _ := m.frameOf(line); at >= 0 {
			m.lines.unread()
			break
		}
		body.add(line, m.lines.lone)
	}
	report, err := m.look(ctx, body)
	if err != nil && !errors.Is(err, errDamaged) {
		return err
	}
	m.doubt = m.doubt || !report.Cleaned
	m.plan.traces.add(report.Removed...)
	if !report.Changed {
		m.plan.keep(body.off, body.n)
		return nil
	}
	m.plan.make(func(ctx context.Context, w io.Writer) error { return m.recode(ctx, body, w) })
	m.plan.keep(body.off+body.used, body.n-body.used)
	return nil
}

// look cleans a part to nowhere, if it is within bounds.
func (m *mailScan) look(ctx context.Context, b mailBody) (Report, error) {
	if m.parts++; m.parts > mostParts || m.depth == mostEncoded || base64.StdEncoding.DecodedLen(int(b.used)) > mostPart {
		return Report{}, errDamaged
	}
	return m.clean(ctx, b, io.Discard)
}

// clean decodes a part and cleans it as the file that it is. What is none that this
// package knows is errDamaged.
func (m *mailScan) clean(ctx context.Context, b mailBody, w io.Writer) (Report, error) {
	if m.depth == 0 {
		if err := partRoom.Acquire(ctx, 1); err != nil {
			return Report{}, err
		}
		defer partRoom.Release(1)
	}
	data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, io.NewSectionReader(m.file, b.off, b.used)))
	if err != nil {
		return Report{}, damageOr(err)
	}
	r, size := bytes.NewReader(data), int64(len(data))
	kind, err := Sniff(r, size, "")
	if err != nil || b.mail && kind != EML {
		return Report{}, errDamaged
	}
	clean := cleanerOf(kind)
	if kind == EML {
		clean = cleanMailIn(m.depth + 1)
	}
	if clean == nil {
		return Report{}, errDamaged
	}
	return clean(ctx, newFile(r, size), w)
}

// recode writes a part that was looked at already, clean and in base64.
func (m *mailScan) recode(ctx context.Context, b mailBody, w io.Writer) error {
	lines := &foldedLines{w: bufio.NewWriterSize(w, 32<<10), eol: b.eol}
	out := base64.NewEncoder(base64.StdEncoding, lines)
	_, err := m.clean(ctx, b, out)
	if errors.Is(err, errDamaged) { // it was not, a moment ago
		err = io.ErrUnexpectedEOF
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if !b.open {
		_, err = lines.w.WriteString(b.eol)
	}
	return errors.Join(err, lines.w.Flush())
}

// foldedLines breaks what is written into lines of 76 characters (RFC 2045, 6.8).
type foldedLines struct {
	w   *bufio.Writer
	eol string
	n   int // characters on the line
}

func (l *foldedLines) Write(p []byte) (int, error) {
	const width = 76
	for rest := p; len(rest) > 0; {
		if l.n == width {
			if _, err := l.w.WriteString(l.eol); err != nil {
				return 0, err
			}
			l.n = 0
		}
		n, err := l.w.Write(rest[:min(width-l.n, len(rest))])
		if err != nil {
			return 0, err
		}
		l.n, rest = l.n+n, rest[n:]
	}
	return len(p), nil
}
