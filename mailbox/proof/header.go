package proof

import (
	"bytes"
	"strings"
)

// The bounds of a header: what lies beyond is not looked at.
const (
	headerMax = 256 << 10
	fieldsMax = 1000
)

// field is one header field; what it says shares the mail's memory.
type field struct {
	name  string // lower case
	value []byte // folds included, without the last line end
	begin int    // where it stands in the mail
	end   int    // behind its line end
}

// text is the value on one line.
func (f field) text() string {
	s := string(bytes.TrimSpace(f.value))
	if strings.ContainsAny(s, "\r\n") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r", ""), "\n", "")
	}
	return s
}

// header is that of a mail, in its order.
type header struct {
	raw    []byte
	fields []field
	above  []field // trusted, above the Received of the server that took the mail
	below  []field // and in the run below it
}

// read takes the fields off the top of a mail.
func read(raw []byte) header {
	h := header{raw: raw}
	at := 0
	for at < min(len(raw), headerMax) && len(h.fields) < fieldsMax {
		end := len(raw)
		if n := bytes.IndexByte(raw[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := bytes.TrimRight(raw[at:end], "\r\n")
		if len(line) == 0 && len(h.fields) > 0 {
			break
		}
		h.take(line, at, end)
		at = end
	}
	h.above, h.below = h.trusted()
	return h
}

// take adds a line: to the last field when it is folded, else as a new one. What
// is no field, such as the line that some stores put on top, is passed over.
func (h *header) take(line []byte, begin, end int) {
	if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		if n := len(h.fields) - 1; n >= 0 && h.fields[n].end == begin {
			last := &h.fields[n]
			last.end, last.value = end, bytes.TrimRight(h.raw[last.begin+len(last.name)+1:end], "\r\n")
		}
		return
	}
	colon := bytes.IndexByte(line[:min(len(line), 80)], ':')
	if colon < 1 || bytes.ContainsAny(line[:colon], " \t") {
		return
	}
	h.fields = append(h.fields, field{name: lower(line[:colon]), value: line[colon+1:], begin: begin, end: end})
}

// lower is a name in lower case; those that every mail has cost nothing.
func lower(name []byte) string {
	switch string(name) {
	case "Received":
		return "received"
	case "From":
		return "from"
	case "DKIM-Signature":
		return "dkim-signature"
	}
	return strings.ToLower(string(name))
}

func (h header) count(name string) (n int) {
	for _, f := range h.fields {
		if f.name == name {
			n++
		}
	}
	return n
}

// get is the first field of a name, or "".
func (h header) get(name string) string {
	for _, f := range h.fields {
		if f.name == name {
			return f.text()
		}
	}
	return ""
}
