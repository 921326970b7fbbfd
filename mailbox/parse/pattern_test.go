package parse

import (
	"strings"
	"testing"
)

// Every beginning followed by every pattern over and over: what makes a parser
// go back to the start again and again. Each input is 64 KB; one that cost its
// square would hold up the tests for minutes.
func TestPatterns(t *testing.T) {
	for _, head := range patternHeads() {
		for _, pattern := range patterns() {
			raw := []byte(head + strings.Repeat(pattern, (64<<10)/len(pattern)))
			if why := breach(raw, Limits{}, Message(raw, Limits{})); why != "" {
				t.Errorf("%q, then %q: %s", head, pattern, why)
			}
		}
	}
}

func patternHeads() []string {
	heads := []string{"", "Subject: ", "From: ", "Date: ", "References: ", "Content-Type: text/plain; ", "Content-Type: text/plain; name=\""}
	for _, kind := range []string{
		"text/html", "text/html; charset=gbk", "text/plain; charset=utf-7", "text/plain; charset=hz", "text/plain; charset=iso-2022-jp",
		"text/plain; format=flowed", "multipart/mixed; boundary=x", `multipart/mixed; boundary=""`, "multipart/digest; boundary=x",
		"message/rfc822", "application/ms-tnef",
		"text/plain\nContent-Transfer-Encoding: base64", "text/plain\nContent-Transfer-Encoding: quoted-printable",
		"text/plain\nContent-Transfer-Encoding: uuencode",
	} {
		heads = append(heads, "Content-Type: "+kind+"\n\n")
	}
	return append(heads, "Content-Type: multipart/alternative; boundary=x\n\n--x\n\na\n--x\nContent-Type: text/html\n\n")
}

func patterns() []string {
	return []string{
		"<a", "<!--", "</", "<", "&", "&#", "<p", "<a href=\"", "<script>", "</script", "<![CDATA[", "<textarea>", "<pre>", "<td>", "<br>",
		"a b ", "\r", "\n", "\r\n", " \n", "x\n", ":", "a:", "a:\n", "From: a@b\n", "=", "=?", "?=", "=?u?Q?", "=?u?B?AA== ?=",
		"--", "--x", "--x\n", "--x--\n", "--x \n", "\"", "(", ",", ";", "<>", "@", "'", "a*0=b;", "%41", "\x00", "\xff", "\xd6\xd0", "\u202e",
		"data:image/png;base64,", "<img src=data:image/a;base64,AA>", "~{", "\x1b$B", "+", "+A", "A=", "begin ", "\n--x\r\nContent-Type: message/rfc822\r\n\r\n",
		"\n--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n", "--x\nContent-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22",
	}
}
