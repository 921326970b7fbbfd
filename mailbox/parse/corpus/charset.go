package corpus

import (
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Charset names lie, or do not exist, or are missing.
func charsetMails() []Mail {
	all := simplifiedNames()
	all = append(all, traditionalNames()...)
	all = append(all, wideMails()...)
	return append(all, lyingMails()...)
}

func simplifiedNames() []Mail {
	var all []Mail
	text := SaidHan + "镕囍"
	for _, name := range []string{
		"gb2312", "GB2312", "gbk", "x-gbk", "cp936", "ms936", "MS-936", "gb2312-80", "euc-cn",
		"x-euc-cn", "x-mac-chinsimp", "x-mac-chinesesimp", "GB_2312-80", "gb-18030", "windows-936", "ansi936", "gb18030-2022", "gb18030", "\"gb2312\"", "'gbk'", "chinese", "csGB2312", "936", "zh-cn", "cn-gb",
	} {
		raw := Typed("text/plain; charset="+name, "8bit", GBK(text))
		s := Mail{Name: "GBK as " + name, Raw: raw, Text: text}
		all = append(all, s)
	}
	return append(all,
		Mail{Name: "GB 18030 in four bytes as gb2312", Raw: Typed("text/plain; charset=gb2312", "base64", Base64(encoded(simplifiedchinese.GB18030, SaidHan+"㐂🙂"))), Text: SaidHan + "㐂🙂"},
		Mail{Name: "HZ", Raw: Typed("text/plain; charset=hz-gb-2312", "7bit", hz(SaidHan)), Text: SaidHan},
		Mail{Name: "HZ by its short name", Raw: Typed("text/plain; charset=HZ", "7bit", hz(SaidHan)), Text: SaidHan},
	)
}

func traditionalNames() []Mail {
	var all []Mail
	for _, name := range []string{"big5", "Big5-HKSCS", "big5hkscs", "cp950", "ms950", "x-windows-950", "cn-big5"} {
		all = append(all, Mail{Name: "Big5 as " + name, Raw: Typed("text/plain; charset="+name, "8bit", Big5(SaidTrad)), Text: SaidTrad})
	}
	korean := "부정을 신고합니다. 마을 이장"
	for _, name := range []string{"ks_c_5601-1987", "euc-kr", "cp949", "uhc"} {
		all = append(all, Mail{Name: "Korean as " + name, Raw: Typed("text/plain; charset="+name, "8bit", euckr(korean)), Text: korean})
	}
	return append(all,
		Mail{Name: "ISO-2022-JP", Raw: Typed("text/plain; charset=iso-2022-jp", "7bit", iso2022("村長の不正を報告します")), Text: "村長の不正を報告します"},
		Mail{Name: "ISO-2022-JP without a name", Raw: Typed("text/plain", "7bit", iso2022("村長の不正")), Text: "村長の不正", Reasons: []string{"charset_missing"}},
	)
}

func wideMails() []Mail {
	le := utf16(unicode.LittleEndian, unicode.IgnoreBOM, SaidHan)
	be := utf16(unicode.BigEndian, unicode.IgnoreBOM, SaidHan)
	return []Mail{
		{Name: "UTF-16 with a mark", Raw: Typed("text/plain; charset=utf-16", "base64", Base64(utf16(unicode.LittleEndian, unicode.UseBOM, SaidHan))), Text: SaidHan},
		{Name: "UTF-16 without a mark, little endian", Raw: Typed("text/plain; charset=utf-16", "base64", Base64(le)), Text: SaidHan},
		{Name: "UTF-16 without a mark, big endian", Raw: Typed("text/plain; charset=utf-16", "base64", Base64(be)), Text: SaidHan},
		{Name: "UTF-16LE", Raw: Typed("text/plain; charset=utf-16le", "base64", Base64(le)), Text: SaidHan},
		{Name: "UTF-16LE that is big endian", Raw: Typed("text/plain; charset=utf-16le", "base64", Base64(be)), Text: SaidHan},
		{Name: "UTF-16 under the name unicode", Raw: Typed("text/plain; charset=unicode", "base64", Base64(le)), Text: SaidHan},
		{Name: "UTF-16 that is UTF-8", Raw: Typed("text/plain; charset=utf-16", "8bit", "hello, "+SaidHan+"!!"), Text: "hello, " + SaidHan + "!!", Reasons: []string{"charset_wrong"}},
		{Name: "UTF-16 under no name", Raw: Typed("text/plain", "base64", Base64(utf16(unicode.LittleEndian, unicode.IgnoreBOM, "plain words"))), Text: "plain words", Reasons: []string{"charset_wrong"}},
		{Name: "UTF-7", Raw: Typed("text/plain; charset=utf-7", "7bit", "+YhFTzWYg- 1 +- 1 +YhE-"), Text: "我反映 1 + 1 我"},
		{Name: "UTF-32", Raw: Typed("text/plain; charset=utf-32be", "base64", Base64("\x00\x00\x62\x11\x00\x00\x53\xcd")), Text: "我反"},
	}
}

func lyingMails() []Mail {
	return []Mail{
		{Name: "gb2312 that is UTF-8", Raw: Typed("text/plain; charset=gb2312", "8bit", SaidHan), Text: SaidHan, Reasons: []string{"charset_wrong"}},
		{Name: "UTF-8 that is GBK", Raw: Typed("text/plain; charset=utf-8", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_wrong"}},
		{Name: "UTF-8 that is Big5", Raw: Typed("text/plain; charset=utf-8", "8bit", Big5(SaidTrad)), Text: SaidTrad, Reasons: []string{"charset_wrong"}},
		{Name: "us-ascii that is GBK", Raw: Typed("text/plain; charset=us-ascii", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_missing"}},
		{Name: "us-ascii that is UTF-8", Raw: Typed("text/plain; charset=us-ascii", "8bit", SaidHan), Text: SaidHan, Reasons: []string{"charset_wrong"}},
		{Name: "iso-8859-1 that is GBK", Raw: Typed("text/plain; charset=iso-8859-1", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_wrong"}},
		{Name: "iso-8859-1 that is UTF-8", Raw: Typed("text/plain; charset=iso-8859-1", "8bit", SaidHan), Text: SaidHan, Reasons: []string{"charset_wrong"}},
		{Name: "iso-8859-1 that is so", Raw: Typed("text/plain; charset=iso-8859-1", "8bit", latin("naïve café à la crème")), Text: "naïve café à la crème"},
		{Name: "no charset, GBK", Raw: Typed("text/plain", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_missing"}},
		{Name: "no charset, Big5", Raw: Typed("text/plain", "8bit", Big5(SaidTrad)), Text: SaidTrad, Reasons: []string{"charset_missing"}},
		{Name: "no charset, UTF-8", Raw: Typed("text/plain", "8bit", SaidHan), Text: SaidHan, Reasons: []string{"charset_missing"}},
		{Name: "no charset, French", Raw: Typed("text/plain", "8bit", latin("naïve café")), Text: "naïve café", Reasons: []string{"charset_missing"}},
		{Name: "x-unknown, GBK", Raw: Typed("text/plain; charset=x-unknown", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_unknown"}},
		{Name: "x-unknown, UTF-8", Raw: Typed("text/plain; charset=x-unknown", "8bit", SaidHan), Text: SaidHan, Reasons: []string{"charset_unknown"}},
		{Name: "a charset of nonsense", Raw: Typed("text/plain; charset=%%foo//bar", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_unknown"}},
		{Name: "an empty charset", Raw: Typed(`text/plain; charset=""`, "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_missing"}},
		{Name: "big5 that is GBK", Raw: Typed("text/plain; charset=big5", "8bit", GBK(SaidHan)), Text: SaidHan, Reasons: []string{"charset_wrong"}},
		{Name: "gb2312 that is Big5", Raw: Typed("text/plain; charset=gb2312", "8bit", Big5(SaidTrad)), Text: SaidTrad, Reasons: []string{"charset_wrong"}},
		{Name: "UTF-8 cut inside a character", Raw: Typed("text/plain; charset=utf-8", "8bit", SaidHan+"中"[:2]), Text: SaidHan + "\uFFFD", Reasons: []string{"charset_damaged"}},
		{Name: "GBK cut inside a character", Raw: Typed("text/plain; charset=gbk", "8bit", GBK(SaidHan)+"\xd6"), Text: SaidHan + "\uFFFD", Reasons: []string{"charset_damaged"}},
		{Name: "NUL bytes", Raw: Typed("text/plain; charset=utf-8", "8bit", strings.ReplaceAll(SaidHan, "村", "村\x00\x00")), Text: SaidHan},
		{Name: "NUL bytes at the end", Raw: Typed("text/plain; charset=utf-8", "8bit", SaidHan+strings.Repeat("\x00", 5000)), Text: SaidHan},
		{Name: "HTML whose charset is in the page", Raw: Typed("text/html", "8bit", `<meta charset="gbk"><p>`+GBK(SaidHan)), Text: SaidHan},
	}
}
