package parse

import "strings"

// entity reads a part and all within it. Attachments are kept on the way; the
// prose is returned.
func (r *reader) entity(p part, depth int) prose {
	r.parts--
	if !strings.HasPrefix(p.kind, "multipart/") {
		if p.kind == "text/plain" && !p.head.has("content-type") {
			return r.undeclared(p, depth)
		}
		if text, ok := r.signedMail(p, depth); ok {
			return text
		}
		return r.leaf(p)
	}
	if depth >= r.lim.Depth || !r.spend(len(p.body)) {
		r.note(TooDeep)
		return r.whole(p)
	}
	return r.composite(p, depth)
}

// undeclared reads a part without a Content-Type: text, unless the body starts
// with a boundary.
func (r *reader) undeclared(p part, depth int) prose {
	if strings.HasPrefix(string(p.body[:min(len(p.body), 2)]), "--") && guessBoundary(p.body[:min(len(p.body), 1000)]) != "" {
		p.kind = "multipart/mixed"
		r.parts++
		return r.entity(p, depth)
	}
	return r.leaf(p)
}

// whole keeps a multipart that is not read as one attachment.
func (r *reader) whole(p part) prose {
	r.keepRest(p.body)
	return prose{}
}

func (r *reader) keepRest(b []byte) {
	r.attach(part{kind: "application/octet-stream"}, b)
}

// composite reads the parts of a multipart.
func (r *reader) composite(p part, depth int) prose {
	s := r.multipart(p.body, r.param(p.params, "boundary", ""))
	if len(s.parts) == 0 {
		return r.withoutParts(p, depth)
	}
	fallback := "text/plain"
	if p.kind == "multipart/digest" {
		fallback = "message/rfc822"
	}
	var all []prose
	for i, raw := range s.parts {
		if r.parts <= 0 {
			r.note(TooManyParts)
			r.keepRest(from(p.body, s.parts[i]))
			return r.combine(p, all)
		}
		all = append(all, r.child(raw, fallback, depth+1))
	}
	r.leftOver(s)
	return r.combine(p, all)
}

// from returns the end of whole that begins with its subslice tail.
func from(whole, tail []byte) []byte {
	return whole[cap(whole)-cap(tail):]
}

// child reads one part of a multipart.
func (r *reader) child(raw []byte, fallback string, depth int) prose {
	head, body, known := r.readHeader(raw)
	if !known {
		head, body = nil, raw
	}
	return r.entity(r.describe(head, body, fallback), depth)
}

// leftOver keeps what is no part: the parts over the limit, and text outside.
func (r *reader) leftOver(s split) {
	if len(s.rest) > 0 {
		r.note(TooManyParts)
		r.keepRest(s.rest)
	}
	if len(s.outside) > 0 && r.outside == "" {
		r.outside = r.cleanText(r.decode("", s.outside[:min(len(s.outside), r.lim.TextBytes)]))
	}
}

// withoutParts reads a multipart that has none: it may be encoded as a whole,
// against the rules, or be plain text.
func (r *reader) withoutParts(p part, depth int) prose {
	label := p.head.get("content-transfer-encoding")
	p.head = nil
	if transferName(label) == "base64" || transferName(label) == "quoted-printable" {
		p.body = r.transfer(label, p.body)
		return r.composite(p, depth)
	}
	p.kind = "text/plain"
	return r.leaf(p)
}

// combine turns the prose of the parts into that of the multipart.
func (r *reader) combine(p part, all []prose) prose {
	if p.kind == "multipart/alternative" {
		return alternative(all)
	}
	return sequence(all, r)
}
