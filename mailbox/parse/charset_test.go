package parse

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Charset names lie, or do not exist, or are missing. The text is read all the
// same, and a reason tells that something was guessed.
func TestCharsets(t *testing.T) { runSamples(t, charsetSamples()) }

func charsetSamples() []sample {
	all := simplifiedNames()
	all = append(all, traditionalNames()...)
	all = append(all, wideSamples()...)
	return append(all, lyingSamples()...)
}

// GBK has 镕 and 囍, which GB 2312 has not, and nobody's mailer cares.
func simplifiedNames() []sample {
	var all []sample
	text := saidHan + "镕囍"
	for _, name := range []string{
		"gb2312", "GB2312", "gbk", "x-gbk", "cp936", "ms936", "MS-936", "windows-936", "gb_2312-80", "gb2312-80", "euc-cn",
		"x-euc-cn", "gb18030", "\"gb2312\"", "'gbk'", "chinese", "csGB2312", "936", "zh-cn", "cn-gb",
	} {
		raw := typed("text/plain; charset="+name, "8bit", gbk(text))
		s := sample{name: "GBK as " + name, raw: raw, text: text}
		if name == "MS-936" {
			s.reasons = []Reason{CharsetUnknown}
		}
		all = append(all, s)
	}
	return append(all,
		sample{name: "GB 18030 in four bytes as gb2312", raw: typed("text/plain; charset=gb2312", "base64", b64(encoded(simplifiedchinese.GB18030, saidHan+"㐂🙂"))), text: saidHan + "㐂🙂"},
		sample{name: "HZ", raw: typed("text/plain; charset=hz-gb-2312", "7bit", hz(saidHan)), text: saidHan},
		sample{name: "HZ by its short name", raw: typed("text/plain; charset=HZ", "7bit", hz(saidHan)), text: saidHan},
	)
}

func traditionalNames() []sample {
	var all []sample
	for _, name := range []string{"big5", "Big5-HKSCS", "big5hkscs", "cp950", "ms950", "x-windows-950", "cn-big5"} {
		all = append(all, sample{name: "Big5 as " + name, raw: typed("text/plain; charset="+name, "8bit", big5(saidTrad)), text: saidTrad})
	}
	korean := "부정을 신고합니다. 마을 이장"
	for _, name := range []string{"ks_c_5601-1987", "euc-kr", "cp949", "uhc"} {
		all = append(all, sample{name: "Korean as " + name, raw: typed("text/plain; charset="+name, "8bit", euckr(korean)), text: korean})
	}
	return append(all,
		sample{name: "ISO-2022-JP", raw: typed("text/plain; charset=iso-2022-jp", "7bit", iso2022("村長の不正を報告します")), text: "村長の不正を報告します"},
		sample{name: "ISO-2022-JP without a name", raw: typed("text/plain", "7bit", iso2022("村長の不正")), text: "村長の不正"},
	)
}

func wideSamples() []sample {
	le := utf16(unicode.LittleEndian, unicode.IgnoreBOM, saidHan)
	be := utf16(unicode.BigEndian, unicode.IgnoreBOM, saidHan)
	return []sample{
		{name: "UTF-16 with a mark", raw: typed("text/plain; charset=utf-16", "base64", b64(utf16(unicode.LittleEndian, unicode.UseBOM, saidHan))), text: saidHan},
		{name: "UTF-16 without a mark, little endian", raw: typed("text/plain; charset=utf-16", "base64", b64(le)), text: saidHan},
		{name: "UTF-16 without a mark, big endian", raw: typed("text/plain; charset=utf-16", "base64", b64(be)), text: saidHan},
		{name: "UTF-16LE", raw: typed("text/plain; charset=utf-16le", "base64", b64(le)), text: saidHan},
		{name: "UTF-16LE that is big endian", raw: typed("text/plain; charset=utf-16le", "base64", b64(be)), text: saidHan},
		{name: "UTF-16 under the name unicode", raw: typed("text/plain; charset=unicode", "base64", b64(le)), text: saidHan},
		{name: "UTF-16 that is UTF-8", raw: typed("text/plain; charset=utf-16", "8bit", "hello, "+saidHan+"!!"), text: "hello, " + saidHan + "!!", reasons: []Reason{CharsetWrong}},
		{name: "UTF-16 under no name", raw: typed("text/plain", "base64", b64(utf16(unicode.LittleEndian, unicode.IgnoreBOM, "plain words"))), text: "plain words", reasons: []Reason{CharsetWrong}},
		{name: "UTF-7", raw: typed("text/plain; charset=utf-7", "7bit", "+YhFTzWYg- 1 +- 1 +YhE-"), text: "我反映 1 + 1 我"},
		{name: "UTF-32", raw: typed("text/plain; charset=utf-32be", "base64", b64("\x00\x00\x62\x11\x00\x00\x53\xcd")), text: "我反"},
	}
}

func lyingSamples() []sample {
	return []sample{
		{name: "gb2312 that is UTF-8", raw: typed("text/plain; charset=gb2312", "8bit", saidHan), text: saidHan, reasons: []Reason{CharsetWrong}},
		{name: "UTF-8 that is GBK", raw: typed("text/plain; charset=utf-8", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetWrong}},
		{name: "UTF-8 that is Big5", raw: typed("text/plain; charset=utf-8", "8bit", big5(saidTrad)), text: saidTrad, reasons: []Reason{CharsetWrong}},
		{name: "us-ascii that is GBK", raw: typed("text/plain; charset=us-ascii", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetMissing}},
		{name: "us-ascii that is UTF-8", raw: typed("text/plain; charset=us-ascii", "8bit", saidHan), text: saidHan},
		{name: "iso-8859-1 that is GBK", raw: typed("text/plain; charset=iso-8859-1", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetWrong}},
		{name: "iso-8859-1 that is UTF-8", raw: typed("text/plain; charset=iso-8859-1", "8bit", saidHan), text: saidHan, reasons: []Reason{CharsetWrong}},
		{name: "iso-8859-1 that is so", raw: typed("text/plain; charset=iso-8859-1", "8bit", latin("naïve café à la crème")), text: "naïve café à la crème"},
		{name: "no charset, GBK", raw: typed("text/plain", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetMissing}},
		{name: "no charset, Big5", raw: typed("text/plain", "8bit", big5(saidTrad)), text: saidTrad, reasons: []Reason{CharsetMissing}},
		{name: "no charset, UTF-8", raw: typed("text/plain", "8bit", saidHan), text: saidHan, reasons: []Reason{CharsetMissing}},
		{name: "no charset, French", raw: typed("text/plain", "8bit", latin("naïve café")), text: "naïve café"},
		{name: "x-unknown, GBK", raw: typed("text/plain; charset=x-unknown", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetUnknown}},
		{name: "x-unknown, UTF-8", raw: typed("text/plain; charset=x-unknown", "8bit", saidHan), text: saidHan, reasons: []Reason{CharsetUnknown}},
		{name: "a charset of nonsense", raw: typed("text/plain; charset=%%foo//bar", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetUnknown}},
		{name: "an empty charset", raw: typed(`text/plain; charset=""`, "8bit", gbk(saidHan)), text: saidHan},
		{name: "big5 that is GBK", raw: typed("text/plain; charset=big5", "8bit", gbk(saidHan)), text: saidHan, reasons: []Reason{CharsetWrong}},
		{name: "gb2312 that is Big5", raw: typed("text/plain; charset=gb2312", "8bit", big5(saidTrad)), text: saidTrad, reasons: []Reason{CharsetWrong}},
		{name: "UTF-8 cut inside a character", raw: typed("text/plain; charset=utf-8", "8bit", saidHan+"中"[:2]), text: saidHan + "\uFFFD", reasons: []Reason{CharsetDamaged}},
		{name: "GBK cut inside a character", raw: typed("text/plain; charset=gbk", "8bit", gbk(saidHan)+"\xd6"), text: saidHan + "\uFFFD", reasons: []Reason{CharsetDamaged}},
		{name: "NUL bytes", raw: typed("text/plain; charset=utf-8", "8bit", strings.ReplaceAll(saidHan, "村", "村\x00\x00")), text: saidHan},
		{name: "NUL bytes at the end", raw: typed("text/plain; charset=utf-8", "8bit", saidHan+strings.Repeat("\x00", 5000)), text: saidHan},
		{name: "HTML whose charset is in the page", raw: typed("text/html", "8bit", `<meta charset="gbk"><p>`+gbk(saidHan)), text: saidHan},
	}
}

// Short names and file names give a guess little to go by.
func TestShortGuesses(t *testing.T) {
	for _, text := range []string{"举报", "张三", "关于低保的反映", "附件一.docx", "材料"} {
		if got, _ := decodeCharset("", []byte(gbk(text))); got != text {
			t.Errorf("GBK %q read as %q", text, got)
		}
	}
}
