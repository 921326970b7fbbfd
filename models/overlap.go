package models

import "unicode"

// OverlapLimit is how many consecutive characters an outward text may share
// with a tip before it is refused (DOMAIN rule 3).
const OverlapLimit = 12

// Overlap finds the first passage of at least OverlapLimit characters that an
// outward text shares with a tip, or "" when there is none. Spaces and
// punctuation do not count and letters match whatever their case, so that a
// re-flowed copy is found too. Linear in both texts.
func Overlap(outward, tip string) string {
	in, _ := significant(tip)
	grams := make(map[string]bool, len(in))
	for i := 0; i+OverlapLimit <= len(in); i++ {
		grams[string(in[i:i+OverlapLimit])] = true
	}
	out, at := significant(outward)
	source := []rune(outward)
	for i := 0; i+OverlapLimit <= len(out); i++ {
		if !grams[string(out[i:i+OverlapLimit])] {
			continue
		}
		end := i + OverlapLimit
		for end < len(out) && grams[string(out[end-OverlapLimit+1:end+1])] {
			end++
		}
		return string(source[at[i] : at[end-1]+1])
	}
	return ""
}

// significant keeps letters and digits, lower-cased, and says where in the
// text each one stood.
func significant(text string) (kept []rune, at []int) {
	i := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			kept = append(kept, unicode.ToLower(r))
			at = append(at, i)
		}
		i++
	}
	return kept, at
}
