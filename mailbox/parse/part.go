package parse

import (
	"bytes"
	"strings"
)

// part is one entity: what its headers say of it, and its body.
type part struct {
	head    header
	body    []byte
	kind    string // type/subtype, lower case
	params  params
	place   string // inline, attachment or ""
	name    string // cleaned; "" when none is given
	charset string
}

// describe reads the headers that say what a part is. fallback is its type
// when none is given.
func (r *reader) describe(head header, body []byte, fallback string) part {
	p := part{head: head, body: body, kind: fallback}
	if value := head.get("content-type"); value != nil {
		p.kind, p.params = r.parameters(value)
		p.kind = r.mediaType(p.kind)
	}
	p.charset = r.param(p.params, "charset", "")
	r.describePlace(&p)
	return p
}

// describePlace reads Content-Disposition and the name.
func (r *reader) describePlace(p *part) {
	place, ps := r.parameters(p.head.get("content-disposition"))
	name := r.param(ps, "filename", p.charset)
	if name == "" {
		name = r.param(p.params, "name", p.charset)
	}
	p.name = r.fileName(name)
	switch {
	case place == "inline" || place == "":
		p.place = place
	case place != "":
		p.place = "attachment"
	}
}

// mediaType checks and mends type/subtype.
func (r *reader) mediaType(kind string) string {
	major, minor, _ := strings.Cut(kind, "/")
	major, minor = strings.TrimSpace(major), strings.TrimSpace(minor)
	minor, _, _ = strings.Cut(minor, "/")
	if isToken(major) && isToken(minor) {
		return major + "/" + minor
	}
	r.note(TypeDamaged)
	switch major {
	case "text", "plain", "":
		return "text/plain"
	case "html":
		return "text/html"
	case "multipart":
		return "multipart/mixed"
	}
	return "application/octet-stream"
}

func isToken(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?=`, s[i]) >= 0 {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 80
}

// isText reports whether the part is meant to be read as the mail's text.
func (p *part) isText() bool {
	switch p.kind {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "application/xhtml+xml":
		return true
	}
	return p.isRTF()
}

func (p *part) isRTF() bool { return p.kind == "text/rtf" || p.kind == "application/rtf" }

func (p *part) isMarkup() bool {
	return p.isText() && p.kind != "text/plain" && p.kind != "text/markdown"
}

// inline reports whether the part is shown within the text.
func (p *part) inline() bool {
	return p.place == "inline" || p.place == "" && len(bytes.TrimSpace(p.head.get("content-id"))) > 0
}
