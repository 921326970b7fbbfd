package parse

import (
	"bytes"
	"strings"
)

// word is one encoded word (RFC 2047): =?charset?B?data?=.
type word struct {
	charset string
	kind    byte // 'b' or 'q'
	data    []byte
	size    int  // bytes of the whole word
	closed  bool // it has its ?=
}

// wordAt reads the encoded word that b begins with. A word that lacks its end
// reaches to the next word or to the end of b.
func wordAt(b []byte) (word, bool) {
	head := b[2:min(len(b), 60)]
	mark := bytes.IndexByte(head, '?')
	if mark <= 0 || len(head) < mark+3 || head[mark+2] != '?' || bytes.ContainsAny(head[:mark], " \t\r\n\"<>@") {
		return word{}, false
	}
	kind := head[mark+1] | 0x20
	if kind != 'b' && kind != 'q' {
		return word{}, false
	}
	charset, _, _ := strings.Cut(string(head[:mark]), "*")
	w := word{charset: charset, kind: kind}
	w.fill(b, 2+mark+3)
	return w, true
}

// wordWindow is how far the end of a word is looked for, so that a header full
// of broken words stays cheap.
const wordWindow = 8 << 10

// fill finds where the data that starts at from ends.
func (w *word) fill(b []byte, from int) {
	data := b[from:min(len(b), from+wordWindow)]
	if end := bytes.Index(data, []byte("?=")); end >= 0 {
		data, w.closed = data[:end], true
	}
	if next := bytes.Index(data, []byte(" =?")); next >= 0 {
		data, w.closed = data[:next], false
	}
	w.data, w.size = data, from+len(data)
	if w.closed {
		w.size += len("?=")
	}
}

// wordReader turns a header value into text. Neighbouring words of one charset
// are decoded as one run of bytes, because many senders cut inside a character.
type wordReader struct {
	*reader
	hint    string // charset of raw bytes beyond ASCII
	out     strings.Builder
	charset string
	run     []byte // decoded bytes of the words so far
	carry   []byte // base64 whose last group goes on in the next word
}

// words decodes a header value: encoded words, raw bytes and folds.
func (r *reader) words(value []byte, hint string) string {
	if !bytes.Contains(value, []byte("=?")) {
		return r.raw(value, hint)
	}
	wr := wordReader{reader: r, hint: hint}
	for len(value) > 0 {
		value = wr.next(value)
	}
	wr.flush()
	return wr.out.String()
}

// next takes one word, or the text up to the next word, off the value.
func (wr *wordReader) next(value []byte) []byte {
	at := bytes.Index(value, []byte("=?"))
	if at < 0 {
		wr.literal(value)
		return nil
	}
	w, ok := wordAt(value[at:])
	if !ok {
		wr.literal(value[:at+2])
		return value[at+2:]
	}
	if at > 0 && (len(wr.run)+len(wr.carry) == 0 || !isBlank(value[:at])) {
		wr.literal(value[:at])
	}
	wr.take(w)
	return value[at+w.size:]
}

func (wr *wordReader) take(w word) {
	if !strings.EqualFold(w.charset, wr.charset) {
		wr.flush()
		wr.charset = w.charset
	}
	if !w.closed {
		wr.note(WordDamaged)
	}
	if w.kind == 'q' {
		wr.settle()
		wr.run = append(wr.run, unq(w.data)...)
		return
	}
	wr.carry = append(wr.carry, bytes.Join(bytes.Fields(w.data), nil)...)
	if len(wr.carry)%4 == 0 || bytes.HasSuffix(wr.carry, []byte("=")) {
		wr.settle()
	}
}

// settle decodes the base64 that is waiting.
func (wr *wordReader) settle() {
	if len(wr.carry) == 0 {
		return
	}
	data, clean := base64Bytes(wr.carry)
	if !clean {
		wr.note(WordDamaged)
	}
	wr.run = append(wr.run, data...)
	wr.carry = wr.carry[:0]
}

// flush ends a run of words.
func (wr *wordReader) flush() {
	wr.settle()
	if len(wr.run) > 0 {
		wr.out.WriteString(wr.decode(wr.charset, wr.run))
	}
	wr.run = wr.run[:0]
}

func (wr *wordReader) literal(b []byte) {
	wr.flush()
	wr.out.WriteString(wr.raw(b, wr.hint))
}

// raw decodes bytes that stand in a header as they are.
func (r *reader) raw(b []byte, hint string) string {
	if isASCII(b) {
		return string(b)
	}
	return r.decode(hint, b)
}

// unq undoes the Q encoding. A fold inside the word is not part of it; a raw
// space is.
func unq(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '\r' || c == '\n':
			i += folded(b[i:]) - 1
		case c == '=' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]):
			out = append(out, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// folded counts the line end and the white space that b begins with.
func folded(b []byte) int {
	return len(b) - len(bytes.TrimLeft(b, "\r\n \t"))
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
