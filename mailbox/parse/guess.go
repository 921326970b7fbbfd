package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// guess decodes bytes of which nothing reliable is known. Chinese charsets are
// tried before the Western one, which reads anything. The reason is
// CharsetDamaged when nothing fits.
func guess(b []byte) (string, Reason) {
	switch {
	case isASCII(b) && isShifted(b):
		return decodeShifted(b)
	case isASCII(b) && hasShifts("", b):
		return convert(japanese.ISO2022JP, b), ""
	case utf8.Valid(b):
		return string(b), ""
	case looksWide(b):
		return decodeWide("utf-16", b)
	case allLonely(b):
		return convert(charmap.Windows1252, b), ""
	}
	return guessChinese(b)
}

func guessChinese(b []byte) (string, Reason) {
	if s, ok := shiftJIS(b); ok {
		return s, ""
	}
	gb := convert(simplifiedchinese.GB18030, b)
	big5 := convert(traditionalchinese.Big5, b)
	gbBad, big5Bad := replaced(gb), replaced(big5)
	switch {
	case gbBad == 0 && (big5Bad > 0 || commonHan(gb) >= commonHan(big5)):
		return gb, ""
	case big5Bad == 0:
		return big5, ""
	case gbBad <= big5Bad && gbBad*8 < highBytes(b):
		return gb, CharsetDamaged
	case big5Bad*8 < highBytes(b):
		return big5, CharsetDamaged
	}
	return convert(charmap.Windows1252, b), CharsetDamaged
}

// shiftJIS reads b as Japanese if a third of it is then in kana. Their first
// byte is one that no frequent character of GBK or Big5 begins with.
func shiftJIS(b []byte) (string, bool) {
	if bytes.Count(b, []byte{0x82})+bytes.Count(b, []byte{0x83}) < 2 {
		return "", false
	}
	s := convert(japanese.ShiftJIS, b)
	kana, all := 0, 0
	for _, c := range s {
		if 0x3041 <= c && c <= 0x30fe {
			kana++
		}
		if c >= 0x80 {
			all++
		}
	}
	return s, replaced(s) == 0 && kana >= 2 && kana*3 >= all
}

// looksChinese reports whether bytes declared as Western are GB 2312: all
// those beyond ASCII stand in pairs, half of the pairs or more being common.
func looksChinese(b []byte) bool {
	pairs, common := 0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 >= len(b) || b[i] < 0xa1 || b[i] > 0xf7 || b[i+1] < 0xa1 {
			return false
		}
		if 0xb0 <= b[i] && b[i] <= 0xd7 || b[i] == 0xa1 || b[i] == 0xa3 {
			common++
		}
		pairs++
		i++
	}
	return pairs >= 2 && common*2 >= pairs
}

// hasLowTrails reports whether many pairs end in ASCII, which is frequent in
// Big5 and rare in GBK.
func hasLowTrails(b []byte) bool {
	pairs, low := 0, 0
	for i := 0; i+1 < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i++; b[i] < 0x80 {
			low++
		}
		pairs++
	}
	return low*5 > pairs
}

// allLonely reports whether every byte beyond ASCII has ASCII on both sides,
// as in French and not as in Chinese.
func allLonely(b []byte) bool {
	for i := 1; i < len(b); i++ {
		if b[i-1] >= 0x80 && b[i] >= 0x80 {
			return false
		}
	}
	return true
}

// looksWide reports whether b is two-byte text: a third of one column is NUL.
func looksWide(b []byte) bool {
	sample := b[:min(len(b), 4096)]
	var zeros [2]int
	for i, c := range sample {
		if c == 0 {
			zeros[i&1]++
		}
	}
	most, least := max(zeros[0], zeros[1]), min(zeros[0], zeros[1])
	return most > 3 && most*6 > len(sample) && least*4 < most
}

// commonHan counts frequent characters at the start of a text, simplified and
// traditional.
func commonHan(s string) int {
	const frequent = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日,。，、；：！？" +
		"這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣開從實請問謝您請舉報領導幹部縣鄉鎮村書記貪污反映情况举报领导干部县乡镇书记请谢政府公款"
	count := 0
	for i, c := range s {
		if i > 900 {
			break
		}
		if c > 0x7f && strings.ContainsRune(frequent, c) {
			count++
		}
	}
	return count
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

func highBytes(b []byte) int {
	count := 0
	for _, c := range b {
		if c >= 0x80 {
			count++
		}
	}
	return count
}

// hasLongRune reports whether valid UTF-8 has a character of three bytes.
func hasLongRune(b []byte) bool {
	return bytes.IndexFunc(b, func(c rune) bool { return c >= 0x800 }) >= 0
}

// longRunes counts the characters beyond ASCII that were read.
func longRunes(s string) int {
	count := 0
	for _, c := range s {
		if c >= 0x80 && c != utf8.RuneError {
			count++
		}
	}
	return count
}

func replaced(s string) int { return strings.Count(s, "\uFFFD") }
