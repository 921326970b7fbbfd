package scrub

import (
	"bytes"
	"encoding/hex"
)

func pdfAtomOf(value any) pdfAtom {
	atom, _ := value.(pdfAtom)
	return atom
}

// pdfString is what a string stands for (7.3.4).
func pdfString(value any) []byte {
	atom := string(pdfAtomOf(value))
	if len(atom) < 2 {
		return nil
	}
	inner := atom[1 : len(atom)-1]
	if atom[0] == '<' {
		digits := bytes.Map(func(r rune) rune {
			if r < 128 && pdfSpace(byte(r)) {
				return -1
			}
			return r
		}, []byte(inner))
		if len(digits)%2 == 1 {
			digits = append(digits, '0')
		}
		out, err := hex.DecodeString(string(digits))
		if err != nil {
			return nil
		}
		return out
	}
	return unescape(inner)
}

// pdfEscapes are the escapes of one letter.
var pdfEscapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func unescape(s string) []byte {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch c := s[i]; {
		case c >= '0' && c <= '7':
			n := 0
			end := min(i+3, len(s))
			for ; i < end && s[i] >= '0' && s[i] <= '7'; i++ {
				n = n*8 + int(s[i]-'0')
			}
			i--
			out = append(out, byte(n))
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
			i++
		case c == '\r' || c == '\n':
		case pdfEscapes[c] != 0:
			out = append(out, pdfEscapes[c])
		default:
			out = append(out, c)
		}
	}
	return out
}
