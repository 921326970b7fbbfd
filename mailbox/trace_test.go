package mailbox

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// tellTale is a header whose every field tells how the mail came and on what it was written: the mark in each is
// another, so that a failure says which field leaked.
func tellTale() (header string, marks []string) {
	for n, field := range []string{
		"Return-Path: <%s@sender.example>", "Delivered-To: %s", "Received: from %s ([198.51.100.7]) by mx.example.org; Mon, 2 Mar 2026 09:00:00 +0800",
		"X-Originating-IP: [%s]", "X-Forwarded-For: %s", "User-Agent: %s", "X-Mailer: %s", "Message-ID: <1@%s.local>",
		"Authentication-Results: elsewhere.example; spf=pass smtp.mailfrom=%s", "DKIM-Signature: v=1; a=rsa-sha256; d=%[1]s; s=%[1]s; h=from; bh=AA==; b=AA==",
		"X-Device-Model: %s", "Thread-Index: %s", "Something-Unheard-Of: %s",
	} {
		mark := fmt.Sprintf("qzTELLTALE%dqz", n)
		header += fmt.Sprintf(field, mark) + "\r\n"
		marks = append(marks, mark)
	}
	return header, marks
}

// What a mail's header tells of its way and of the device it was written on reaches nothing that the readers of a
// tip can open: not its text, not its notes, not the mail that it forwards.
func TestTheWayOfAMailIsForCustodiansAlone(t *testing.T) {
	t.Parallel()
	header, marks := tellTale()
	letter := "From: Citizen <c@example.org>\r\nTo: tips@example.org\r\nSubject: the road\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nMIME-Version: 1.0\r\n"
	body := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nX-Mailer: " + marks[6] + "\r\n\r\n<p>The road money is gone.</p>\r\n" +
		"--b\r\nContent-Type: message/rfc822\r\n\r\n" + header + letter + "\r\nwhat was said to me\r\n" +
		"--b\r\nContent-Type: application/octet-stream; name=saved.eml\r\nContent-Transfer-Encoding: 8bit\r\nX-Attachment-Id: " + marks[0] + "\r\n\r\n" + header + letter + "\r\nand saved\r\n--b--\r\n"
	forwards := "From: Second <s@example.org>\r\nSubject: see below\r\nContent-Type: message/rfc822\r\n\r\n" + header + letter + "\r\nonly this\r\n"
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	for _, one := range []string{header + letter + body, header + forwards} {
		server.Deliver("tips", "INBOX", []byte(one))
	}
	o.want(o.sweep(account(server)), "seen 2 imported 2")
	read := ""
	for uid := range uint32(2) {
		read += o.readable(t, o.ledgerOf(t, uid+1).TipID)
	}
	for _, said := range []string{"The road money is gone.", "what was said to me", "and saved", "only this", "Subject: the road"} {
		if !strings.Contains(read, said) {
			t.Errorf("nobody can read %q", said)
		}
	}
	for n, mark := range marks {
		if strings.Contains(read, mark) {
			t.Errorf("readers of a tip see %s", strings.Split(header, "\r\n")[n])
		}
	}
}

// readable is everything of a tip that the content key opens.
func (o *office) readable(t *testing.T, tip int64) (all string) {
	t.Helper()
	for _, e := range o.envelopes(t, tip) {
		plain, err := open.BundledBytes(o.sealed(t, e), e.BundleSecret(), o.round.Content)
		if forCustodians := e.Kind == models.EnvelopeMail; (err == nil) == forCustodians {
			t.Errorf("the content key and a sealed %s: %v", e.Kind, err)
		}
		all += string(bytes.TrimSpace(plain)) + "\n"
	}
	return all
}
