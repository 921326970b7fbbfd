package parse

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// transfer undoes a Content-Transfer-Encoding. The result is never longer than
// the body, and shares its memory when there is nothing to undo.
func (r *reader) transfer(label []byte, body []byte) []byte {
	clean := true
	switch transferName(label) {
	case "", "7bit", "8bit", "binary":
	case "base64":
		body, clean = base64Body(body)
	case "quoted-printable":
		body, clean = quotedPrintable(body)
	case "x-uuencode", "uuencode", "x-uue", "uue":
		body, clean = uudecode(body)
	default:
		r.note(TransferUnknown)
	}
	if !clean {
		r.note(TransferDamaged)
	}
	return body
}

// transferName reads the label as senders write it: quoted, commented, in any
// case, with blanks and without hyphens.
func transferName(label []byte) string {
	name, _, _ := strings.Cut(strings.ToLower(string(label[:min(len(label), 100)])), ";")
	name, _, _ = strings.Cut(name, "(")
	name = strings.Trim(name, " \t\r\n\"'")
	switch name {
	case "base-64", "b64", "x-base64", "b":
		return "base64"
	case "quoted_printable", "quotedprintable", "quoted-printeable", "qp", "q", "quoted printable", "x-quoted-printable":
		return "quoted-printable"
	case "8-bit", "7-bit", "8bits", "7bits", "utf-8", "none", "8bitmime":
		return ""
	}
	return name
}

// base64Body decodes a body that is said to be base64. Prose is left as it is.
func base64Body(b []byte) (data []byte, clean bool) {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(b)))
	if n, err := base64.StdEncoding.Decode(out, b); err == nil {
		return out[:n], true
	}
	if isProse(b) && !isBase64Line(bytes.TrimLeft(b, " \t\r\n")) {
		return b, false
	}
	return base64Bytes(b)
}

// base64Bytes decodes what it can: what is not of the alphabet is skipped,
// padding may be missing, and after padding only whole lines of base64 go on.
func base64Bytes(b []byte) (data []byte, clean bool) {
	clean = true
	out := make([]byte, 0, len(b)*3/4+3)
	group, bits := 0, uint32(0)
	for i := 0; i < len(b); i++ {
		c := b[i]
		v := base64Value(c)
		switch {
		case v < 64:
			bits = bits<<6 | uint32(v)
			if group++; group == 4 {
				out, group = append(out, three(bits)...), 0
			}
		case c == '=':
			out, group = base64Tail(out, bits, group), 0
			skip := padding(b[i:])
			if !isBase64Line(b[i+skip:]) {
				return out, clean && isBlank(b[i+skip:])
			}
			i += skip - 1
		case c > ' ':
			clean = false
		}
	}
	return base64Tail(out, bits, group), clean && group == 0
}

// base64Tail writes the bytes of a group that is not full.
func base64Tail(out []byte, bits uint32, group int) []byte {
	switch group {
	case 2:
		return append(out, three(bits << 12)[:1]...)
	case 3:
		return append(out, three(bits << 6)[:2]...)
	}
	return out
}

// three returns the lower 24 bits, the highest first.
func three(bits uint32) []byte {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], bits)
	return b[1:]
}

// padding counts the padding and line ends that b begins with.
func padding(b []byte) int {
	return len(b) - len(bytes.TrimLeft(b, "= \t\r\n"))
}

// isBase64Line reports whether b begins with a line of base64 and no other.
func isBase64Line(b []byte) bool {
	n := 0
	for n < len(b) && n < 1000 && base64Value(b[n]) < 64 {
		n++
	}
	for n < len(b) && b[n] == '=' {
		n++
	}
	return n >= 8 && n%4 == 0 && (n == len(b) || n >= 1000 || b[n] == '\r' || b[n] == '\n')
}

// base64Value returns the value of a letter of either alphabet, or 64.
func base64Value(c byte) byte {
	switch {
	case 'A' <= c && c <= 'Z':
		return c - 'A'
	case 'a' <= c && c <= 'z':
		return c - 'a' + 26
	case '0' <= c && c <= '9':
		return c - '0' + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return 64
}

// isProse reports whether b is text that was never encoded: many characters
// beyond ASCII, or words with single blanks between them.
func isProse(b []byte) bool {
	sample := b[:min(len(b), 8192)]
	high, blanks := highBytes(sample), 0
	for i := 1; i+1 < len(sample); i++ {
		if sample[i] == ' ' && base64Value(sample[i-1]) < 64 && base64Value(sample[i+1]) < 64 {
			blanks++
		}
	}
	return high*4 > len(sample) || blanks*12 > len(sample)
}

// quotedPrintable decodes RFC 2045, 6.7, and what is not of it stands for
// itself: raw bytes, lower-case digits, an equals sign at the end.
func quotedPrintable(b []byte) (data []byte, clean bool) {
	clean = true
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		at := bytes.IndexByte(b, '=')
		if at < 0 {
			return append(out, b...), clean
		}
		out, b = append(out, b[:at]...), b[at:]
		if soft := softBreak(b); soft > 0 {
			b = b[soft:]
			continue
		}
		if len(b) >= 3 && isHex(b[1]) && isHex(b[2]) {
			out, b = append(out, unhex(b[1])<<4|unhex(b[2])), b[3:]
			continue
		}
		clean = false
		out, b = append(out, '='), b[1:]
	}
	return out, clean
}

// softBreak counts the bytes of the soft line break that b begins with: an
// equals sign, blanks, and a line end or the end of everything.
func softBreak(b []byte) int {
	n := 1
	for n < len(b) && n < 1000 && (b[n] == ' ' || b[n] == '\t' || b[n] == '\r') {
		n++
	}
	switch {
	case n == len(b):
		return n
	case b[n] == '\n':
		return n + 1
	}
	return 0
}

// uudecode decodes a part that is uuencoded, from its begin line on.
func uudecode(b []byte) (data []byte, clean bool) {
	begin := bytes.Index(b, []byte("begin "))
	if begin < 0 {
		return b, false
	}
	_, rest := cutLine(b[begin:])
	out := make([]byte, 0, len(b))
	for len(rest) > 0 {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) == 0 || string(line) == "end" {
			break
		}
		out = uuLine(out, line)
	}
	return out, true
}

// uuLine decodes one line: a count, then groups of four.
func uuLine(out, line []byte) []byte {
	want := int((line[0] - ' ') & 63)
	for line = line[1:]; want > 0 && len(line) >= 2; line = line[min(4, len(line)):] {
		var group [4]uint32
		for i := range min(4, len(line)) {
			group[i] = uint32((line[i] - ' ') & 63)
		}
		bits := group[0]<<18 | group[1]<<12 | group[2]<<6 | group[3]
		n := min(3, want)
		out, want = append(out, three(bits)[:n]...), want-n
	}
	return out
}
