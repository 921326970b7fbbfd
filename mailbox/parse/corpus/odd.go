package corpus

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
)

// iso2022kr is a Korean text in seven bits (RFC 1557); so is iso2022cn a Chinese
// one (RFC 1922).
func iso2022kr(s string) string { return "\x1b$)C" + shifted(encoded(korean.EUCKR, s)) }
func iso2022cn(s string) string { return "\x1b$)A" + shifted(GBK(s)) }

// shifted takes the eighth bit away and marks where it stood.
func shifted(s string) string {
	var out strings.Builder
	high := false
	for i := range len(s) {
		switch is := s[i] >= 0x80; {
		case is && !high:
			out.WriteByte(0x0e)
		case !is && high:
			out.WriteByte(0x0f)
		}
		high = s[i] >= 0x80
		out.WriteByte(s[i] & 0x7f)
	}
	return out.String() + "\x0f"
}

// Charsets that few libraries know, and headers that name none.
func rareMails() []Mail {
	kana := "村長の不正についてお知らせします"
	hangul := "마을 이장 부정"
	missing := []string{"charset_missing"}
	subject := func(name, raw, want string, reasons ...string) Mail {
		return Mail{Name: name, Raw: Compose("x", "Subject: "+raw), Subject: want, Text: "x", Reasons: reasons}
	}
	text := func(name, charset, raw, want string, reasons ...string) Mail {
		return Mail{Name: name, Raw: Typed("text/plain; charset="+charset, "7bit", raw), Text: want, Reasons: reasons}
	}
	return []Mail{
		text("ISO-2022-KR", "iso-2022-kr", iso2022kr(hangul), hangul),
		text("ISO-2022-KR as another", "us-ascii", iso2022kr(hangul), hangul, missing...),
		text("ISO-2022-CN", "iso-2022-cn", iso2022cn("红星村 abc 书记"), "红星村 abc 书记"),
		text("ISO-2022-CN-EXT", "ISO-2022-CN-EXT", iso2022cn("红星村"), "红星村"),
		text("ISO-2022-CN with a set nobody reads", "iso-2022-cn", "\x1b$)G\x0e!!\x0fa", "\uFFFDa", "charset_damaged"),
		text("UTF-7", "utf-7", "+Ti1lhw- ok +-", "中文 ok +"),
		text("UTF-7 that nobody declared", "us-ascii", "+Ti1lhw- ok", "+Ti1lhw- ok"),
		text("HZ that nobody declared", "us-ascii", "~{VPND~}", "~{VPND~}"),
		text("Shift-JIS", "x-sjis", encoded(japanese.ShiftJIS, kana), kana),
		text("Shift-JIS without a name", "x-unknown", encoded(japanese.ShiftJIS, kana), kana, "charset_unknown"),
		text("Mac's GB 2312", "x-mac-chinsimp", GBK(SaidHan), SaidHan),
		subject("raw Shift-JIS", encoded(japanese.ShiftJIS, kana), kana, missing...),
		subject("raw GBK", GBK("红星村书记"), "红星村书记", missing...),
		subject("raw Big5", Big5("紅星村書記挪用低保款"), "紅星村書記挪用低保款", missing...),
		subject("a word cut inside a character, in Big5", "=?big5?B?"+Base64(Big5("紅星")[:3])+"?= =?big5?B?"+Base64(Big5("紅星")[3:])+"?=", "紅星"),
		subject("a word of ISO-2022-KR", "=?iso-2022-kr?B?"+Base64(iso2022kr(hangul))+"?=", hangul),
	}
}

// Sizes: what is beyond a bound is kept whole, or cut with a reason.
func largeMails() []Mail {
	deep := strings.Builder{}
	for i := range 100 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n", i, i)
	}
	nested := "From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\n" + deep.String() + "\r\nat the bottom"
	const tail = "--x\r\n\r\na\r\n"
	long := strings.Repeat("a", 64<<10-1)
	return []Mail{
		{Name: "a hundred levels", Raw: nested, Text: "at the bottom", Reasons: []string{"boundary_open"}},
		{
			Name: "ten thousand parts", Raw: Mixed(manyParts(10_000)...), Text: strings.TrimSuffix(strings.Repeat("a\n\n", 999), "\n\n"),
			Names: []string{"part-1.bin"}, Data: []string{strings.Repeat(tail, 9001) + "--x--\r\n"}, Reasons: []string{"too_many_parts"},
		},
		{Name: "a header of a megabyte", Raw: Compose("words", "Subject: "+strings.Repeat("a", 1<<20)), Subject: long, Text: "words", Reasons: []string{"header_truncated"}},
		{Name: "a megabyte of headers", Raw: Compose("words", strings.Repeat("X-Any: "+strings.Repeat("a", 93)+"\r\n", 10_000)+"Subject: s"), Subject: "s", Text: "words"},
		{Name: "a zip bomb", Raw: Mixed(Plain("t"), "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"+Base64("PK\x03\x04"+strings.Repeat("\x00", 1000))), Text: "t", Names: []string{"a.zip"}, Data: []string{"PK\x03\x04" + strings.Repeat("\x00", 1000)}},
	}
}

func manyParts(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "\r\na"
	}
	return all
}

// Bodies and dates at the edges.
func edgeMails() []Mail {
	dated := func(name, value string, reasons ...string) Mail {
		return Mail{Name: name, Raw: "From: a@b.cn\r\nDate: " + value + "\r\n\r\nx", Text: "x", Reasons: reasons}
	}
	cid := "Content-Type: image/png; name=a.png\r\nContent-ID: <1>\r\nContent-Disposition: inline\r\n\r\npicture"
	inner := Compose("inner words", "Content-Type: text/plain")
	return []Mail{
		dated("1970", "Thu, 1 Jan 1970 00:00:00 +0000", "date_implausible"),
		dated("2099", "Thu, 31 Dec 2099 23:59:59 +0800"),
		dated("two digits", "6 May 26 10:00:00 +0800"),
		dated("asctime", "Wed May  6 10:00:00 2026"),
		dated("in Chinese", "2026年5月6日 上午10:00"),
		dated("in words", "昨天", "date_unreadable"),
		{Name: "no body, and a file", Raw: Mixed(File("attachment; filename=a.pdf", "data")), Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "an empty body", Raw: Compose(""), Reasons: []string{"no_body"}},
		{Name: "a body of blanks", Raw: Compose(" \r\n\t\r\n"), Reasons: []string{"no_body"}},
		{Name: "NUL between letters", Raw: Compose("w\x00o\x00r\x00ds and many more of them, as a damaged disk leaves them"), Text: "words and many more of them, as a damaged disk leaves them"},
		{Name: "CR alone in the body", Raw: Compose("one\rtwo\rthree"), Text: "one\ntwo\nthree"},
		{Name: "every line end", Raw: "From: a@b.cn\nDate: Wed, 6 May 2026 10:00:00 +0800\r\n\none\r\ntwo\rthree\nfour", Text: "one\ntwo\nthree\nfour"},
		{Name: "a picture within the page", Raw: Compose(Joined("x", HTML(`<p>see<img src="cid:1">`), cid), "Content-Type: multipart/related; boundary=x"), Text: "see", Names: []string{"a.png"}, Data: []string{"picture"}},
		{Name: "a forwarded mail", Raw: Mixed(Plain("please read"), "Content-Type: message/rfc822\r\n\r\n"+inner), Text: "please read", Names: []string{"part-1.eml"}, Data: []string{inner}},
		{Name: "flowed", Raw: Compose("one \r\ntwo\r\n", "Content-Type: text/plain; format=flowed"), Text: "one two"},
		{Name: "flowed, without the blanks", Raw: Compose("红星 \r\n村", "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes", "Content-Transfer-Encoding: 8bit"), Text: "红星村"},
		{Name: "a second From", Raw: "From: a@b.cn\r\nFrom: c@d.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\n\r\nx", Text: "x", Reasons: []string{"header_duplicate"}},
		{Name: "no From", Raw: "Date: Wed, 6 May 2026 10:00:00 +0800\r\n\r\nx", Text: "x", From: nobody, Reasons: []string{"from_missing"}},
	}
}
