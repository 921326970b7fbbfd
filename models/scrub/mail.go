package scrub

import (
	"context"
	"errors"
	"io"
)

// mostNested is how many multiparts may lie inside each other; what lies deeper
// stays as it is, and the report says so.
const mostNested = 100

// cleanMail takes out of a mail, and out of every mail in it, the header fields
// that tell its way and the device it was written on. What stays is byte for byte
// what came: who wrote to whom, when, about what, and the parts as they are
// encoded. A part in base64 is cleaned as the file that it is, within bounds, and
// encoded anew if that changed it. Other parts that are no text are not looked
// into: the copy is then reported as not all clean.
func cleanMail(ctx context.Context, f file, w io.Writer) (Report, error) {
	return cleanMailIn(0)(ctx, f, w)
}

// cleanMailIn cleans a mail that lies inside the encoding of so many others.
func cleanMailIn(depth int) cleaner {
	return func(ctx context.Context, f file, w io.Writer) (Report, error) {
		return scanMail(ctx, &mailScan{file: f, lines: newMailLines(f), plan: newPlan(), depth: depth}, w)
	}
}

func scanMail(ctx context.Context, m *mailScan, w io.Writer) (Report, error) {
	p, f := m.plan, m.file
	if err := m.run(ctx); err != nil {
		return Report{}, err
	}
	if p.over {
		return Report{}, errDamaged
	}
	report := Report{Removed: p.traces.list(), Cleaned: !m.doubt && !m.lines.both, Changed: p.edited || p.same != f.size}
	return report, p.write(ctx, f, w)
}

// mailScan goes through a mail once, from its first line to its last.
type mailScan struct {
	file  file
	depth int // encodings around the mail
	parts int // in base64, so far
	lines *mailLines
	plan  *plan
	open  []mailFrame // the multiparts around the line that is read, the outermost first
	doubt bool        // something could not be told
}

// mailFrame is a multipart whose parts are being read.
type mailFrame struct {
	mark   string // the line that parts begin with
	digest bool   // its parts are mails unless they say otherwise
	seen   bool   // a part has begun
}

func (m *mailScan) run(ctx context.Context) error {
	part, err := m.header(mailPart{message: true})
	if err == nil && !part.known {
		return errDamaged // no mail, or one that cannot be read as one
	}
	for err == nil {
		part, err = m.body(ctx, part)
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	m.leave(0)
	return nil
}

// body passes over what belongs to a part and reads the header of the next one,
// which is the header of the mail within when the part is a mail.
func (m *mailScan) body(ctx context.Context, part mailPart) (mailPart, error) {
	switch {
	case part.base64 && part.boundary == "" && !part.isText():
		if err := m.encoded(ctx, part); err != nil {
			return mailPart{}, err
		}
	case part.isMail() && part.encoded:
		m.doubt = true
	case part.isMail():
		next, err := m.header(mailPart{message: true})
		m.doubt = m.doubt || !next.known
		return next, err
	case part.boundary != "" && len(m.open) < mostNested:
		m.open = append(m.open, mailFrame{mark: "--" + part.boundary, digest: part.kind == "multipart/digest"})
	case !part.isText():
		m.doubt = true
	}
	return m.nextPart()
}

// nextPart keeps lines until a part begins.
func (m *mailScan) nextPart() (mailPart, error) {
	for {
		line, err := m.lines.next()
		if err != nil {
			return mailPart{}, err
		}
		m.plan.keep(line.off, line.n)
		at, ends := m.frameOf(line)
		if at < 0 {
			continue
		}
		m.open[at].seen = true
		if ends {
			m.leave(at)
			continue
		}
		m.leave(at + 1)
		return m.header(mailPart{digest: m.open[at].digest})
	}
}

// frameOf finds the multipart that a line is a boundary of, the innermost first;
// -1 when it is of none. ends says that the multipart is over.
func (m *mailScan) frameOf(line mailLine) (at int, ends bool) {
	text := line.boundary()
	if text == "" {
		return -1, false
	}
	for at = len(m.open) - 1; at >= 0; at-- {
		switch mark := m.open[at].mark; {
		case text == mark:
			return at, false
		case len(text) == len(mark)+2 && text[:len(mark)] == mark && text[len(mark):] == "--":
			return at, true
		}
	}
	return -1, false
}

// leave closes the multiparts from one on. One that never had a part is in doubt:
// where its parts begin was not told.
func (m *mailScan) leave(at int) {
	for _, frame := range m.open[at:] {
		m.doubt = m.doubt || !frame.seen
	}
	m.open = m.open[:at]
}
