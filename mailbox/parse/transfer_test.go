package parse

import (
	"strings"
	"testing"
)

// Transfer encodings that are broken, or lie.
func TestTransfers(t *testing.T) { runSamples(t, transferSamples()) }

func transferSamples() []sample {
	utf8 := "text/plain; charset=utf-8"
	han := b64(saidHan)
	lines := func(s string, end string) string { return s[:20] + end + s[20:40] + end + s[40:] }
	return []sample{
		{name: "base64", raw: typed(utf8, "base64", lines(han, "\r\n")), text: saidHan},
		{name: "base64 in capitals and quotes", raw: typed(utf8, `"BASE64"`, han), text: saidHan},
		{name: "base64 with garbage", raw: typed(utf8, "base64", lines(han, "!#\x00\xff\r\n")), text: saidHan, reasons: []Reason{TransferDamaged}},
		{name: "base64 with blanks", raw: typed(utf8, "base64", lines(han, " \t \r\n  ")), text: saidHan},
		{name: "base64 without padding", raw: typed(utf8, "base64", strings.TrimRight(b64("abcd"), "=")), text: "abcd", reasons: []Reason{TransferDamaged}},
		{name: "base64 with too much padding", raw: typed(utf8, "base64", b64("abcd")+"===="), text: "abcd"},
		{name: "base64 with line noise after its end", raw: typed(utf8, "base64", b64("abcd")+"\r\n\r\n____ sent by a list ____\r\n"), text: "abcd", reasons: []Reason{TransferDamaged}},
		{name: "base64 in two pieces", raw: typed(utf8, "base64", b64("abcd efgh")+"\r\n"+b64("ijkl mnopq")+"\r\n"), text: "abcd efghijkl mnopq"},
		{name: "base64 in two padded pieces", raw: typed(utf8, "base64", b64("abcd efgh1")+"\r\n"+b64("ijkl mnopq")+"\r\n"), text: "abcd efgh1ijkl mnopq"},
		{name: "base64 for the web", raw: typed(utf8, "base64", strings.NewReplacer("+", "-", "/", "_").Replace(b64("??>>~~ok"))), text: "??>>~~ok"},
		{name: "base64 that ends inside a group", raw: typed(utf8, "base64", b64("abcdef")+"Z"), text: "abcdef"},
		{name: "base64 that is prose", raw: typed(utf8, "base64", "The village head took the money, as everyone knows here."), text: "The village head took the money, as everyone knows here.", reasons: []Reason{TransferDamaged}},
		{name: "base64 that is Chinese prose", raw: typed(utf8, "base64", saidHan), text: saidHan, reasons: []Reason{TransferDamaged}},
		{name: "quoted-printable", raw: typed(utf8, "quoted-printable", "=E4=B8=AD=\r\n=E6=96=87 a=3Db"), text: "中文 a=b"},
		{name: "quoted-printable in lower case", raw: typed(utf8, "Quoted-Printable", "=e4=b8=ad"), text: "中"},
		{name: "quoted-printable with a soft break at the end", raw: typed(utf8, "quoted-printable", "abc="), text: "abc"},
		{name: "quoted-printable with a soft break and a line end at the end", raw: typed(utf8, "quoted-printable", "abc=\r\n"), text: "abc"},
		{name: "quoted-printable with blanks after a soft break", raw: typed(utf8, "quoted-printable", "ab= \t\r\nc"), text: "abc"},
		{name: "quoted-printable with raw bytes", raw: typed(utf8, "quoted-printable", "中=E6=96=87"), text: "中文"},
		{name: "quoted-printable with an equals sign alone", raw: typed(utf8, "quoted-printable", "1+1=2 =ZZ =E4=B8=AD"), text: "1+1=2 =ZZ 中", reasons: []Reason{TransferDamaged}},
		{name: "quoted-printable with LF alone", raw: typed(utf8, "quoted-printable", "ab=\nc"), text: "abc"},
		{name: "8bit with a comment", raw: typed(utf8, "8bit (or so)", saidHan), text: saidHan},
		{name: "an unknown encoding", raw: typed(utf8, "x-foo", saidHan), text: saidHan, reasons: []Reason{TransferUnknown}},
		{
			name:  "uuencoded",
			raw:   mixed(plain("t"), "Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a.bin\r\n#0V%T\r\n`\r\nend\r\n"),
			names: []string{"a.bin"}, data: []string{"Cat"},
		},
	}
}
