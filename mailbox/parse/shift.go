package parse

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922) shift between ASCII and two
// bytes of seven bits a character. x/text knows neither. Of the Chinese sets GB
// 2312 is read; CNS 11643 is not, and the reason says so.
const (
	shiftOut = 0x0e
	shiftIn  = 0x0f
	escape   = 0x1b
)

// isShifted reports whether b names one of their sets.
func isShifted(b []byte) bool {
	return bytes.Contains(b, []byte("\x1b$)")) || bytes.Contains(b, []byte("\x1b$*"))
}

// shifted is the state of one such text.
type shifted struct {
	out strings.Builder
	set encoding.Encoding // what is shifted to; nil when it cannot be read
	on  bool
	run []byte // pairs that wait to be decoded
	why Reason
}

func decodeShifted(b []byte) (string, Reason) {
	var s shifted
	for len(b) > 0 {
		b = b[s.take(b):]
	}
	s.flush()
	return s.out.String(), s.why
}

// take reads one sign or one order and returns how many bytes it has.
func (s *shifted) take(b []byte) int {
	switch c := b[0]; {
	case c == escape && len(b) >= 4 && b[1] == '$' && (b[2] == ')' || b[2] == '*'):
		s.choose(b[2], b[3])
		return 4
	case c == escape && len(b) >= 4 && (b[1] == 'N' || b[1] == 'O'): // one character of a set that is not read
		s.lose()
		return 4
	case c == shiftOut, c == shiftIn:
		s.flush()
		s.on = c == shiftOut
		return 1
	case s.on && len(b) >= 2 && isGraphic(c) && isGraphic(b[1]):
		s.run = append(s.run, c|0x80, b[1]|0x80)
		return 2
	default:
		s.flush()
		s.on = s.on && c != '\n'
		s.out.WriteByte(c & 0x7f)
		return 1
	}
}

func isGraphic(c byte) bool { return 0x21 <= c && c <= 0x7e }

// choose takes the set that an escape names.
func (s *shifted) choose(place, set byte) {
	s.flush()
	if place != ')' {
		return
	}
	s.set = nil
	switch set {
	case 'C':
		s.set = korean.EUCKR
	case 'A', 'E':
		s.set = simplifiedchinese.GB18030
	}
}

func (s *shifted) lose() {
	s.flush()
	s.why = CharsetDamaged
	s.out.WriteRune('\uFFFD')
}

func (s *shifted) flush() {
	if len(s.run) == 0 {
		return
	}
	text := strings.Repeat("\uFFFD", len(s.run)/2)
	if s.set != nil {
		text = convert(s.set, s.run)
	}
	if replaced(text) > 0 {
		s.why = CharsetDamaged
	}
	s.out.WriteString(text)
	s.run = s.run[:0]
}
