package poster

import (
	"strings"
	"unicode"
)

// wrap breaks a text into lines of a width: between Chinese characters, but not
// before a mark that may not begin a line, and between words elsewhere. A word
// that is wider than a line is broken anywhere.
func wrap(text string, width float64, measure func(string) float64) []string {
	var lines []string
	for line := range strings.SplitSeq(drawable(text), "\n") {
		now := ""
		for _, piece := range fitting(pieces(strings.TrimSpace(line)), width, measure) {
			if now != "" && measure(now+strings.TrimRight(piece, " ")) > width {
				lines = append(lines, strings.TrimRight(now, " "))
				now = ""
			}
			now += piece
		}
		lines = append(lines, strings.TrimRight(now, " "))
	}
	return lines
}

// fitting takes pieces apart that are wider than a line.
func fitting(all []string, width float64, measure func(string) float64) []string {
	var out []string
	for _, piece := range all {
		if measure(piece) <= width {
			out = append(out, piece)
			continue
		}
		for _, r := range piece {
			out = append(out, string(r))
		}
	}
	return out
}

// pieces are what may not be broken: a Chinese character with the marks behind
// it, or a word with the space behind it.
func pieces(line string) []string {
	var all []string
	var now []rune
	for _, r := range line {
		if len(now) > 0 && breaks(now[len(now)-1], r) {
			all = append(all, string(now))
			now = now[:0]
		}
		now = append(now, r)
	}
	return append(all, string(now))
}

// breaks says whether a line may end between two characters.
func breaks(a, b rune) bool {
	switch {
	case strings.ContainsRune("，。、；：？！）》」』”’〕】…—·,.;:?!)]% ", b), strings.ContainsRune("（《「『“‘〔【([", a):
		return false
	case a == ' ':
		return true
	}
	return wide(a) || wide(b)
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// drawable replaces what the font cannot have: it ends at U+FFFF.
func drawable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r > 0xffff:
			return '□'
		case r == '\n':
			return r
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}
