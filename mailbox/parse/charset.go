package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// decode turns bytes into valid UTF-8. The label is believed as long as the
// bytes agree; else the charset is guessed and the reason noted.
func (r *reader) decode(label string, b []byte) string {
	s, why := decodeCharset(charsetName(label), b)
	r.note(why)
	return s
}

// decodeCharset decodes b. name is what charsetName returns.
func decodeCharset(name string, b []byte) (string, Reason) {
	switch {
	case strings.HasPrefix(name, "utf-16"), strings.HasPrefix(name, "utf-32"), strings.HasPrefix(name, "ucs-"):
		return decodeWide(name, b)
	case name == "utf-7":
		return decodeUTF7(b)
	case strings.HasPrefix(name, "iso-2022-kr"), strings.HasPrefix(name, "iso-2022-cn"):
		return decodeShifted(b)
	case isASCII(b):
		return decodeASCII(name, b)
	case utf8.Valid(b) && (!isMultiByte(name) || hasLongRune(b)):
		return string(b), utf8Reason(name)
	}
	return decodeLegacy(name, b)
}

// decodeASCII decodes bytes that are all below 0x80, which some charsets use
// for other characters.
func decodeASCII(name string, b []byte) (string, Reason) {
	switch {
	case hasShifts(name, b):
		return decodeLegacy(name, b)
	case bytes.IndexByte(b, 0) >= 0 && looksWide(b):
		s, why := decodeWide("utf-16", b)
		return s, or(why, CharsetWrong)
	}
	return string(b), ""
}

// utf8Reason says what is wrong with naming a charset for what is UTF-8.
func utf8Reason(name string) Reason {
	switch {
	case name == "utf-8":
		return ""
	case name == "":
		return CharsetMissing
	case encodingOf(name) == nil:
		return CharsetUnknown
	}
	return CharsetWrong
}

// decodeLegacy decodes what is not, or not wholly, UTF-8.
func decodeLegacy(name string, b []byte) (string, Reason) {
	if name == "" || name == "us-ascii" {
		s, why := guess(b)
		return s, or(why, CharsetMissing)
	}
	if name == "utf-8" {
		return decodeBrokenUTF8(b)
	}
	enc := encodingOf(name)
	if enc == nil {
		s, why := guess(b)
		return s, or(why, CharsetUnknown)
	}
	if isLatin(name) && looksChinese(b) {
		return convert(simplifiedchinese.GB18030, b), CharsetWrong
	}
	return decodeDeclared(enc, b)
}

// decodeDeclared decodes by the charset declared unless another fits better.
func decodeDeclared(enc encoding.Encoding, b []byte) (string, Reason) {
	s := convert(enc, b)
	bad := replaced(s)
	if bad == 0 {
		return decodeOther(enc, b, s)
	}
	if bad*16 > highBytes(b) {
		if g, why := guess(b); why == "" {
			return g, CharsetWrong
		}
	}
	return s, CharsetDamaged
}

// decodeOther looks whether what reads without a fault as one Chinese charset
// makes sense only as the other.
func decodeOther(enc encoding.Encoding, b []byte, s string) (string, Reason) {
	other := simplifiedchinese.GB18030
	switch {
	case enc == other && hasLowTrails(b):
		other = traditionalchinese.Big5
	case enc != traditionalchinese.Big5:
		return s, ""
	}
	o := convert(other, b)
	if replaced(o) == 0 && commonHan(o) > 4*commonHan(s)+2 {
		return o, CharsetWrong
	}
	return s, ""
}

// decodeBrokenUTF8 decodes what is declared as UTF-8 and is not valid.
func decodeBrokenUTF8(b []byte) (string, Reason) {
	s := strings.ToValidUTF8(string(b), "\uFFFD")
	if replaced(s)*8 <= longRunes(s) || endsInsideRune(b) {
		return s, CharsetDamaged
	}
	if g, why := guess(b); why == "" {
		return g, CharsetWrong
	}
	return s, CharsetDamaged
}

// endsInsideRune reports whether b would be UTF-8 had it not been cut.
func endsInsideRune(b []byte) bool {
	for cut := 1; cut <= 3 && cut < len(b); cut++ {
		if kept := b[:len(b)-cut]; utf8.Valid(kept) && utf8.RuneStart(b[len(kept)]) {
			return hasLongRune(kept)
		}
	}
	return false
}

// convert decodes b; what cannot be read becomes U+FFFD. Two bytes mostly become
// three, so that mostly nothing is copied to make room.
func convert(enc encoding.Encoding, b []byte) string {
	room := make([]byte, len(b)+len(b)/2+utf8.UTFMax)
	n, taken, err := enc.NewDecoder().Transform(room, b, true)
	if err == nil && taken == len(b) {
		return string(room[:n])
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// charsetName brings a label into the form that encodingOf knows.
func charsetName(label string) string {
	name := strings.ToLower(strings.Trim(label, " \t\r\n\"'<>;,"))
	name = strings.TrimPrefix(name, "charset=")
	switch name {
	case "utf8", "utf_8", "unicode-1-1-utf-8", "utf-8-sig", "utf8mb4", "x-utf-8":
		return "utf-8"
	case "ascii", "us-ascii", "ansi_x3.4-1968", "7bit", "us", "iso646-us", "646":
		return "us-ascii"
	case "8bit", "x-unknown", "unknown", "unknown-8bit", "binary", "none", "default", "default_charset", "_iso-2022-jp$esc":
		return "x-unknown"
	case "utf16", "unicode", "utf-16", "ucs2", "ucs-2", "iso-10646-ucs-2", "csunicode":
		return "utf-16"
	case "utf7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "csunicode11utf7":
		return "utf-7"
	}
	return name
}

// encodingOf returns the decoder for a charset, the widest of its family, or
// nil when nobody knows it.
func encodingOf(name string) encoding.Encoding {
	switch strings.ReplaceAll(strings.ReplaceAll(name, "_", "-"), " ", "") {
	case "gb2312", "gb2312-80", "gb-2312-80", "gb-2312", "gb2312-1980", "x-gb2312", "gbk", "x-gbk", "gb18030", "gb18030-2000",
		"gb-18030", "gb18030-2022", "cp936", "ms936", "ms-936", "cp-936", "936", "windows-936", "x-cp20936", "euc-cn", "euccn", "x-euc-cn", "x-mac-chinesesimp", "x-mac-chinsimp", "x-mac-simp-chinese", "x-mac-chinese-simp", "cp10008", "10008",
		"gb1988", "gb", "chinese", "csgb2312", "iso-ir-58", "csiso58gb231280", "zh-cn", "zh-cn.gbk", "ansi936", "cn-gb":
		return simplifiedchinese.GB18030
	case "hz", "hz-gb-2312", "hzgb2312":
		return simplifiedchinese.HZGB2312
	case "big5", "big-5", "big5-hkscs", "big5hkscs", "cp950", "ms950", "950", "windows-950", "x-windows-950", "cn-big5", "big5-eten", "x-x-big5", "csbig5", "zh-tw", "zh-hk", "x-mac-chinesetrad", "x-mac-chintrad", "x-mac-trad-chinese":
		return traditionalchinese.Big5
	case "ks-c-5601-1987", "ks-c-5601-1989", "ksc5601", "ksc-5601", "cp949", "ms949", "949", "uhc", "windows-949", "euc-kr", "euckr", "x-windows-949", "x-mac-korean", "korean":
		return korean.EUCKR
	case "x-sjis", "sjis", "shift-jis", "shiftjis", "cp932", "ms932", "932", "windows-31j", "x-ms-cp932", "x-mac-japanese":
		return japanese.ShiftJIS
	}
	return namedEncoding(name)
}

func namedEncoding(name string) encoding.Encoding {
	enc, err := htmlindex.Get(name)
	if err != nil {
		enc, err = ianaindex.MIME.Encoding(name)
	}
	if err != nil || enc == encoding.Replacement {
		return nil
	}
	return enc
}

// isMultiByte reports whether text of the charset can be valid UTF-8 by chance.
func isMultiByte(name string) bool {
	switch encodingOf(name) {
	case simplifiedchinese.GB18030, traditionalchinese.Big5, korean.EUCKR:
		return true
	}
	return false
}

func isLatin(name string) bool {
	return strings.HasPrefix(name, "iso-8859-") || strings.HasPrefix(name, "windows-125") || strings.HasPrefix(name, "latin")
}

// hasShifts reports whether ASCII bytes mean something else in the charset.
func hasShifts(name string, b []byte) bool {
	switch {
	case strings.HasPrefix(name, "hz"):
		return bytes.Contains(b, []byte("~{"))
	case name == "", name == "us-ascii", name == "x-unknown", strings.HasPrefix(name, "iso-2022"):
		return bytes.Contains(b, []byte("\x1b$"))
	}
	return false
}

func or(a, b Reason) Reason {
	if a != "" {
		return a
	}
	return b
}
