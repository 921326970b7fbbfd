package corpus

import "strings"

// lzfu wraps RTF as an Outlook does that does not compress it.
func lzfu(rtf string) string {
	return le(32, uint32(len(rtf)+12)) + le(32, uint32(len(rtf))) + "MELA" + le(32, 0) + rtf
}

// helloRTF is the first example of MS-OXRTFCP, 4.1.1.
const helloRTF = "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0"

// repeatRTF is the second, a copy that overlaps itself.
const repeatRTF = "\x1a\x00\x00\x00\x1c\x00\x00\x00\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\x00\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0"

// rtfHan is a text in RTF, by a font in GBK.
func rtfHan(s string) string {
	var out strings.Builder
	for _, c := range []byte(GBK(s)) {
		out.WriteString(`\'` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
	}
	return out.String()
}

// tnefOf is a winmail.dat that holds compressed RTF behind a property with a name.
func tnefOf(packed string) string {
	return le(32, tnefMark) + "\x01\x00" + attribute32(attMessage, le(32, 2)+
		property(0x0003, 0x8001, strings.Repeat("g", 16)+le(32, 0)+le(32, 7)+le(32, 1))+property(0x0102, 0x1009, counted(packed)))
}

// RTF as the body, and in a winmail.dat.
func rtfMails() []Mail {
	head := `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil Arial;}{\f1\fnil\fcharset134 SimSun;}}{\colortbl;\red0\green0\blue0;}`
	han := head + `\f1 ` + rtfHan(SaidHan) + `\f0\par caf\'e9\tab x}`
	page := `{\rtf1\ansi\ansicpg936\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\par \htmlrtf0 ` + rtfHan(SaidHan) + `\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag84 <b>}bold{\*\htmltag92 </b>}}`
	of := func(s string) string { return Typed("text/rtf", "7bit", s) }
	tnef := func(packed string) string {
		return Compose(Base64(tnefOf(packed)), "Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64")
	}
	text := func(name, rtf, want string) Mail { return Mail{Name: name, Raw: of(rtf), Text: want} }
	outside := []string{"winmail", "text_outside"}
	return []Mail{
		text("fonts in two charsets", han, SaidHan+"\ncafé\tx"),
		text("Unicode", `{\rtf1\uc1 \u20013?\u25991?ok \uc0\u-10179\u-8704 end}`, "中文ok 😀end"),
		text("braces, blanks and hidden groups", `{\rtf1 a\{b\}\~c\_d{\*\secret no}{\info{\title no}}\emdash e}`, "a{b} c-d—e"),
		text("turned into RTF from HTML", page, SaidHan+"\n\nbold"),
		text("groups that do not close", `{\rtf1 {\b one {\i two`, "one two"),
		text("very deep", `{\rtf1 `+strings.Repeat("{", 5000)+"deep"+strings.Repeat("}", 5000)+"after}", "deepafter"),
		text("binary inside", "{\\rtf1 a\\bin5 }}}}}b}", "ab"),
		{Name: "RTF that is none", Raw: of("only words"), Text: "only words"},
		{Name: "with a picture", Raw: of(`{\rtf1 see{\pict 0102}}`), Text: "see", Names: []string{"part-1.rtf"}, Data: []string{`{\rtf1 see{\pict 0102}}`}},
		{Name: "attached", Raw: Mixed("Content-Type: application/rtf; name=a.rtf\r\n\r\n{\\rtf1 words}"), Text: "words", Names: []string{"a.rtf"}, Data: []string{`{\rtf1 words}`}, Reasons: []string{"text_from_attachment"}},
		{Name: "winmail.dat, compressed", Raw: tnef(helloRTF), Text: "hello world", Reasons: outside},
		{Name: "winmail.dat, compressed, a copy of itself", Raw: tnef(repeatRTF), Text: "WXYZWXYZWXYZWXYZWXYZ", Reasons: outside},
		{Name: "winmail.dat, from HTML", Raw: tnef(lzfu(page)), Text: SaidHan + "\n\nbold", Reasons: outside},
		{Name: "winmail.dat, RTF that is none", Raw: tnef("nothing"), Names: []string{"winmail.dat"}, Data: []string{tnefOf("nothing")}, Reasons: []string{"winmail"}},
	}
}
