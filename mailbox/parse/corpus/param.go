package corpus

import (
	"strings"
)

func named(name, disposition, want string, reasons ...string) Mail {
	return Mail{
		Name: name, Raw: Mixed(Plain("t"), File(disposition, "data")), Text: "t",
		Names: []string{want}, Data: []string{"data"}, Reasons: reasons,
	}
}

// File names as they arrive: RFC 2231, and everything that is not.
func paramMails() []Mail {
	word := "=?utf-8?B?" + Base64("低保材料.pdf") + "?="
	return []Mail{
		named("plain", "attachment; filename=a.pdf", "a.pdf"),
		named("quoted", `attachment; filename="a b.pdf"`, "a b.pdf"),
		named("quotes forgotten", "attachment; filename=a b.pdf", "a b.pdf"),
		named("quote not closed", `attachment; filename="a b.pdf`, "a b.pdf"),
		named("escaped quotes", `attachment; filename="a\"b\".pdf"`, "a_b_.pdf", "name_changed"),
		named("a semicolon in quotes", `attachment; filename="a;b.pdf"`, "a;b.pdf"),
		named("blanks around the sign", `attachment ; filename = "a.pdf" ;`, "a.pdf"),
		named("RFC 2231", "attachment; filename*=utf-8''%E4%BD%8E%E4%BF%9D.pdf", "低保.pdf"),
		named("RFC 2231 without a charset", "attachment; filename*=%E4%BD%8E%E4%BF%9D.pdf", "低保.pdf", "charset_missing"),
		named("RFC 2231 with the wrong charset", "attachment; filename*=utf-8''%B5%CD%B1%A3.pdf", "低保.pdf", "charset_wrong"),
		named("RFC 2231 with another wrong charset", "attachment; filename*=gb2312''%E4%BD%8E%E4%BF%9D.pdf", "低保.pdf", "charset_wrong"),
		named("RFC 2231 with an unknown charset", "attachment; filename*=x-foo''%B5%CD%B1%A3.pdf", "低保.pdf", "charset_unknown"),
		named("RFC 2231 before the plain one", "attachment; filename=x.pdf; filename*=utf-8''%E4%BD%8E.pdf", "低.pdf"),
		named("continued", "attachment; filename*0=ab; filename*1=cd.pdf", "abcd.pdf"),
		named("continued out of order", "attachment; filename*2=.pdf; filename*0=ab; filename*1=cd", "abcd.pdf", "params_damaged"),
		named("continued ten times", "attachment; filename*10=k.pdf; filename*0=a; filename*1=b; filename*9=j", "abjk.pdf", "params_damaged"),
		named("continued and encoded, cut inside a character", "attachment; filename*0*=utf-8''%E4%BD; filename*1*=%8E.pdf", "低.pdf"),
		named("continued, encoded in part", "attachment; filename*0*=utf-8''%E4%BD%8E; filename*1=%41.pdf", "低%41.pdf"),
		named("continued twice", "attachment; filename*0=a; filename*0=b; filename*1=.pdf", "a.pdf", "params_damaged"),
		named("continuation with a nonsense number", "attachment; filename*x=b; filename=a.pdf", "a.pdf"),
		named("an encoded word", `attachment; filename="`+word+`"`, "低保材料.pdf", "params_damaged"),
		named("an encoded word without quotes", "attachment; filename="+word, "低保材料.pdf", "params_damaged"),
		named("an encoded word in continuations", `attachment; filename*0="`+word[:20]+`"; filename*1="`+word[20:]+`"`, "低保材料.pdf", "params_damaged"),
		named("an encoded word in the extended form", "attachment; filename*="+word, "低保材料.pdf", "params_damaged"),
		named("encoded words over a fold", "attachment; filename=\"=?utf-8?B?"+Base64("低保")+"?=\r\n =?utf-8?B?"+Base64("材料.pdf")+"?=\"", "低保材料.pdf", "params_damaged"),
		named("raw UTF-8", `attachment; filename="低保.pdf"`, "低保.pdf", "charset_missing"),
		named("raw GBK", `attachment; filename="`+GBK("低保材料")+`.pdf"`, "低保材料.pdf", "charset_missing"),
		named("percent signs in the plain form", `attachment; filename="%E4%BD%8E.pdf"`, "低.pdf", "params_damaged", "charset_missing"),
		named("an honest percent sign", `attachment; filename="100%.pdf"`, "100%.pdf"),
		named("a path", `attachment; filename="../../etc/a.pdf"`, "a.pdf", "name_changed"),
		named("a Windows path", `attachment; filename="C:\Users\a.pdf"`, "a.pdf", "name_changed"),
		named("a path in an encoded word", `attachment; filename="=?utf-8?Q?=2E=2E=2Fa.pdf?="`, "a.pdf", "name_changed", "params_damaged"),
		named("right-to-left mark", "attachment; filename*=utf-8''a%E2%80%AEfdp.exe", "afdp.exe", "name_changed"),
		named("zero widths and controls", "attachment; filename*=utf-8''a%E2%80%8B%00%0Ab.pdf", "a b.pdf", "name_changed"),
		named("a reserved name", "attachment; filename=CON.pdf", "_CON.pdf", "name_changed"),
		named("a reserved name in lower case", "attachment; filename=lpt1", "_lpt1", "name_changed"),
		named("reserved characters", `attachment; filename="a<b>|?*.pdf"`, "a_b____.pdf", "name_changed"),
		named("dots only", `attachment; filename=".."`, "part-1.pdf", "name_changed"),
		named("dots and blanks at the end", `attachment; filename="a.pdf. . "`, "a.pdf", "name_changed"),
		named("no name", "attachment", "part-1.pdf"),
		named("very long", "attachment; filename="+strings.Repeat("a", 4000)+".pdf", strings.Repeat("a", 176)+".pdf", "name_changed"),
		named("very long, Chinese", "attachment; filename=\""+strings.Repeat("长", 400)+".pdf\"", strings.Repeat("长", 58)+".pdf", "name_changed", "charset_missing"),
		named("decomposed by a Mac", "attachment; filename*=utf-8''e%CC%81.pdf", "é.pdf", "name_changed"),
		{Name: "the name of Content-Type", Raw: Mixed(Plain("t"), "Content-Type: application/pdf; name=\"a.pdf\"\r\n\r\nx"), Names: []string{"a.pdf"}, Text: "t", Data: []string{"x"}},
	}
}
