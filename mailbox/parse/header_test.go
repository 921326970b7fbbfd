package parse

import (
	"strings"
	"testing"
)

// Header blocks that are damaged, double, or not there.
func TestHeaders(t *testing.T) { runSamples(t, headerSamples()) }

func headerSamples() []sample {
	good := mail("words", "Subject: s")
	return []sample{
		{name: "headers without body", raw: "From: a@b.cn\r\nSubject: s\r\n", subject: "s", reasons: []Reason{NoBody}},
		{name: "headers without a last line end", raw: "From: a@b.cn\r\nSubject: s", subject: "s", reasons: []Reason{NoBody}},
		{name: "body without headers", raw: "Just words.\r\n\r\nMore words.", text: "Just words.\n\nMore words.", reasons: []Reason{NoHeaders}},
		{name: "body without headers, in Chinese", raw: gbk(saidHan), text: saidHan, reasons: []Reason{NoHeaders}},
		{name: "body that looks like a header", raw: "Remark: words\r\n\r\nMore.", text: "Remark: words\n\nMore.", reasons: []Reason{NoHeaders}},
		{name: "a blank first line", raw: "\r\n\r\n" + good, subject: "s", text: "words"},
		{name: "an mbox line on top", raw: "From a@b.cn Wed May  6 10:00:00 2026\r\n" + good, subject: "s", text: "words"},
		{name: "an escaped mbox line on top", raw: ">From a@b.cn Wed May  6 10:00:00 2026\n" + good, subject: "s", text: "words"},
		{name: "a byte order mark on top", raw: "\xef\xbb\xbf" + good, subject: "s", text: "words"},
		{name: "no blank line before the body", raw: "From: a@b.cn\r\nSubject: s\r\nand the words begin\r\nhere", subject: "s", text: "and the words begin\nhere", reasons: []Reason{NoSeparator}},
		{name: "a line among the headers that is none", raw: "From: a@b.cn\r\nnonsense here\r\nSubject: s\r\n\r\nwords", subject: "s", text: "words", reasons: []Reason{HeaderDamaged}},
		{name: "a blank before the colon", raw: "From : a@b.cn\r\nSubject : s\r\n\r\nwords", subject: "s", text: "words"},
		{name: "names in capitals", raw: "FROM: a@b.cn\r\nSUBJECT: s\r\nCONTENT-TYPE: TEXT/HTML\r\n\r\n<p>words", subject: "s", text: "words"},
		{name: "two subjects", raw: mail("words", "Subject: one", "Subject: two"), subject: "one", reasons: []Reason{HeaderDuplicate}},
		{name: "an empty subject, then one", raw: mail("words", "Subject: ", "Subject: two"), subject: "two"},
		{name: "two content types", raw: mail("<p>words", "Content-Type: text/html", "Content-Type: text/plain"), text: "words", reasons: []Reason{HeaderDuplicate}},
		{name: "folded by tabs", raw: mail("words", "Subject: a\r\n\tb\r\n  c"), subject: "a b c"},
		{name: "folded with an empty line of blanks", raw: "From: a@b.cn\r\nSubject: a\r\n \r\nDate: x\r\n\r\nwords", subject: "a", text: "words"},
		{name: "a separator of blanks", raw: "From: a@b.cn\r\nSubject: a\r\n \t\r\nwords", subject: "a", text: "words"},
		{name: "LF alone", raw: strings.ReplaceAll(good, "\r\n", "\n"), subject: "s", text: "words"},
		{name: "CR alone", raw: strings.ReplaceAll(good, "\r\n", "\r"), subject: "s", text: "words"},
		{name: "CR in the header, LF in the body", raw: "From: a@b.cn\rSubject: s\r\rone\ntwo", subject: "s", text: "one\ntwo"},
		{name: "NUL bytes in the header", raw: "From: a@b.cn\r\nSubject: s\x00\x00t\r\n\r\nwords", subject: "st", text: "words"},
		{name: "nothing", raw: "", opaque: true, reasons: []Reason{Empty}},
		{name: "nothing but blanks", raw: " \r\n\r\n\t", opaque: true, reasons: []Reason{Empty}},
		{name: "nothing but NUL", raw: strings.Repeat("\x00", 100), opaque: true, names: []string{"message.eml"}, data: []string{strings.Repeat("\x00", 100)}},
		{name: "nothing but a bitmap", raw: "BM\x8a\x04\x00\x00\x00\x00\x00\x00|\x00\x00\x00\x10\x00\x00\x00abc", opaque: true, names: []string{"message.eml"}},
		{name: "nothing but bytes", raw: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11", opaque: true, names: []string{"message.eml"}, reasons: []Reason{NoHeaders}},
	}
}

// Ids are read with and without their brackets.
func TestMessageIDs(t *testing.T) {
	raw := mail("x", "Message-ID: <1@x> (new)", "In-Reply-To: 0@x", "References: <a@x>\r\n <b@x><c@x>")
	m := Message([]byte(raw), Limits{})
	if m.MessageID != "1@x" || m.InReplyTo != "0@x" || strings.Join(m.References, " ") != "a@x b@x c@x" {
		t.Errorf("ids %q, %q, %q", m.MessageID, m.InReplyTo, m.References)
	}
}
