package receipt

import (
	"errors"
	"strings"
	"unicode"
)

var (
	// ErrCharacter says that a character is none of a receipt's, such as U.
	ErrCharacter = errors.New("receipt: wrong character")
	// ErrLength says that there are fewer or more than 20 characters.
	ErrLength = errors.New("receipt: wrong length")
	// ErrCheck says that the characters do not go together: a typing mistake.
	ErrCheck = errors.New("receipt: check fails")
)

const (
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	// maxTyped bounds the bytes that are looked at: 20 full-width characters
	// with separators take less than half.
	maxTyped = 256
)

// Parse reads a receipt as people type it: in small letters, with O for 0 and I
// or L for 1, in full-width forms, and with any spaces and punctuation, Chinese
// too, in between. It fails with ErrCharacter, ErrLength or ErrCheck, the first
// that applies in this order, and repeats nothing of what was typed.
func Parse(typed string) (Receipt, error) {
	word, err := readSymbols(typed)
	if err != nil {
		return Receipt{}, err
	}
	if len(word) != size {
		return Receipt{}, ErrLength
	}
	if fold(word) != 0 {
		return Receipt{}, ErrCheck
	}
	return derive(word)
}

func readSymbols(typed string) ([]byte, error) {
	if len(typed) > maxTyped {
		return nil, ErrLength
	}
	word := make([]byte, 0, size)
	for _, r := range typed {
		r = narrow(r)
		if isSeparator(r) {
			continue
		}
		symbol := strings.IndexRune(alphabet, canonical(r))
		if symbol < 0 {
			return nil, ErrCharacter
		}
		word = append(word, byte(symbol))
	}
	return word, nil
}

// narrow turns the full-width forms U+FF01 to U+FF5E into ASCII.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// hyphens are signs that keyboards give for a hyphen and Unicode does not count
// as punctuation: minus, and the long-vowel mark in both widths.
const hyphens = "−ーｰ"

// isSeparator reports what may stand between characters: spaces, punctuation,
// and invisible marks that come with copied text.
func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(hyphens, r)
}

// canonical returns the capital, and the digit for letters that look like one.
func canonical(r rune) rune {
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	default:
		return r
	}
}
