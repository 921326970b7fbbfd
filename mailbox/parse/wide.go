package parse

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decodeWide decodes UTF-16 and UTF-32. Without a byte order mark the order is
// taken from the bytes, for the label lies as often as not.
func decodeWide(name string, b []byte) (string, Reason) {
	if utf8.Valid(b) && !looksWide(b) && (isASCII(b) || hasLongRune(b)) {
		return string(b), CharsetWrong
	}
	if strings.Contains(name, "32") || name == "ucs-4" {
		order := utf32.BigEndian
		if strings.HasSuffix(name, "le") {
			order = utf32.LittleEndian
		}
		return judged(convert(utf32.UTF32(order, utf32.UseBOM), b))
	}
	return judged(convert(wideEncoding(b), b))
}

func wideEncoding(b []byte) encoding.Encoding {
	order := unicode.BigEndian
	if littleEndian(b) {
		order = unicode.LittleEndian
	}
	return unicode.UTF16(order, unicode.UseBOM)
}

// littleEndian compares how well either column serves as the high byte: ASCII
// (0x00), CJK punctuation (0x30, 0xff) and Han (0x4e to 0x9f).
func littleEndian(b []byte) bool {
	var high [2]int
	for i, c := range b[:min(len(b), 4096)] {
		if c == 0 || c == 0x30 || c == 0xff || 0x4e <= c && c <= 0x9f {
			high[i&1]++
		}
	}
	return high[1] > high[0]
}

func judged(s string) (string, Reason) {
	if replaced(s) > 0 {
		return s, CharsetDamaged
	}
	return s, ""
}

// decodeUTF7 decodes RFC 2152, which x/text does not know.
func decodeUTF7(b []byte) (string, Reason) {
	var out strings.Builder
	why := Reason("")
	for len(b) > 0 {
		i := bytes.IndexByte(b, '+')
		if i < 0 {
			out.Write(b)
			break
		}
		out.Write(b[:i])
		run, rest := utf7Run(b[i+1:])
		s, ok := utf7Text(run)
		if !ok {
			why = CharsetDamaged
		}
		out.WriteString(s)
		b = rest
	}
	return strings.ToValidUTF8(out.String(), "\uFFFD"), why
}

// utf7Run cuts the base64 after a plus sign, and the minus that may end it.
func utf7Run(b []byte) (run, rest []byte) {
	n := 0
	for n < len(b) && base64Value(b[n]) < 64 && b[n] != '-' && b[n] != '_' {
		n++
	}
	rest = b[n:]
	if len(rest) > 0 && rest[0] == '-' {
		rest = rest[1:]
	}
	return b[:n], rest
}

func utf7Text(run []byte) (string, bool) {
	if len(run) == 0 {
		return "+", true
	}
	wide := make([]byte, base64.RawStdEncoding.DecodedLen(len(run)))
	n, err := base64.RawStdEncoding.Decode(wide, run)
	enc := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	return convert(enc, wide[:n&^1]), err == nil || n > 0
}
