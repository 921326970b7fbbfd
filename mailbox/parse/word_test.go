package parse

import (
	"strings"
	"testing"
)

// Encoded words (RFC 2047) as mailers really write them.
func TestWords(t *testing.T) { runSamples(t, wordSamples()) }

func subject(name, value, want string, reasons ...Reason) sample {
	return sample{name: name, raw: mail("x", "Subject: "+value), subject: want, reasons: reasons}
}

func wordSamples() []sample {
	zhong, han := b64("中"), b64("中文举报")
	half := "中文举报"
	return []sample{
		subject("B", "=?utf-8?B?"+han+"?=", half),
		subject("Q", "=?utf-8?Q?=E4=B8=AD=E6=96=87_ok?=", "中文 ok"),
		subject("lower-case b and hexadecimal", "=?UTF-8?q?=e4=b8=ad?= =?utf-8?b?"+zhong+"?=", "中中"),
		subject("with a language", "=?utf-8*zh-cn?B?"+han+"?=", half),
		subject("adjacent", "=?utf-8?B?"+zhong+"?= =?utf-8?B?"+zhong+"?=", "中中"),
		subject("adjacent over a fold", "=?utf-8?B?"+zhong+"?=\r\n =?utf-8?B?"+zhong+"?=", "中中"),
		subject("adjacent without a blank", "=?utf-8?B?"+zhong+"?==?utf-8?B?"+zhong+"?=", "中中"),
		subject("text between", "=?utf-8?B?"+zhong+"?= and =?utf-8?B?"+zhong+"?=", "中 and 中"),
		subject("text without a blank", "Re:=?utf-8?B?"+zhong+"?=ok", "Re:中ok"),
		subject("cut inside a character", "=?utf-8?B?"+b64(half[:4])+"?= =?utf-8?B?"+b64(half[4:])+"?=", half),
		subject("cut inside a GBK character", "=?gb2312?B?"+b64(gbk(half)[:3])+"?=\r\n\t=?gb2312?B?"+b64(gbk(half)[3:])+"?=", half),
		subject("cut inside a character, Q", "=?utf-8?Q?=E4=B8?= =?utf-8?Q?=AD?=", "中"),
		subject("cut inside a character, Q then B", "=?utf-8?Q?=E4=B8?= =?utf-8?B?"+b64("\xad")+"?=", "中"),
		subject("cut inside a base64 group", "=?utf-8?B?"+han[:5]+"?= =?utf-8?B?"+han[5:]+"?=", half),
		subject("in quotes", `"=?utf-8?B?`+zhong+`?="`, `"中"`),
		subject("padding missing", "=?utf-8?B?"+strings.TrimRight(b64("中文!!"), "=")+"?=", "中文!!", WordDamaged),
		subject("padding too much", "=?utf-8?B?"+zhong+"==?=", "中"),
		subject("blanks inside B", "=?utf-8?B? "+han[:4]+" "+han[4:]+" ?=", half),
		subject("raw blanks inside Q", "=?utf-8?Q?raw =E4=B8=AD blanks?=", "raw 中 blanks"),
		subject("folded inside B", "=?utf-8?B?"+han[:4]+"\r\n "+han[4:]+"?=", half),
		subject("folded inside Q", "=?utf-8?Q?=E4=B8\r\n =AD?=", "中"),
		subject("folded without a blank", "=?utf-8?B?"+han[:8]+"\r\n"+han[8:]+"?=", half, HeaderDamaged),
		subject("without an end", "=?utf-8?B?"+han, half, WordDamaged),
		subject("without an end before another", "=?utf-8?B?"+zhong+" =?utf-8?B?"+zhong+"?=", "中中", WordDamaged),
		subject("charset that lies", "=?gb2312?B?"+b64(half)+"?=", half, CharsetWrong),
		subject("GBK as gb2312", "=?gb2312?B?"+b64(gbk("朱镕基"))+"?=", "朱镕基"),
		subject("unknown charset", "=?x-unknown?B?"+b64(gbk(half))+"?=", half, CharsetUnknown),
		subject("two charsets", "=?gbk?B?"+b64(gbk("中"))+"?= =?utf-8?B?"+zhong+"?=", "中中"),
		subject("unknown encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
		subject("no word at all", "=?what?", "=?what?"),
		subject("raw GBK", gbk("关于低保的举报"), "关于低保的举报", CharsetMissing),
		subject("raw UTF-8", "关于低保的举报", "关于低保的举报"),
		subject("raw Big5", big5("關於低保的舉報，請領導查"), "關於低保的舉報，請領導查"),
		subject("raw beside a word", "关于=?utf-8?B?"+zhong+"?=", "关于中"),
		{name: "raw GBK above a body in UTF-8", raw: mail("x", "Subject: "+gbk("关于低保的举报"), "Content-Type: text/plain; charset=utf-8"), subject: "关于低保的举报", reasons: []Reason{CharsetWrong}},
		subject("NUL and controls", "a\x00b\x07c =?utf-8?Q?=00=0D=0Ad?=", "abc d"),
		subject("direction marks", "=?utf-8?B?"+b64("ab\u202ecd")+"?=", "abcd"),
		subject("Q with an equals sign alone", "=?utf-8?Q?a=b=zz?=", "a=b=zz"),
		subject("ISO-2022-JP in words", "=?iso-2022-jp?B?"+b64(iso2022("村長"))+"?= =?iso-2022-jp?B?"+b64(iso2022("不正"))+"?=", "村長不正"),
	}
}

// The charset of the body helps where the header has raw bytes and no word.
func TestRawSubjectTakesTheCharsetOfTheBody(t *testing.T) {
	raw := mail("x", "Subject: "+big5("中文"), "Content-Type: text/plain; charset=big5")
	if m := Message([]byte(raw), Limits{}); m.Subject != "中文" {
		t.Errorf("subject %q", m.Subject)
	}
}
