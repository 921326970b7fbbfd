package corpus

import (
	"strings"
)

func subject(name, value, want string, reasons ...string) Mail {
	return Mail{Name: name, Raw: Compose("x", "Subject: "+value), Subject: want, Text: "x", Reasons: reasons}
}

// Encoded words (RFC 2047), and what senders take for them.
func wordMails() []Mail {
	zhong, han := Base64("中"), Base64("中文举报")
	half := "中文举报"
	return []Mail{
		subject("B", "=?utf-8?B?"+han+"?=", half),
		subject("Q", "=?utf-8?Q?=E4=B8=AD=E6=96=87_ok?=", "中文 ok"),
		subject("lower-case b and hexadecimal", "=?UTF-8?q?=e4=b8=ad?= =?utf-8?b?"+zhong+"?=", "中中"),
		subject("with a language", "=?utf-8*zh-cn?B?"+han+"?=", half),
		subject("adjacent", "=?utf-8?B?"+zhong+"?= =?utf-8?B?"+zhong+"?=", "中中"),
		subject("adjacent over a fold", "=?utf-8?B?"+zhong+"?=\r\n =?utf-8?B?"+zhong+"?=", "中中"),
		subject("adjacent without a blank", "=?utf-8?B?"+zhong+"?==?utf-8?B?"+zhong+"?=", "中中"),
		subject("text between", "=?utf-8?B?"+zhong+"?= and =?utf-8?B?"+zhong+"?=", "中 and 中"),
		subject("text without a blank", "Re:=?utf-8?B?"+zhong+"?=ok", "Re:中ok"),
		subject("cut inside a character", "=?utf-8?B?"+Base64(half[:4])+"?= =?utf-8?B?"+Base64(half[4:])+"?=", half),
		subject("cut inside a GBK character", "=?gb2312?B?"+Base64(GBK(half)[:3])+"?=\r\n\t=?gb2312?B?"+Base64(GBK(half)[3:])+"?=", half),
		subject("cut inside a character, Q", "=?utf-8?Q?=E4=B8?= =?utf-8?Q?=AD?=", "中"),
		subject("cut inside a character, Q then B", "=?utf-8?Q?=E4=B8?= =?utf-8?B?"+Base64("\xad")+"?=", "中"),
		subject("cut inside a base64 group", "=?utf-8?B?"+han[:5]+"?= =?utf-8?B?"+han[5:]+"?=", half),
		subject("in quotes", `"=?utf-8?B?`+zhong+`?="`, `"中"`),
		subject("padding missing", "=?utf-8?B?"+strings.TrimRight(Base64("中文!!"), "=")+"?=", "中文!!", "word_damaged"),
		subject("padding too much", "=?utf-8?B?"+zhong+"==?=", "中"),
		subject("blanks inside B", "=?utf-8?B? "+han[:4]+" "+han[4:]+" ?=", half),
		subject("raw blanks inside Q", "=?utf-8?Q?raw =E4=B8=AD blanks?=", "raw 中 blanks"),
		subject("folded inside B", "=?utf-8?B?"+han[:4]+"\r\n "+han[4:]+"?=", half),
		subject("folded inside Q", "=?utf-8?Q?=E4=B8\r\n =AD?=", "中"),
		subject("folded without a blank", "=?utf-8?B?"+han[:8]+"\r\n"+han[8:]+"?=", half, "header_damaged"),
		subject("without an end", "=?utf-8?B?"+han, half, "word_damaged"),
		subject("without an end before another", "=?utf-8?B?"+zhong+" =?utf-8?B?"+zhong+"?=", "中中", "word_damaged"),
		subject("charset that lies", "=?gb2312?B?"+Base64(half)+"?=", half, "charset_wrong"),
		subject("GBK as gb2312", "=?gb2312?B?"+Base64(GBK("朱镕基"))+"?=", "朱镕基"),
		subject("unknown charset", "=?x-unknown?B?"+Base64(GBK(half))+"?=", half, "charset_unknown"),
		subject("two charsets", "=?gbk?B?"+Base64(GBK("中"))+"?= =?utf-8?B?"+zhong+"?=", "中中"),
		subject("unknown encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
		subject("no word at all", "=?what?", "=?what?"),
		subject("raw GBK", GBK("关于低保的举报"), "关于低保的举报", "charset_missing"),
		subject("raw UTF-8", "关于低保的举报", "关于低保的举报", "charset_missing"),
		subject("raw Big5", Big5("關於低保的舉報，請領導查"), "關於低保的舉報，請領導查", "charset_missing"),
		subject("raw beside a word", "关于=?utf-8?B?"+zhong+"?=", "关于中", "charset_missing"),
		{Name: "raw GBK above a body in UTF-8", Raw: Compose("x", "Subject: "+GBK("关于低保的举报"), "Content-Type: text/plain; charset=utf-8"), Subject: "关于低保的举报", Reasons: []string{"charset_wrong"}, Text: "x"},
		subject("NUL and controls", "a\x00b\x07c =?utf-8?Q?=00=0D=0Ad?=", "abc d"),
		subject("direction marks", "=?utf-8?B?"+Base64("ab\u202ecd")+"?=", "abcd"),
		subject("Q with an equals sign alone", "=?utf-8?Q?a=b=zz?=", "a=b=zz"),
		subject("ISO-2022-JP in words", "=?iso-2022-jp?B?"+Base64(iso2022("村長"))+"?= =?iso-2022-jp?B?"+Base64(iso2022("不正"))+"?=", "村長不正"),
	}
}
