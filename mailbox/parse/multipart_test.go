package parse

import (
	"strings"
	"testing"
)

// Multiparts that do not keep to the rules lose nothing.
func TestMultiparts(t *testing.T) { runSamples(t, multipartSamples()) }

func multipartSamples() []sample {
	a, pdf := plain("first"), file("attachment; filename=a.pdf", "data")
	both := joined("x", a, pdf)
	of := func(kind, body string) string { return mail(body, "Content-Type: multipart/"+kind) }
	return []sample{
		{name: "in order", raw: mixed(a, pdf), text: "first", names: []string{"a.pdf"}, data: []string{"data"}},
		{name: "without the closing boundary", raw: of("mixed; boundary=x", strings.TrimSuffix(both, "--x--\r\n")), text: "first", names: []string{"a.pdf"}, data: []string{"data"}, reasons: []Reason{BoundaryOpen}},
		{name: "cut inside an attachment", raw: of("mixed; boundary=x", both[:len(both)-12]), text: "first", names: []string{"a.pdf"}, reasons: []Reason{BoundaryOpen}},
		{name: "boundary that is the prefix of another", raw: of("mixed; boundary=x", joined("x", "Content-Type: multipart/mixed; boundary=x2\r\n\r\n"+joined("x2", a, pdf), plain("second"))), text: "first\n\nsecond", names: []string{"a.pdf"}},
		{name: "boundary whose prefix is another", raw: of("mixed; boundary=x2", joined("x2", "Content-Type: multipart/mixed; boundary=x\r\n\r\n"+joined("x", a, pdf), plain("second"))), text: "first\n\nsecond", names: []string{"a.pdf"}},
		{name: "the same boundary twice", raw: of("mixed; boundary=x", joined("x", "Content-Type: multipart/mixed; boundary=x\r\n\r\n"+both, plain("second"))), text: "first\n\nsecond", names: []string{"a.pdf"}},
		{name: "no boundary declared", raw: of("mixed", both), text: "first", names: []string{"a.pdf"}, data: []string{"data"}, reasons: []Reason{BoundaryMissing}},
		{name: "an empty boundary", raw: of(`mixed; boundary=""`, both), text: "first", names: []string{"a.pdf"}, reasons: []Reason{BoundaryMissing}},
		{name: "another boundary than declared", raw: of("mixed; boundary=y", both), text: "first", names: []string{"a.pdf"}, reasons: []Reason{BoundaryMissing}},
		{name: "no Content-Type, but parts", raw: mail(both, "MIME-Version: 1.0"), text: "first", names: []string{"a.pdf"}},
		{name: "multipart alone as the type", raw: mail(both, "Content-Type: multipart; boundary=x"), text: "first", names: []string{"a.pdf"}, reasons: []Reason{TypeDamaged}},
		{name: "empty", raw: of("mixed; boundary=x", ""), reasons: []Reason{NoBody}},
		{name: "only the end", raw: of("mixed; boundary=x", "--x--\r\n"), subject: ""},
		{name: "an empty part", raw: of("mixed; boundary=x", "--x\r\n--x\r\n"+a+"\r\n--x--"), text: "first"},
		{name: "preamble only", raw: of("mixed; boundary=x", "nothing but this"), text: "nothing but this", reasons: []Reason{BoundaryMissing}},
		{name: "preamble and empty parts", raw: of("mixed; boundary=x", "nothing but this\r\n--x\r\n\r\n--x--\r\n"), text: "nothing but this", reasons: []Reason{TextOutside}},
		{name: "preamble beside parts", raw: of("mixed; boundary=x", "This is a multi-part message.\r\n"+both), text: "first", names: []string{"a.pdf"}},
		{name: "parts after the end", raw: of("mixed; boundary=x", both+"--x\r\n"+plain("late")+"\r\n--x--"), text: "first\n\nlate", names: []string{"a.pdf"}},
		{name: "CR alone", raw: strings.ReplaceAll(mixed(a, pdf), "\r\n", "\r"), text: "first", names: []string{"a.pdf"}, data: []string{"data"}},
		{name: "LF alone", raw: strings.ReplaceAll(mixed(a, pdf), "\r\n", "\n"), text: "first", names: []string{"a.pdf"}, data: []string{"data"}},
		{name: "CR CR LF", raw: strings.ReplaceAll(mixed(a, pdf), "\r\n", "\r\r\n"), text: "first", names: []string{"a.pdf"}, data: []string{"data"}},
		{name: "boundary with blanks after it", raw: of("mixed; boundary=\"x \"", strings.ReplaceAll(both, "--x\r\n", "--x \t\r\n")), text: "first", names: []string{"a.pdf"}},
		{name: "a part without headers", raw: mixed("\r\nbare", pdf), text: "bare", names: []string{"a.pdf"}},
		{name: "a part without headers or blank line", raw: mixed("bare words", pdf), text: "bare words", names: []string{"a.pdf"}},
		{name: "a part whose text looks like a header", raw: mixed("Remark: bare\r\nwords", pdf), text: "Remark: bare\nwords", names: []string{"a.pdf"}},
		{name: "a part of headers only", raw: mixed("Content-Type: application/pdf; name=e.pdf", a), text: "first", names: []string{"e.pdf"}, data: []string{""}},
		{name: "a multipart in base64 against the rules", raw: mail(b64(both), "Content-Type: multipart/mixed; boundary=x", "Content-Transfer-Encoding: base64"), text: "first", names: []string{"a.pdf"}},
		{name: "a multipart said to be base64 that is not", raw: mail(both, "Content-Type: multipart/mixed; boundary=x", "Content-Transfer-Encoding: base64"), text: "first", names: []string{"a.pdf"}},
		{name: "a boundary inside a line", raw: mixed(plain("not --x here\r\n --x nor here"), pdf), text: "not --x here\n --x nor here", names: []string{"a.pdf"}},
		{name: "attachments declared inline", raw: mixed(a, strings.Replace(pdf, "attachment", "inline", 1)), text: "first", names: []string{"a.pdf"}, data: []string{"data"}},
		{name: "text between attachments", raw: mixed(a, pdf, plain("second")), text: "first\n\nsecond", names: []string{"a.pdf"}},
	}
}

func TestInlineIsToldFromAttached(t *testing.T) {
	picture := "Content-Type: image/png; name=a.png\r\nContent-ID: <1@x>\r\n\r\nx"
	m := Message([]byte(mixed(plain("t"), picture, file("inline; filename=b.pdf", "x"), file("attachment; filename=c.pdf", "x"))), Limits{})
	for i, want := range []bool{true, true, false} {
		if m.Attachments[i].Inline != want {
			t.Errorf("attachment %d inline %v", i, m.Attachments[i].Inline)
		}
	}
}
