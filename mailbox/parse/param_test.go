package parse

import (
	"strings"
	"testing"
)

// File names as they arrive: RFC 2231, and everything that is not.
func TestFileNames(t *testing.T) { runSamples(t, paramSamples()) }

func named(name, disposition, want string, reasons ...Reason) sample {
	return sample{
		name: name, raw: mixed(plain("t"), file(disposition, "data")), text: "t",
		names: []string{want}, data: []string{"data"}, reasons: reasons,
	}
}

func paramSamples() []sample {
	word := "=?utf-8?B?" + b64("低保材料.pdf") + "?="
	return []sample{
		named("plain", "attachment; filename=a.pdf", "a.pdf"),
		named("quoted", `attachment; filename="a b.pdf"`, "a b.pdf"),
		named("quotes forgotten", "attachment; filename=a b.pdf", "a b.pdf"),
		named("quote not closed", `attachment; filename="a b.pdf`, "a b.pdf"),
		named("escaped quotes", `attachment; filename="a\"b\".pdf"`, "a_b_.pdf", NameChanged),
		named("a semicolon in quotes", `attachment; filename="a;b.pdf"`, "a;b.pdf"),
		named("blanks around the sign", `attachment ; filename = "a.pdf" ;`, "a.pdf"),
		named("RFC 2231", "attachment; filename*=utf-8''%E4%BD%8E%E4%BF%9D.pdf", "低保.pdf"),
		named("RFC 2231 without a charset", "attachment; filename*=%E4%BD%8E%E4%BF%9D.pdf", "低保.pdf"),
		named("RFC 2231 with the wrong charset", "attachment; filename*=utf-8''%B5%CD%B1%A3.pdf", "低保.pdf", CharsetWrong),
		named("RFC 2231 with another wrong charset", "attachment; filename*=gb2312''%E4%BD%8E%E4%BF%9D.pdf", "低保.pdf", CharsetWrong),
		named("RFC 2231 with an unknown charset", "attachment; filename*=x-foo''%B5%CD%B1%A3.pdf", "低保.pdf", CharsetUnknown),
		named("RFC 2231 before the plain one", "attachment; filename=x.pdf; filename*=utf-8''%E4%BD%8E.pdf", "低.pdf"),
		named("continued", "attachment; filename*0=ab; filename*1=cd.pdf", "abcd.pdf"),
		named("continued out of order", "attachment; filename*2=.pdf; filename*0=ab; filename*1=cd", "abcd.pdf", ParamsDamaged),
		named("continued ten times", "attachment; filename*10=k.pdf; filename*0=a; filename*1=b; filename*9=j", "abjk.pdf"),
		named("continued and encoded, cut inside a character", "attachment; filename*0*=utf-8''%E4%BD; filename*1*=%8E.pdf", "低.pdf"),
		named("continued, encoded in part", "attachment; filename*0*=utf-8''%E4%BD%8E; filename*1=%41.pdf", "低%41.pdf"),
		named("continued twice", "attachment; filename*0=a; filename*0=b; filename*1=.pdf", "a.pdf", ParamsDamaged),
		named("continuation with a nonsense number", "attachment; filename*x=b; filename=a.pdf", "a.pdf"),
		named("an encoded word", `attachment; filename="`+word+`"`, "低保材料.pdf", ParamsDamaged),
		named("an encoded word without quotes", "attachment; filename="+word, "低保材料.pdf"),
		named("an encoded word in continuations", `attachment; filename*0="`+word[:20]+`"; filename*1="`+word[20:]+`"`, "低保材料.pdf"),
		named("an encoded word in the extended form", "attachment; filename*="+word, "低保材料.pdf"),
		named("encoded words over a fold", "attachment; filename=\"=?utf-8?B?"+b64("低保")+"?=\r\n =?utf-8?B?"+b64("材料.pdf")+"?=\"", "低保材料.pdf"),
		named("raw UTF-8", `attachment; filename="低保.pdf"`, "低保.pdf"),
		named("raw GBK", `attachment; filename="`+gbk("低保材料")+`.pdf"`, "低保材料.pdf"),
		named("percent signs in the plain form", `attachment; filename="%E4%BD%8E.pdf"`, "低.pdf", ParamsDamaged),
		named("an honest percent sign", `attachment; filename="100%.pdf"`, "100%.pdf"),
		named("a path", `attachment; filename="../../etc/a.pdf"`, "a.pdf", NameChanged),
		named("a Windows path", `attachment; filename="C:\Users\a.pdf"`, "a.pdf", NameChanged),
		named("a path in an encoded word", `attachment; filename="=?utf-8?Q?=2E=2E=2Fa.pdf?="`, "a.pdf", NameChanged),
		named("right-to-left mark", "attachment; filename*=utf-8''a%E2%80%AEfdp.exe", "afdp.exe", NameChanged),
		named("zero widths and controls", "attachment; filename*=utf-8''a%E2%80%8B%00%0Ab.pdf", "a b.pdf", NameChanged),
		named("a reserved name", "attachment; filename=CON.pdf", "_CON.pdf", NameChanged),
		named("a reserved name in lower case", "attachment; filename=lpt1", "_lpt1", NameChanged),
		named("reserved characters", `attachment; filename="a<b>|?*.pdf"`, "a_b____.pdf", NameChanged),
		named("dots only", `attachment; filename=".."`, "part-1.pdf", NameChanged),
		named("dots and blanks at the end", `attachment; filename="a.pdf. . "`, "a.pdf", NameChanged),
		named("no name", "attachment", "part-1.pdf"),
		named("very long", "attachment; filename="+strings.Repeat("a", 4000)+".pdf", strings.Repeat("a", 176)+".pdf", NameChanged),
		named("very long, Chinese", "attachment; filename=\""+strings.Repeat("长", 400)+".pdf\"", strings.Repeat("长", 58)+".pdf", NameChanged),
		named("decomposed by a Mac", "attachment; filename*=utf-8''e%CC%81.pdf", "é.pdf"),
		{name: "the name of Content-Type", raw: mixed(plain("t"), "Content-Type: application/pdf; name=\"a.pdf\"\r\n\r\nx"), names: []string{"a.pdf"}},
	}
}

// A name is cut to its bound and keeps its extension.
func TestNamesAreBounded(t *testing.T) {
	raw := mixed(file("attachment; filename="+strings.Repeat("a", 100)+".pdf", "x"))
	m := Message([]byte(raw), Limits{NameBytes: 20})
	if got, want := m.Attachments[0].Name, strings.Repeat("a", 16)+".pdf"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
}

// A part without a name gets one by its type.
func TestNamesByType(t *testing.T) {
	for kind, want := range map[string]string{
		"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/bmp": ".bmp", "image/tiff": ".tif", "image/webp": ".webp",
		"image/heic": ".heic", "audio/mpeg": ".mp3", "audio/amr": ".amr", "video/mp4": ".mp4", "application/pdf": ".pdf",
		"application/zip": ".zip", "text/calendar": ".ics", "text/csv": ".csv", "text/vcard": ".vcf", "text/x-any": ".txt",
		"message/rfc822": ".eml", "message/delivery-status": ".txt", "application/x-any": ".bin",
	} {
		m := Message([]byte(mixed(plain("t"), "Content-Type: "+kind+"\r\n\r\nx")), Limits{})
		if got := m.Attachments[0].Name; got != "part-1"+want {
			t.Errorf("%s is named %q", kind, got)
		}
	}
}
