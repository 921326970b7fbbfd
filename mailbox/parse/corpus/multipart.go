package corpus

import (
	"strings"
)

// Multiparts that do not keep to the rules.
func multipartMails() []Mail {
	a, pdf := Plain("first"), File("attachment; filename=a.pdf", "data")
	both := Joined("x", a, pdf)
	of := func(kind, body string) string { return Compose(body, "Content-Type: multipart/"+kind) }
	return []Mail{
		{Name: "in order", Raw: Mixed(a, pdf), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "without the closing boundary", Raw: of("mixed; boundary=x", strings.TrimSuffix(both, "--x--\r\n")), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}, Reasons: []string{"boundary_open"}},
		{Name: "cut inside an attachment", Raw: of("mixed; boundary=x", both[:len(both)-12]), Text: "first", Names: []string{"a.pdf"}, Reasons: []string{"boundary_open", "transfer_damaged"}, Data: []string{"dat"}},
		{Name: "boundary that is the prefix of another", Raw: of("mixed; boundary=x", Joined("x", "Content-Type: multipart/mixed; boundary=x2\r\n\r\n"+Joined("x2", a, pdf), Plain("second"))), Text: "first\n\nsecond", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "boundary whose prefix is another", Raw: of("mixed; boundary=x2", Joined("x2", "Content-Type: multipart/mixed; boundary=x\r\n\r\n"+Joined("x", a, pdf), Plain("second"))), Text: "first\n\nsecond", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "the same boundary twice", Raw: of("mixed; boundary=x", Joined("x", "Content-Type: multipart/mixed; boundary=x\r\n\r\n"+both, Plain("second"))), Text: "first\n\nsecond", Names: []string{"a.pdf"}, Data: []string{"data"}, Reasons: []string{"boundary_missing"}},
		{Name: "no boundary declared", Raw: of("mixed", both), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}, Reasons: []string{"boundary_missing"}},
		{Name: "an empty boundary", Raw: of(`mixed; boundary=""`, both), Text: "first", Names: []string{"a.pdf"}, Reasons: []string{"boundary_missing"}, Data: []string{"data"}},
		{Name: "another boundary than declared", Raw: of("mixed; boundary=y", both), Text: "first", Names: []string{"a.pdf"}, Reasons: []string{"boundary_missing"}, Data: []string{"data"}},
		{Name: "no Content-Type, but parts", Raw: Compose(both, "MIME-Version: 1.0"), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}, Reasons: []string{"boundary_missing"}},
		{Name: "multipart alone as the type", Raw: Compose(both, "Content-Type: multipart; boundary=x"), Text: "first", Names: []string{"a.pdf"}, Reasons: []string{"type_damaged"}, Data: []string{"data"}},
		{Name: "empty", Raw: of("mixed; boundary=x", ""), Reasons: []string{"no_body", "boundary_missing"}},
		{Name: "only the end", Raw: of("mixed; boundary=x", "--x--\r\n"), Subject: "", Text: "--x--", Reasons: []string{"boundary_missing"}},
		{Name: "an empty part", Raw: of("mixed; boundary=x", "--x\r\n--x\r\n"+a+"\r\n--x--"), Text: "first"},
		{Name: "preamble only", Raw: of("mixed; boundary=x", "nothing but this"), Text: "nothing but this", Reasons: []string{"boundary_missing"}},
		{Name: "preamble and empty parts", Raw: of("mixed; boundary=x", "nothing but this\r\n--x\r\n\r\n--x--\r\n"), Text: "nothing but this", Reasons: []string{"text_outside"}},
		{Name: "preamble beside parts", Raw: of("mixed; boundary=x", "This is a multi-part message.\r\n"+both), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "parts after the end", Raw: of("mixed; boundary=x", both+"--x\r\n"+Plain("late")+"\r\n--x--"), Text: "first\n\nlate", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "CR alone", Raw: strings.ReplaceAll(Mixed(a, pdf), "\r\n", "\r"), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "LF alone", Raw: strings.ReplaceAll(Mixed(a, pdf), "\r\n", "\n"), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "CR CR LF", Raw: strings.ReplaceAll(Mixed(a, pdf), "\r\n", "\r\r\n"), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "boundary with blanks after it", Raw: of("mixed; boundary=\"x \"", strings.ReplaceAll(both, "--x\r\n", "--x \t\r\n")), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "a part without headers", Raw: Mixed("\r\nbare", pdf), Text: "bare", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "a part without headers or blank line", Raw: Mixed("bare words", pdf), Text: "bare words", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "a part whose text looks like a header", Raw: Mixed("Remark: bare\r\nwords", pdf), Text: "Remark: bare\nwords", Names: []string{"a.pdf"}, Data: []string{"data"}, Reasons: []string{"no_separator"}},
		{Name: "a part of headers only", Raw: Mixed("Content-Type: application/pdf; name=e.pdf", a), Text: "first", Names: []string{"e.pdf"}, Data: []string{""}},
		{Name: "a multipart in base64 against the rules", Raw: Compose(Base64(both), "Content-Type: multipart/mixed; boundary=x", "Content-Transfer-Encoding: base64"), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}, Reasons: []string{"boundary_missing"}},
		{Name: "a multipart said to be base64 that is not", Raw: Compose(both, "Content-Type: multipart/mixed; boundary=x", "Content-Transfer-Encoding: base64"), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "a boundary inside a line", Raw: Mixed(Plain("not --x here\r\n --x nor here"), pdf), Text: "not --x here\n --x nor here", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "attachments declared inline", Raw: Mixed(a, strings.Replace(pdf, "attachment", "inline", 1)), Text: "first", Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "text between attachments", Raw: Mixed(a, pdf, Plain("second")), Text: "first\n\nsecond", Names: []string{"a.pdf"}, Data: []string{"data"}},
	}
}
