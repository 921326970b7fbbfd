package scrub

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// mailField is a stretch of a header: a field with its folded lines, or a line
// that is none.
type mailField struct {
	off, n int64
	trace  Trace // what it tells about the sender; "" when it stays
}

// mailHeader collects a header before anything is decided: what has no field that
// a mail must have is no header, and stays.
type mailHeader struct {
	part    mailPart
	fields  []mailField
	value   *[]byte // of the field that is read, when it says how the part is made
	damaged bool    // a line was no field: from there on only what is known goes
}

// header reads a header into the plan, up to the blank line behind it or to the
// boundary of the next part.
func (m *mailScan) header(part mailPart) (mailPart, error) {
	h := &mailHeader{part: part}
	var end error
	for end == nil {
		line, err := m.lines.next()
		if err != nil {
			end = err
			break
		}
		if at, _ := m.frameOf(line); at >= 0 {
			m.lines.unread()
			break
		}
		m.doubt = m.doubt || bytes.ContainsRune(line.head, '\r') // to some readers a line ends there
		over := line.blank() && (len(h.fields) > 0 || !part.message)
		if len(h.fields)+len(h.part.top) >= mostPieces {
			return mailPart{}, errDamaged
		}
		h.take(line)
		if over {
			break
		}
	}
	if end != nil && !errors.Is(end, io.EOF) {
		return mailPart{}, end
	}
	m.settle(h)
	return h.part, nil
}

// take adds a line to the header.
func (h *mailHeader) take(line mailLine) {
	f := mailField{off: line.off, n: line.n}
	last := len(h.fields) - 1
	name, isField := fieldName(line.head)
	switch {
	case line.blank() && last < 0: // lines before the header: nothing to decide
		h.part.top = append(h.part.top, f)
		return
	case line.blank():
		h.value = nil
	case line.postmark() && last < 0:
		f.trace = TraceRoute
		h.part.top = append(h.part.top, f)
		return
	case line.folded() && last >= 0:
		h.fields[last].n += line.n
		h.more(line.head)
		return
	case isField:
		f.trace = h.judge(name)
		h.begin(name, line.head[bytes.IndexByte(line.head, ':')+1:])
	default:
		h.damaged, h.value = true, nil
	}
	h.fields = append(h.fields, f)
}

// judge says what a field tells. In a mail's own header what no rule knows goes
// too: new names for a way or a device are made up all the time. In the header of
// a part, and behind a line that is no field, where the text may have begun, only
// what is known goes.
func (h *mailHeader) judge(name string) Trace {
	trace, kept := mailRule(name)
	h.part.known = h.part.known || kept && h.part.message
	if !kept && trace == TraceOther && (h.damaged || !h.part.message) {
		return ""
	}
	return trace
}

// begin remembers the two fields that say how a part is made, the first of each.
func (h *mailHeader) begin(name string, value []byte) {
	h.value = nil
	switch {
	case name == "content-type" && h.part.contentType == nil:
		h.value = &h.part.contentType
	case name == "content-transfer-encoding" && h.part.transfer == nil:
		h.value = &h.part.transfer
	default:
		return
	}
	*h.value = []byte{}
	h.more(value)
}

// more adds to the value that is read, within bounds.
func (h *mailHeader) more(value []byte) {
	if h.value != nil && len(*h.value) < 8*mailHead {
		*h.value = append(append(*h.value, ' '), bytes.TrimSpace(value)...)
	}
}

// settle puts a header into the plan.
func (m *mailScan) settle(h *mailHeader) {
	h.part.describe()
	whole := h.part.message && !h.part.known
	m.doubt = m.doubt || h.part.message && h.damaged
	for _, f := range append(h.part.top, h.fields...) {
		if f.trace == "" || whole {
			m.plan.keep(f.off, f.n)
			continue
		}
		m.plan.edited = true
		m.plan.traces.add(f.trace)
	}
	h.part.top = nil
}

// fieldName is a field's name in small letters; ok is false for a line that is no
// field (RFC 5322, 2.2).
func fieldName(line []byte) (name string, ok bool) {
	raw, _, found := bytes.Cut(line, []byte(":"))
	raw = bytes.TrimRight(raw, " \t")
	if !found || len(raw) == 0 {
		return "", false
	}
	for _, c := range raw {
		if c <= ' ' || c > '~' {
			return "", false
		}
	}
	return strings.ToLower(string(raw)), true
}
