package corpus

// Forwarded messages, and mails whose text is elsewhere.
func nestedMails() []Mail {
	inner := Compose("inner words", "Subject: inner", "Content-Type: text/plain; charset=utf-8")
	rich := Compose(Joined("y", Plain("inner words"), File("attachment; filename=a.pdf", "x")), "Content-Type: multipart/mixed; boundary=y")
	rfc := "Content-Type: message/rfc822\r\n"
	return []Mail{
		{Name: "forwarded beside text", Raw: Mixed(Plain("outer"), rfc+"\r\n"+inner), Text: "outer", Names: []string{"part-1.eml"}, Data: []string{inner}},
		{Name: "forwarded alone", Raw: Mixed(rfc + "\r\n" + inner), Text: "inner words", Names: []string{"part-1.eml"}, Reasons: []string{"text_from_message"}, Data: []string{"From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words"}},
		{Name: "forwarded in base64", Raw: Mixed(rfc + "Content-Transfer-Encoding: base64\r\n\r\n" + Base64(inner)), Text: "inner words", Names: []string{"part-1.eml"}, Data: []string{inner}, Reasons: []string{"text_from_message"}},
		{Name: "forwarded with parts", Raw: Mixed(rfc + "\r\n" + rich), Text: "inner words", Names: []string{"part-1.eml"}, Data: []string{"From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words\r\n--y\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--y--\r\n"}, Reasons: []string{"text_from_message"}},
		{Name: "forwarded with a name", Raw: Mixed(rfc + "Content-Disposition: attachment; filename=\"转发.eml\"\r\n\r\n" + inner), Text: "inner words", Names: []string{"转发.eml"}, Data: []string{"From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words"}, Reasons: []string{"charset_missing", "text_from_message"}},
		{Name: "forwarded as the whole", Raw: Compose(inner, "Content-Type: message/rfc822"), Text: "inner words", Names: []string{"part-1.eml"}, Data: []string{"From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words"}, Reasons: []string{"text_from_message"}},
		{Name: "forwarded twice", Raw: Mixed(rfc + "\r\n" + Compose(inner, "Content-Type: message/rfc822")), Text: "inner words", Names: []string{"part-1.eml"}, Data: []string{"From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words"}, Reasons: []string{"text_from_message"}},
		{Name: "two forwarded", Raw: Mixed(rfc+"\r\n"+inner, rfc+"\r\n"+inner), Text: "inner words\n\ninner words", Names: []string{"part-1.eml", "part-2.eml"}, Data: []string{"From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words", "From: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words"}, Reasons: []string{"text_from_message"}},
		{Name: "digest", Raw: Compose(Joined("x", "\r\n"+inner), "Content-Type: multipart/digest; boundary=x"), Text: "inner words", Names: []string{"part-1.eml"}, Data: []string{"\r\nFrom: a@b.cn\r\nDate: Wed, 6 May 2026 10:00:00 +0800\r\nSubject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner words"}, Reasons: []string{"text_from_message"}},
		{Name: "text in an attachment", Raw: Mixed("Content-Type: text/plain; charset=gbk; name=a.txt\r\n\r\n" + GBK(SaidHan)), Text: SaidHan, Names: []string{"a.txt"}, Reasons: []string{"text_from_attachment"}, Data: []string{GBK(SaidHan)}},
		{Name: "HTML in an attachment", Raw: Mixed("Content-Type: text/html; name=a.html\r\n\r\n<p>rich</p>"), Text: "rich", Names: []string{"a.html"}, Data: []string{"<p>rich</p>"}, Reasons: []string{"text_from_attachment"}},
		{Name: "an attachment alone", Raw: Compose(Base64("data"), "Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64"), Names: []string{"a.pdf"}, Data: []string{"data"}},
		{Name: "encrypted, S/MIME", Raw: Compose("x", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), Names: []string{"smime.p7m"}, Reasons: []string{"encrypted"}, Data: []string{"x"}},
		{Name: "signed, S/MIME", Raw: Compose("x", "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"), Names: []string{"smime.p7m"}, Data: []string{"x"}, Reasons: []string{"type_damaged"}},
		{Name: "encrypted", Raw: Compose(Joined("x", "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", File("inline; filename=encrypted.asc", "x")), "Content-Type: multipart/encrypted; boundary=x"), Names: []string{"part-1.bin", "encrypted.asc"}, Reasons: []string{"encrypted"}, Data: []string{"Version: 1", "x"}},
	}
}
