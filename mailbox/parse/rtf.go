package parse

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// rtfGroup is what a group of RTF changes and its end restores.
type rtfGroup struct {
	silent bool // what stands in it is no text
	fonts  bool // it is the table of fonts
	tag    bool // it is markup of the page that was turned into RTF
	added  bool // what stands in it was added when the page was turned into RTF
	font   int
	unread int // how many signs stand for a Unicode one to those who cannot read it
}

// rtfDepth bounds groups inside one another; what lies deeper is read as if it
// were not a group.
const rtfDepth = 200

// rtfReader turns RTF into text, or into the page or the text that it was made
// from (MS-OXRTFEX). Pictures and objects are no text.
type rtfReader struct {
	b       string
	at      int
	room    int
	groups  []rtfGroup
	deeper  int // groups open beyond rtfDepth
	out     strings.Builder
	run     []byte // bytes of a code page that wait to be decoded
	runSet  string
	half    rune // the first half of a surrogate pair
	skip    int  // signs to pass over after a Unicode one
	page    bool // it was made from HTML
	charset string
	fonts   map[int]string
	why     Reason
}

// rtfText returns what RTF says: as HTML when it was made from it.
func (r *reader) rtfText(b string, room int) prose {
	x := rtfReader{b: b, room: room, groups: []rtfGroup{{unread: 1}}, fonts: map[int]string{}}
	for x.at < len(b) && x.out.Len() < room {
		x.step()
	}
	x.flush()
	if x.at < len(b) {
		x.why = TextTruncated
	}
	r.note(x.why)
	s := strings.ToValidUTF8(cutText(x.out.String(), room), "\uFFFD")
	if x.page {
		return prose{markup: s}
	}
	return prose{plain: s}
}

func isRTF(b []byte) bool { return strings.HasPrefix(string(b[:min(len(b), 5)]), `{\rtf`) }

func (x *rtfReader) now() *rtfGroup { return &x.groups[len(x.groups)-1] }

func (x *rtfReader) step() {
	c := x.b[x.at]
	x.at++
	switch c {
	case '{':
		x.open()
	case '}':
		x.close()
	case '\\':
		x.order()
	case '\r', '\n', 0:
	default:
		x.sign(c)
	}
}

func (x *rtfReader) open() {
	x.skip = 0
	if len(x.groups) >= rtfDepth {
		x.deeper++
		return
	}
	x.groups = append(x.groups, *x.now())
}

func (x *rtfReader) close() {
	x.skip = 0
	switch {
	case x.deeper > 0:
		x.deeper--
	case len(x.groups) > 1:
		x.groups = x.groups[:len(x.groups)-1]
	}
}

// order reads what follows a backslash.
func (x *rtfReader) order() {
	if x.at >= len(x.b) {
		return
	}
	c := x.b[x.at]
	if c|0x20 >= 'a' && c|0x20 <= 'z' {
		x.word()
		return
	}
	x.at++
	switch c {
	case '\'':
		x.hex()
	case '*':
		x.hidden()
	case '~':
		x.text(" ")
	case '_':
		x.text("-")
	case '\r', '\n':
		x.line()
	case '\\', '{', '}':
		x.sign(c)
	}
}

// word reads an order by name: letters, a number, and the blank that ends it.
func (x *rtfReader) word() {
	from := x.at
	for x.at < len(x.b) && x.at-from < 32 && x.b[x.at]|0x20 >= 'a' && x.b[x.at]|0x20 <= 'z' {
		x.at++
	}
	name, number := x.b[from:x.at], x.number()
	if x.at < len(x.b) && x.b[x.at] == ' ' {
		x.at++
	}
	x.obey(name, number)
}

// number reads the number of an order; 1 when there is none.
func (x *rtfReader) number() int {
	from := x.at
	for x.at < len(x.b) && x.at-from < 11 && (isDigit(x.b[x.at]) || x.at == from && x.b[x.at] == '-') {
		x.at++
	}
	if n, err := strconv.Atoi(x.b[from:x.at]); err == nil {
		return n
	}
	return 1
}

// hex reads a byte of the code page: two digits.
func (x *rtfReader) hex() {
	if x.at+1 < len(x.b) && isHex(x.b[x.at]) && isHex(x.b[x.at+1]) {
		c := unhex(x.b[x.at])<<4 | unhex(x.b[x.at+1])
		x.at += 2
		x.sign(c)
	}
}

// hidden begins a group that old readers pass over. Of those only the markup of
// a page says anything.
func (x *rtfReader) hidden() {
	if strings.HasPrefix(x.b[x.at:], `\htmltag`) {
		return
	}
	x.now().silent = true
}

// sign takes one byte of text.
func (x *rtfReader) sign(c byte) {
	if x.skip > 0 {
		x.skip--
		return
	}
	if !x.shown() {
		return
	}
	set := x.charset
	if s, ok := x.fonts[x.now().font]; ok {
		set = s
	}
	if set != x.runSet {
		x.flush()
		x.runSet = set
	}
	x.run = append(x.run, c)
}

// shown reports whether what stands here is text.
func (x *rtfReader) shown() bool {
	g := x.now()
	return !g.silent && !g.fonts && (!x.page || !g.added || g.tag)
}

// text takes text that is in UTF-8 already.
func (x *rtfReader) text(s string) {
	if x.shown() {
		x.flush()
		x.out.WriteString(s)
	}
}

// line ends a line, but not within a page: there markup does.
func (x *rtfReader) line() { x.text("\n") }

func (x *rtfReader) flush() {
	if len(x.run) > 0 {
		s := x.decoded()
		x.out.WriteString(s)
		if replaced(s) > 0 {
			x.why = CharsetDamaged
		}
	}
	x.run = x.run[:0]
}

// decoded reads the bytes that wait. A run is too short to doubt its charset.
func (x *rtfReader) decoded() string {
	if isASCII(x.run) {
		return string(x.run)
	}
	if enc := encodingOf(x.runSet); enc != nil {
		return convert(enc, x.run)
	}
	s, _ := decodeCharset("", x.run)
	return s
}

// unicode takes one Unicode sign; a pair of surrogates makes one.
func (x *rtfReader) unicode(n int) {
	c := rune(uint16(n)) // RTF writes them as signed numbers of sixteen bits
	x.skip = x.now().unread
	switch {
	case utf16.IsSurrogate(c) && x.half == 0:
		x.half = c
		return
	case x.half != 0:
		c = utf16.DecodeRune(x.half, c)
	}
	x.half = 0
	x.text(string(c))
}
