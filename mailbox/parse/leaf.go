package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// leaf takes a part that has no parts: it is text or an attachment.
func (r *reader) leaf(p part) prose {
	data := r.transfer(p.head.get("content-transfer-encoding"), p.body)
	if !p.isText() || p.place == "attachment" || p.name != "" {
		r.attach(p, data)
		return prose{}
	}
	s, ok := r.text(p, data)
	if !ok {
		r.note(TextBinary)
		p.kind = "application/octet-stream"
		r.attach(p, data)
		return prose{}
	}
	if !r.keepWhole(p, data, len(s)) {
		s = r.keepInside(p, data, s)
	}
	return r.proseOf(p, s)
}

// keepInside keeps what a text carries besides words, and returns the words.
func (r *reader) keepInside(p part, data []byte, s string) string {
	switch {
	case p.kind == "text/plain":
		return r.takeFiles(r.unarmor(s))
	case p.isRTF() && (strings.Contains(s, `\pict`) || strings.Contains(s, `\objdata`)):
		r.attach(p, data)
	case p.isMarkup():
		r.keepPictures(s)
	}
	return s
}

// keepWhole attaches a text that is read in part, or that may not fit into
// Mail.Text beside those before it, and says so. size is its length in UTF-8.
func (r *reader) keepWhole(p part, data []byte, size int) bool {
	if len(data) > r.textRoom(p) {
		r.note(TextTruncated)
	}
	if len(data) > r.textRoom(p) || size > r.room {
		r.attach(p, data)
		return true
	}
	r.room -= size
	return false
}

// textRoom is how much of a part is read for its text.
func (r *reader) textRoom(p part) int {
	if p.isMarkup() {
		return r.lim.MarkupBytes
	}
	return r.lim.TextBytes
}

// text decodes a part that is to be read. ok is false when it is not text.
func (r *reader) text(p part, data []byte) (s string, ok bool) {
	data = data[:min(len(data), r.textRoom(p)+utf8.UTFMax)]
	if p.isRTF() && isRTF(data) {
		return string(data), true
	}
	charset := p.charset
	if charset == "" && p.isMarkup() {
		charset = sniffCharset(data)
	}
	s = r.decode(charset, data)
	return s, !isBinary(s)
}

// isBinary reports whether a tenth of the beginning is no text. NUL counts only
// when there is very much of it inside: a damaged disk leaves it at the end.
func isBinary(s string) bool {
	s = strings.TrimRight(s[:min(len(s), 1024)], "\x00")
	bad, all := 0, 0
	for _, c := range s {
		all++
		if c < ' ' && c > 0 && !isLayout(c) || c == utf8.RuneError || c == 0x7f {
			bad++
		}
	}
	return bad*10 > all && bad > 3 || strings.Count(s, "\x00")*4 > all
}

func isLayout(c rune) bool {
	return c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x1b
}

// sniffCharset finds what an HTML page says of itself.
func sniffCharset(data []byte) string {
	head := bytes.ToLower(data[:min(len(data), 2048)])
	_, after, ok := bytes.Cut(head, []byte("charset="))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, `"' `)
	end := bytes.IndexAny(after, "\"' />;")
	if end < 0 || end > 40 {
		return ""
	}
	return string(after[:end])
}

// attach keeps a part as an attachment, or what is packed in it.
func (r *reader) attach(p part, data []byte) {
	if isWinmail(p) && r.unpackWinmail(data) {
		return
	}
	switch {
	case p.kind == "application/pgp-encrypted":
		r.note(Encrypted)
	case isPKCS7(p):
		r.note(cmsReason(p, data))
	}
	r.keep(p, data)
}

func (r *reader) keep(p part, data []byte) {
	r.found = append(r.found, kept{
		Attachment: Attachment{Name: r.nameFor(p), Type: p.kind, Data: data, Inline: p.inline()},
		readable:   strings.HasPrefix(p.kind, "text/") || p.isRTF() || p.kind == "application/ics",
		charset:    p.charset,
	})
}

// kept is an attachment and what is needed to read it should there be no text.
type kept struct {
	Attachment
	readable bool
	charset  string
}
