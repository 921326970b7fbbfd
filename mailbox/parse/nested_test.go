package parse

import "testing"

// Forwarded messages, and mails whose text is elsewhere.
func TestNested(t *testing.T) { runSamples(t, nestedSamples()) }

func nestedSamples() []sample {
	inner := mail("inner words", "Subject: inner", "Content-Type: text/plain; charset=utf-8")
	rich := mail(joined("y", plain("inner words"), file("attachment; filename=a.pdf", "x")), "Content-Type: multipart/mixed; boundary=y")
	rfc := "Content-Type: message/rfc822\r\n"
	return []sample{
		{name: "forwarded beside text", raw: mixed(plain("outer"), rfc+"\r\n"+inner), text: "outer", names: []string{"part-1.eml"}, data: []string{inner}},
		{name: "forwarded alone", raw: mixed(rfc + "\r\n" + inner), text: "inner words", names: []string{"part-1.eml"}, reasons: []Reason{TextFromMessage}},
		{name: "forwarded in base64", raw: mixed(rfc + "Content-Transfer-Encoding: base64\r\n\r\n" + b64(inner)), text: "inner words", names: []string{"part-1.eml"}, data: []string{inner}},
		{name: "forwarded with parts", raw: mixed(rfc + "\r\n" + rich), text: "inner words", names: []string{"part-1.eml"}},
		{name: "forwarded with a name", raw: mixed(rfc + "Content-Disposition: attachment; filename=\"转发.eml\"\r\n\r\n" + inner), text: "inner words", names: []string{"转发.eml"}},
		{name: "forwarded as the whole", raw: mail(inner, "Content-Type: message/rfc822"), text: "inner words", names: []string{"part-1.eml"}},
		{name: "forwarded twice", raw: mixed(rfc + "\r\n" + mail(inner, "Content-Type: message/rfc822")), text: "inner words", names: []string{"part-1.eml"}},
		{name: "two forwarded", raw: mixed(rfc+"\r\n"+inner, rfc+"\r\n"+inner), text: "inner words\n\ninner words", names: []string{"part-1.eml", "part-2.eml"}},
		{name: "digest", raw: mail(joined("x", "\r\n"+inner), "Content-Type: multipart/digest; boundary=x"), text: "inner words", names: []string{"part-1.eml"}},
		{name: "text in an attachment", raw: mixed("Content-Type: text/plain; charset=gbk; name=a.txt\r\n\r\n" + gbk(saidHan)), text: saidHan, names: []string{"a.txt"}, reasons: []Reason{TextFromAttachment}},
		{name: "HTML in an attachment", raw: mixed("Content-Type: text/html; name=a.html\r\n\r\n<p>rich</p>"), text: "rich", names: []string{"a.html"}},
		{name: "an attachment alone", raw: mail(b64("data"), "Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64"), names: []string{"a.pdf"}, data: []string{"data"}},
		{name: "encrypted, S/MIME", raw: mail("x", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), names: []string{"smime.p7m"}, reasons: []Reason{Encrypted}},
		{name: "signed, S/MIME", raw: mail("x", "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"), names: []string{"smime.p7m"}},
		{name: "encrypted", raw: mail(joined("x", "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", file("inline; filename=encrypted.asc", "x")), "Content-Type: multipart/encrypted; boundary=x"), names: []string{"part-1.bin", "encrypted.asc"}, reasons: []Reason{Encrypted}},
	}
}
