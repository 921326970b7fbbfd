package corpus

import (
	"strings"
)

// Header blocks that are damaged, double, or not there.
func headerMails() []Mail {
	good := Compose("words", "Subject: s")
	return []Mail{
		{Name: "headers without body", Raw: "From: a@b.cn\r\nSubject: s\r\n", Subject: "s", Reasons: []string{"no_body", "date_missing"}},
		{Name: "headers without a last line end", Raw: "From: a@b.cn\r\nSubject: s", Subject: "s", Reasons: []string{"no_body", "date_missing"}},
		{Name: "body without headers", Raw: "Just words.\r\n\r\nMore words.", Text: "Just words.\n\nMore words.", Reasons: []string{"no_headers", "from_missing", "date_missing"}, From: nobody},
		{Name: "body without headers, in Chinese", Raw: GBK(SaidHan), Text: SaidHan, Reasons: []string{"no_headers", "from_missing", "date_missing", "charset_missing"}, From: nobody},
		{Name: "body that looks like a header", Raw: "Remark: words\r\n\r\nMore.", Text: "Remark: words\n\nMore.", Reasons: []string{"no_headers", "from_missing", "date_missing"}, From: nobody},
		{Name: "a blank first line", Raw: "\r\n\r\n" + good, Subject: "s", Text: "words"},
		{Name: "an mbox line on top", Raw: "From a@b.cn Wed May  6 10:00:00 2026\r\n" + good, Subject: "s", Text: "words"},
		{Name: "an escaped mbox line on top", Raw: ">From a@b.cn Wed May  6 10:00:00 2026\n" + good, Subject: "s", Text: "words"},
		{Name: "a byte order mark on top", Raw: "\xef\xbb\xbf" + good, Subject: "s", Text: "words"},
		{Name: "no blank line before the body", Raw: "From: a@b.cn\r\nSubject: s\r\nand the words begin\r\nhere", Subject: "s", Text: "and the words begin\nhere", Reasons: []string{"no_separator", "date_missing"}},
		{Name: "a line among the headers that is none", Raw: "From: a@b.cn\r\nnonsense here\r\nSubject: s\r\n\r\nwords", Subject: "s", Text: "words", Reasons: []string{"header_damaged", "date_missing"}},
		{Name: "a blank before the colon", Raw: "From : a@b.cn\r\nSubject : s\r\n\r\nwords", Subject: "s", Text: "words", From: nobody, Reasons: []string{"from_missing", "date_missing"}},
		{Name: "names in capitals", Raw: "FROM: a@b.cn\r\nSUBJECT: s\r\nCONTENT-TYPE: TEXT/HTML\r\n\r\n<p>words", Subject: "s", Text: "words", Reasons: []string{"date_missing"}},
		{Name: "two subjects", Raw: Compose("words", "Subject: one", "Subject: two"), Subject: "one", Reasons: []string{"header_duplicate"}, Text: "words"},
		{Name: "an empty subject, then one", Raw: Compose("words", "Subject: ", "Subject: two"), Subject: "two", Text: "words"},
		{Name: "two content types", Raw: Compose("<p>words", "Content-Type: text/html", "Content-Type: text/plain"), Text: "words", Reasons: []string{"header_duplicate"}},
		{Name: "folded by tabs", Raw: Compose("words", "Subject: a\r\n\tb\r\n  c"), Subject: "a b c", Text: "words"},
		{Name: "folded with an empty line of blanks", Raw: "From: a@b.cn\r\nSubject: a\r\n \r\nDate: x\r\n\r\nwords", Subject: "a", Text: "words", Reasons: []string{"date_unreadable"}},
		{Name: "a separator of blanks", Raw: "From: a@b.cn\r\nSubject: a\r\n \t\r\nwords", Subject: "a", Text: "words", Reasons: []string{"date_missing"}},
		{Name: "LF alone", Raw: strings.ReplaceAll(good, "\r\n", "\n"), Subject: "s", Text: "words"},
		{Name: "CR alone", Raw: strings.ReplaceAll(good, "\r\n", "\r"), Subject: "s", Text: "words"},
		{Name: "CR in the header, LF in the body", Raw: "From: a@b.cn\rSubject: s\r\rone\ntwo", Subject: "s", Text: "one\ntwo", Reasons: []string{"date_missing"}},
		{Name: "NUL bytes in the header", Raw: "From: a@b.cn\r\nSubject: s\x00\x00t\r\n\r\nwords", Subject: "st", Text: "words", Reasons: []string{"date_missing"}},
		{Name: "nothing", Raw: "", Opaque: true, Reasons: []string{"empty"}, From: nobody},
		{Name: "nothing but blanks", Raw: " \r\n\r\n\t", Opaque: true, Reasons: []string{"empty"}, From: nobody},
		{Name: "nothing but NUL", Raw: strings.Repeat("\x00", 100), Opaque: true, Names: []string{"message.eml"}, Data: []string{strings.Repeat("\x00", 100)}, From: nobody, Reasons: []string{"no_headers", "from_missing", "date_missing"}},
		{Name: "nothing but a bitmap", Raw: "BM\x8a\x04\x00\x00\x00\x00\x00\x00|\x00\x00\x00\x10\x00\x00\x00abc", Opaque: true, Names: []string{"message.eml"}, From: nobody, Data: []string{"BM\x8a\u0004\u0000\u0000\u0000\u0000\u0000\u0000|\u0000\u0000\u0000\u0010\u0000\u0000\u0000abc"}, Reasons: []string{"no_headers", "from_missing", "date_missing", "charset_missing", "text_binary"}},
		{Name: "nothing but bytes", Raw: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11", Opaque: true, Names: []string{"message.eml"}, Reasons: []string{"no_headers", "from_missing", "date_missing", "charset_missing", "text_binary"}, From: nobody, Data: []string{"\x89PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\u000e\u000f\u0010\u0011"}},
	}
}
