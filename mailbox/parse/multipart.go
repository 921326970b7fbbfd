package parse

import "bytes"

// split is a multipart body cut at its boundary.
type split struct {
	parts   [][]byte
	rest    []byte // what was left when the limit of parts was reached
	outside []byte // what stands before the first part or after the end
	closed  bool
}

// multipart cuts a body. When the boundary is not declared or does not occur,
// one is looked for in the body itself.
func (r *reader) multipart(body []byte, boundary string) split {
	boundary = trimRightBlank(boundary)
	s := cutParts(body, boundary, r.parts)
	if len(s.parts) > 0 {
		if !s.closed && s.rest == nil {
			r.note(BoundaryOpen)
		}
		return s
	}
	r.note(BoundaryMissing)
	guessed := guessBoundary(body)
	if guessed == "" {
		return s
	}
	return cutParts(body, guessed, r.parts)
}

func trimRightBlank(s string) string {
	return string(bytes.TrimRight([]byte(s), " \t\r\n"))
}

// cutParts cuts body at the lines that are exactly the boundary, so that a
// boundary may be the prefix of another. A line that opens a part after the
// end still opens one: nothing is lost.
func cutParts(body []byte, boundary string, limit int) (s split) {
	if boundary == "" {
		return s
	}
	at, open := 0, false // where the current part starts, and whether it is one
	for from := 0; ; {
		d, ok := nextDelimiter(body, boundary, from)
		if !ok {
			break
		}
		s.add(body[at:max(at, d.start)], open)
		at, from, open = d.end, d.end, !d.closing
		s.closed = d.closing
		if open && len(s.parts) >= limit {
			s.rest = body[d.start:]
			return s
		}
	}
	s.add(body[at:], open)
	return s
}

func (s *split) add(b []byte, isPart bool) {
	switch {
	case isPart:
		s.parts = append(s.parts, trimEnd(b))
	case len(s.outside) == 0 && !isBlank(b):
		s.outside = b
	}
}

// delimiter is a boundary line: where it starts and where the next one does.
type delimiter struct {
	start, end int
	closing    bool
}

func nextDelimiter(body []byte, boundary string, from int) (delimiter, bool) {
	mark := []byte("--" + boundary)
	for at := from; ; {
		i := bytes.Index(body[at:], mark)
		if i < 0 {
			return delimiter{}, false
		}
		start := at + i
		at = start + len(mark)
		if start > 0 && body[start-1] != '\n' {
			continue
		}
		if d, ok := delimiterAt(body, start, at); ok {
			return d, true
		}
	}
}

// delimiterAt checks what follows the boundary on its line: nothing, or two
// hyphens, after which anything goes.
func delimiterAt(body []byte, start, at int) (delimiter, bool) {
	closing := bytes.HasPrefix(body[at:], []byte("--"))
	if closing {
		at += len("--")
	}
	for at < len(body) && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r') {
		at++
	}
	if at < len(body) && body[at] != '\n' {
		return delimiter{}, false
	}
	return delimiter{start, min(at+1, len(body)), closing}, true
}

// trimEnd takes off the line end that belongs to the next boundary.
func trimEnd(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte("\n"))
	return bytes.TrimSuffix(b, []byte("\r"))
}

// guessBoundary looks for a line that begins with two hyphens and is followed
// by a header of a part.
func guessBoundary(body []byte) string {
	for rest := body; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) > 2 && len(line) < 200 && line[0] == '-' && line[1] == '-' && isPartField(rest) {
			return trimRightBlank(string(line[2:]))
		}
	}
	return ""
}

func isPartField(b []byte) bool {
	return len(b) > 8 && bytes.EqualFold(b[:8], []byte("content-"))
}
