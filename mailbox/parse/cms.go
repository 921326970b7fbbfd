package parse

import "bytes"

// The object identifiers of CMS contents (RFC 5652), as they are encoded.
const (
	oidSigned     = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	oidCompressed = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"
)

// Tags that CMS uses on the way to what was signed.
const (
	tagInteger    = 0x02
	tagOctets     = 0x04
	tagOID        = 0x06
	tagSequence   = 0x30
	tagSet        = 0x31
	tagOctetParts = 0x24 // octets in pieces, each an element of its own
	tagExplicit   = 0xa0
)

// berDepth bounds elements of unknown length inside one another.
const berDepth = 16

// element is one element of BER. One of unknown length reaches to the end of
// everything; its own end is found by reading what is in it.
type element struct {
	tag  byte
	body []byte
	rest []byte
	open bool
}

// readElement reads the element that b begins with. One that is cut off ends
// where b does: what was signed may be whole in spite of it.
func readElement(b []byte) (e element, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f {
		return e, false
	}
	e.tag = b[0]
	size, head := int(b[1]), 2
	switch {
	case size == 0x80:
		e.body, e.open = b[2:], true
		return e, e.tag&0x20 != 0
	case size > 0x80:
		n := size - 0x80
		if n > 4 || len(b) < 2+n {
			return e, false
		}
		size, head = 0, 2+n
		for _, c := range b[2:head] {
			size = size<<8 | int(c)
		}
	}
	end := min(head+size, len(b))
	e.body, e.rest = b[head:end], b[end:]
	return e, true
}

// child reads the first element inside e, which must have the tag.
func (e element) child(tag byte) (element, bool) {
	c, ok := readElement(e.body)
	return c, ok && c.tag == tag
}

// after reads the element behind e, which must have the tag. What is cut off
// has nothing behind it.
func (e element) after(tag byte) (element, bool) {
	rest, ok := e.end(0)
	if !ok {
		return element{}, false
	}
	n, ok := readElement(rest)
	return n, ok && n.tag == tag
}

// end returns what stands behind e.
func (e element) end(depth int) ([]byte, bool) {
	if !e.open {
		return e.rest, true
	}
	for b := e.body; depth < berDepth; {
		if bytes.HasPrefix(b, []byte{0, 0}) {
			return b[2:], true
		}
		c, ok := readElement(b)
		if !ok {
			return nil, false
		}
		if b, ok = c.end(depth + 1); !ok {
			return nil, false
		}
	}
	return nil, false
}

// cmsKind returns the object identifier of a CMS message, and its content.
func cmsKind(b []byte) (oid string, content element, ok bool) {
	all, ok := readElement(b)
	if !ok || all.tag != tagSequence {
		return "", content, false
	}
	id, ok := all.child(tagOID)
	if !ok {
		return "", content, false
	}
	content, ok = id.after(tagExplicit)
	return string(id.body), content, ok
}

// signedContent returns what a CMS message signs. Nothing is verified.
func signedContent(b []byte) ([]byte, bool) {
	oid, content, ok := cmsKind(b)
	if !ok || oid != oidSigned {
		return nil, false
	}
	e, ok := content.child(tagSequence)
	if ok {
		e, ok = e.child(tagInteger)
	}
	for _, tag := range []byte{tagSet, tagSequence} {
		if ok {
			e, ok = e.after(tag)
		}
	}
	if ok {
		e, ok = e.child(tagOID)
	}
	if ok {
		e, ok = e.after(tagExplicit)
	}
	if !ok {
		return nil, false
	}
	return octets(e.body)
}

// octets reads a string of octets, whole or in pieces.
func octets(b []byte) ([]byte, bool) {
	e, ok := readElement(b)
	if !ok || e.tag == tagOctets {
		return e.body, ok
	}
	if e.tag != tagOctetParts {
		return nil, false
	}
	var out []byte
	for rest := e.body; len(rest) > 0; {
		piece, ok := readElement(rest)
		if !ok || piece.tag != tagOctets {
			break // the end, or what is not a piece
		}
		out, rest = append(out, piece.body...), piece.rest
	}
	return out, len(out) > 0
}
