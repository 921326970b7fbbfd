package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanText makes a text fit to store: \n ends a line, no controls but tabs,
// no blank lines around it, at most Limits.TextBytes.
func (r *reader) cleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if isUnfit(s) {
		s = strings.Map(textRune, s)
	}
	s = strings.TrimRight(strings.TrimLeft(s, "\n"), " \t\n")
	if strings.TrimSpace(s) == "" {
		return ""
	}
	if len(s) > r.lim.TextBytes {
		r.note(TextTruncated)
		s = cutText(s, r.lim.TextBytes)
	}
	return s
}

// isUnfit reports whether textRune might change anything in valid UTF-8, by the
// bytes: it looks at every mail's every byte.
func isUnfit(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7f, c == '\n', c == '\t':
		case c > 0xe2 && c < 0xef:
			i += 2 // most of Han: three bytes, none of them to be looked at
		case c < 0x80, c == 0xc2:
			return true
		case c == 0xe2 || c == 0xef:
			if one := firstRune(s[i:]); textRune(one) != one {
				return true
			}
		}
	}
	return false
}

func firstRune(s string) rune {
	c, _ := utf8.DecodeRuneInString(s)
	return c
}

// textRune maps a character of a text to what is stored; -1 drops it.
func textRune(c rune) rune {
	switch {
	case c == '\n' || c == '\t':
		return c
	case c == '\r' || c == '\f' || c == '\v' || c == 0x85 || c == 0x2028 || c == 0x2029:
		return '\n'
	case c < ' ' || c == 0x7f || 0x80 <= c && c < 0xa0 || c == 0xfeff:
		return -1
	}
	return c
}

// cleanLine makes one line of a header value: blanks and folds become single
// spaces, controls and direction marks go.
func cleanLine(s string) string {
	if plainLine(s) {
		return strings.Trim(s, " ")
	}
	s = strings.Map(lineRune, s)
	return strings.Join(strings.Fields(s), " ")
}

func plainLine(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f || s[i] == ' ' && i > 0 && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

// lineRune maps a character of a line; -1 drops it.
func lineRune(c rune) rune {
	switch {
	case c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85:
		return ' '
	case unicode.IsControl(c), isDirection(c), c == 0xfeff:
		return -1
	case !utf8.ValidRune(c):
		return utf8.RuneError
	}
	return c
}

// isDirection reports whether c changes the direction of what follows it.
func isDirection(c rune) bool {
	return c == 0x200e || c == 0x200f || c == 0x61c || 0x202a <= c && c <= 0x202e || 0x2066 <= c && c <= 0x2069
}
