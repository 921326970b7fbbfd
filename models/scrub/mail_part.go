package scrub

import (
	"mime"
	"strings"
)

// mailPart is what the header of a mail, or of a part of it, says of what follows.
type mailPart struct {
	message bool // it is the header of a mail
	digest  bool // a mail, unless it says otherwise
	known   bool // a field was found that only the header of a mail has

	contentType, transfer []byte      // as they stand, nil without one
	top                   []mailField // what stands before the header

	kind     string // in small letters, without parameters
	boundary string // of a multipart; "" when it does not say
	encoded  bool   // not as it is, but in base64 or the like
	base64   bool
}

// describe reads the fields that were collected.
func (p *mailPart) describe() {
	kind, _, _ := strings.Cut(string(p.contentType), ";")
	p.kind = strings.ToLower(strings.TrimSpace(kind))
	switch {
	case p.kind == "" && p.digest:
		p.kind = "message/rfc822"
	case !strings.Contains(p.kind, "/"):
		p.kind = "text/plain"
	case strings.HasPrefix(p.kind, "multipart/"):
		p.boundary = boundaryOf(string(p.contentType))
	}
	switch strings.ToLower(strings.TrimSpace(string(p.transfer))) {
	case "", "7bit", "8bit", "binary":
	case "base64":
		p.encoded, p.base64 = true, true
	default:
		p.encoded = true
	}
}

// isMail says whether what follows is a mail, or the header of one.
func (p *mailPart) isMail() bool {
	switch p.kind {
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers":
		return true
	}
	return false
}

// isText says whether what follows is text, which no rule changes.
func (p *mailPart) isText() bool { return strings.HasPrefix(p.kind, "text/") }

// boundaryOf is the boundary that a Content-Type names; one that breaks the rules
// is read as far as it can be.
func boundaryOf(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["boundary"]
	}
	const name = "boundary="
	at := strings.Index(lowered(contentType), name)
	if at < 0 {
		return ""
	}
	value := strings.TrimSpace(contentType[at+len(name):])
	if rest, quoted := strings.CutPrefix(value, `"`); quoted {
		value, _, _ = strings.Cut(rest, `"`)
		return value
	}
	end := strings.IndexAny(value, "; \t")
	if end < 0 {
		return value
	}
	return value[:end]
}

// lowered is s with its ASCII letters small, of the same length.
func lowered(s string) string {
	out := []byte(s)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}
