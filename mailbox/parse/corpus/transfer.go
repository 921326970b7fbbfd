package corpus

import (
	"strings"
)

// Transfer encodings that are broken, or lie.
func transferMails() []Mail {
	utf8 := "text/plain; charset=utf-8"
	han := Base64(SaidHan)
	lines := func(s string, end string) string { return s[:20] + end + s[20:40] + end + s[40:] }
	return []Mail{
		{Name: "base64", Raw: Typed(utf8, "base64", lines(han, "\r\n")), Text: SaidHan},
		{Name: "base64 in capitals and quotes", Raw: Typed(utf8, `"BASE64"`, han), Text: SaidHan},
		{Name: "base64 with garbage", Raw: Typed(utf8, "base64", lines(han, "!#\x00\xff\r\n")), Text: SaidHan, Reasons: []string{"transfer_damaged"}},
		{Name: "base64 with blanks", Raw: Typed(utf8, "base64", lines(han, " \t \r\n  ")), Text: SaidHan},
		{Name: "base64 without padding", Raw: Typed(utf8, "base64", strings.TrimRight(Base64("abcd"), "=")), Text: "abcd", Reasons: []string{"transfer_damaged"}},
		{Name: "base64 with too much padding", Raw: Typed(utf8, "base64", Base64("abcd")+"===="), Text: "abcd"},
		{Name: "base64 with line noise after its end", Raw: Typed(utf8, "base64", Base64("abcd")+"\r\n\r\n____ sent by a list ____\r\n"), Text: "abcd", Reasons: []string{"transfer_damaged"}},
		{Name: "base64 in two pieces", Raw: Typed(utf8, "base64", Base64("abcd efgh")+"\r\n"+Base64("ijkl mnopq")+"\r\n"), Text: "abcd efghijkl mnopq"},
		{Name: "base64 in two padded pieces", Raw: Typed(utf8, "base64", Base64("abcd efgh1")+"\r\n"+Base64("ijkl mnopq")+"\r\n"), Text: "abcd efgh1ijkl mnopq"},
		{Name: "base64 for the web", Raw: Typed(utf8, "base64", strings.NewReplacer("+", "-", "/", "_").Replace(Base64("??>>~~ok"))), Text: "??>>~~ok"},
		{Name: "base64 that ends inside a group", Raw: Typed(utf8, "base64", Base64("abcdef")+"Z"), Text: "abcdef", Reasons: []string{"transfer_damaged"}},
		{Name: "base64 that is prose", Raw: Typed(utf8, "base64", "The village head took the money, as everyone knows here."), Text: "The village head took the money, as everyone knows here.", Reasons: []string{"transfer_damaged"}},
		{Name: "base64 that is Chinese prose", Raw: Typed(utf8, "base64", SaidHan), Text: SaidHan, Reasons: []string{"transfer_damaged"}},
		{Name: "quoted-printable", Raw: Typed(utf8, "quoted-printable", "=E4=B8=AD=\r\n=E6=96=87 a=3Db"), Text: "中文 a=b"},
		{Name: "quoted-printable in lower case", Raw: Typed(utf8, "Quoted-Printable", "=e4=b8=ad"), Text: "中"},
		{Name: "quoted-printable with a soft break at the end", Raw: Typed(utf8, "quoted-printable", "abc="), Text: "abc"},
		{Name: "quoted-printable with a soft break and a line end at the end", Raw: Typed(utf8, "quoted-printable", "abc=\r\n"), Text: "abc"},
		{Name: "quoted-printable with blanks after a soft break", Raw: Typed(utf8, "quoted-printable", "ab= \t\r\nc"), Text: "abc"},
		{Name: "quoted-printable with raw bytes", Raw: Typed(utf8, "quoted-printable", "中=E6=96=87"), Text: "中文"},
		{Name: "quoted-printable with an equals sign alone", Raw: Typed(utf8, "quoted-printable", "1+1=2 =ZZ =E4=B8=AD"), Text: "1+1=2 =ZZ 中", Reasons: []string{"transfer_damaged"}},
		{Name: "quoted-printable with LF alone", Raw: Typed(utf8, "quoted-printable", "ab=\nc"), Text: "abc"},
		{Name: "8bit with a comment", Raw: Typed(utf8, "8bit (or so)", SaidHan), Text: SaidHan},
		{Name: "an unknown encoding", Raw: Typed(utf8, "x-foo", SaidHan), Text: SaidHan, Reasons: []string{"transfer_unknown"}},
		{
			Name: "uuencoded", Text: "t",
			Raw:   Mixed(Plain("t"), "Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a.bin\r\n#0V%T\r\n`\r\nend\r\n"),
			Names: []string{"a.bin"}, Data: []string{"Cat"},
		},
	}
}
