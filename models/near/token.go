package near

import (
	"strings"
	"unicode"

	"heed/models/quote"
)

// tokens are what a text is made of: a character each where words are not set
// apart, words elsewhere.
func tokens(text string) (list []string) {
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			list = append(list, word.String())
			word.Reset()
		}
	}
	for _, c := range quote.Own(text) {
		c = unicode.ToLower(half(c))
		switch {
		case unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai):
			end()
			list = append(list, string(c))
		case unicode.IsLetter(c), unicode.IsNumber(c):
			word.WriteRune(c)
		case unicode.IsMark(c), c == '\u200b', c == '\ufeff', c == '\u00ad':
		default:
			end()
		}
	}
	end()
	return list
}

// half is the plain form of a full-width character.
func half(c rune) rune {
	if '！' <= c && c <= '～' {
		return c - '！' + '!'
	}
	return c
}
