package proof

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/models"
)

const border = "Received: from out.sender.example (out.sender.example [203.0.113.9])\r\n\tby mx.office.example (Postfix) with ESMTPS id 4F2; Mon, 2 Mar 2026 09:00:00 +0800"

// letter is a mail of header lines.
func letter(lines ...string) []byte {
	return []byte(strings.Join(append(lines, "From: Li <li@mail.sender.example>", "Subject: x"), "\r\n") + "\r\n\r\nThe road money.\r\n")
}

// words are a finding in short: spf=pass+ by the server, dkim=pass* by Heed; + for
// the sender's own domain.
func words(f Finding) string {
	var out []string
	for _, r := range f.Auth {
		w := r.Method + "=" + r.Result
		if r.Aligned {
			w += "+"
		}
		if r.By == models.ByHeed {
			w += "*"
		}
		out = append(out, w)
	}
	if f.Verified {
		out = append(out, "verified")
	}
	return strings.Join(out, " ")
}

// Only the named server is believed, only where the sender cannot have written
// (RFC 8601, 5), and of two words on a method the upper one.
func TestStamps(t *testing.T) {
	const (
		pass   = "Authentication-Results: mx.office.example; spf=pass smtp.mailfrom=li@sender.example; dkim=pass header.d=sender.example; dmarc=pass header.from=mail.sender.example"
		fail   = "Authentication-Results: mx.office.example; spf=fail smtp.mailfrom=x@other.example; dkim=fail header.d=sender.example; dmarc=fail header.from=mail.sender.example"
		passed = "spf=pass+ dkim=pass+ dmarc=pass+ verified"
		failed = "spf=fail dkim=fail+ dmarc=fail+"
		lmtp   = "Received: from mx.office.example by imap.office.example with LMTP id abc for <tips>; Mon, 2 Mar 2026 09:00:01 +0800"
		again  = "Received: from localhost (localhost [127.0.0.1]) by mx.office.example (Postfix) with ESMTP id 2; Mon, 2 Mar 2026 09:00:00 +0800"
		lie    = "Received: from localhost (evil.example [203.0.113.66]) by mx.office.example (Postfix) with ESMTP id 2; Mon, 2 Mar 2026 09:00:00 +0800"
		exim   = "Received: from evil.example ([203.0.113.66] helo=x)\r\n\tby mx.office.example with esmtps (TLS1.3) (Exim 4.98)\r\n\t(envelope-from <\"x with LMTP y\"@evil.example>) id 1a; Mon, 2 Mar 2026 09:00:00 +0800"
		hop    = "Received: from evil.example ([203.0.113.66])\r\n\tby mx.office.example with esmtps (Exim 4.98)\r\n\t(envelope-from <\") by mx.office.example with LMTP (\"@evil.example>) id 1a; Mon, 2 Mar 2026 09:00:00 +0800"
		qmail  = "Received: from unknown (HELO [127.0.0.1]) (203.0.113.66)\r\n\tby mx.office.example with SMTP; 2 Mar 2026 01:00:00 -0000"
		cyrus  = "Received: from mx.office.example ([unix socket])\r\n\tby imap.office.example (Cyrus v3.8) with LMTPA; Mon, 2 Mar 2026 09:00:01 +0800"
		gmail  = "Received: by 2002:a05:6512 with SMTP id x; Mon, 2 Mar 2026 09:00:00 +0800"
	)
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"stamped on top", []string{pass, border}, passed},
		{"stamped below its own Received", []string{border, pass}, passed},
		{"after an SPF line there", []string{border, "Received-SPF: pass", pass}, passed},
		{"handed over within the house", []string{lmtp, pass, border}, passed},
		{"and below", []string{"Return-Path: <li@sender.example>", lmtp, again, border, pass}, passed},
		{"by a server that names nobody", []string{gmail, border, pass}, passed},
		{"forged below the server's own", []string{fail, border, pass}, failed},
		{"forged right below it", []string{border, fail, pass}, failed},
		{"forged further down", []string{border, "X-Mailer: x", pass}, ""},
		{"forged with a Received of its own", []string{border, "X-Mailer: x", pass, border}, ""},
		{"forged by who greets as the machine itself", []string{lie, "X-Mailer: x", pass, border}, ""},
		{"forged by a sender with a protocol in its name", []string{exim, "X-Mailer: x", pass, border}, ""},
		{"and a whole hop in it", []string{hop, "X-Mailer: x", pass, border}, ""},
		{"forged by who greets as the machine's address", []string{qmail, "X-Mailer: x", pass, border}, ""},
		{"handed over by a server that says which it is", []string{cyrus, pass, border}, passed},
		{"nobody took it", []string{pass}, ""},
		{"of another server", []string{strings.Replace(pass, "mx.office", "mx.sender", 1), border}, ""},
		{"of a server with a longer name", []string{strings.Replace(pass, "mx.office", "x.mx.office", 1), border}, ""},
		{"in two fields", []string{"Authentication-Results: MX.office.example 1; spf=softfail", "Authentication-Results: mx.office.example; arc=pass (i=1)", border}, "spf=fail arc=pass"},
		{"in a version nobody knows", []string{strings.Replace(pass, "example;", "example 2;", 1), border}, ""},
		{"for another domain", []string{"Authentication-Results: mx.office.example; dkim=pass header.i=@bulk.example", border}, "dkim=pass"},
		{"by several signatures", []string{"Authentication-Results: mx.office.example; dkim=pass header.d=bulk.example; dkim=pass header.d=sender.example; dkim=fail header.d=x.example", border}, "dkim=pass+ verified"},
		{"for the whole suffix", []string{"Authentication-Results: mx.office.example; dkim=pass header.d=example", border}, "dkim=pass"},
		{"for two senders", []string{pass, border, "From: Wang <wang@other.example>"}, "spf=pass dkim=pass dmarc=pass"},
	} {
		f := Examiner{AuthServ: "mx.office.example"}.Examine(t.Context(), letter(c.lines...), "li@mail.sender.example", time.Time{})
		if got := words(f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if f := (Examiner{}).Examine(t.Context(), letter(pass, border), "li@mail.sender.example", time.Time{}); f.Auth != nil || f.Verified {
		t.Errorf("nobody was named, and somebody was believed: %+v", f)
	}
}

// The examples of RFC 8601, appendix B, and what real servers write.
func TestResultsAsTheyAreWritten(t *testing.T) {
	for value, want := range map[string]string{
		"example.org 1; none":                             "",
		"example.com; spf=pass smtp.mailfrom=example.net": "spf=pass",
		"example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net":                                                                                                         "spf=pass",
		"example.com; sender-id=fail header.from=example.com; dkim=pass (good signature) header.d=example.com":                                                                                                       "dkim=pass",
		"example.com;\r\n\tdkim=pass reason=\"good; signature = fine\"\r\n\t\theader.i=@mail-router.example.net;\r\n\tdkim=fail reason=\"bad signature\" header.i=@newyork.example.com":                              "dkim=pass",
		"foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462": "dkim=fail",
		"x; spf=pass (sender IP is 203.0.113.9; ok) smtp.mailfrom=a.example; dkim=none (message not signed) header.d=none;dmarc=bestguesspass action=none":                                                           "spf=pass dkim=none dmarc=error",
		"x; spf=temperror; dkim=permerror; dmarc=neutral": "spf=error dkim=error dmarc=none",
		"x; ;;; spf ; =pass; dkim=; (unclosed":            "",
		"x; spf=hardfail smtp.mailfrom=\"a b\"@c.example": "spf=fail",
	} {
		server := strings.Fields(strings.Split(value, ";")[0])[0]
		raw := letter("Authentication-Results: "+value, border)
		if got := words(Examiner{AuthServ: server}.Examine(t.Context(), raw, "a@b.test", time.Time{})); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

// A mark counts where the receiving server writes, and nowhere else.
func TestMarksOfFilters(t *testing.T) {
	const ms = "Received: from out.example (203.0.113.9) by AM0.office.example with\r\n Microsoft SMTP Server (version=TLS1_2) id 15.1; Mon, 2 Mar 2026 01:00:00 +0000"
	for _, c := range []struct {
		lines       []string
		spam, virus bool
	}{
		{[]string{"X-Spam-Flag: YES", border}, true, false},
		{[]string{border, "X-Spam-Status: Yes, score=9"}, true, false},
		{[]string{"X-Spam: yes", border}, true, false},
		{[]string{border, "X-Mailer: x", "X-Spam-Flag: YES"}, false, false},
		{[]string{"X-Spam-Flag: NO", border, "X-Mailer: x", "X-Spam-Flag: YES"}, false, false},
		{[]string{"X-Spam-Flag: YES"}, false, false},
		{[]string{"X-Spam-Level: **********", border}, false, false},
		{[]string{"X-Virus-Status: Infected (Eicar)", border}, false, true},
		{[]string{"X-Virus-Scanned: INFECTED", border}, false, true},
		{[]string{"X-Virus-Scanned: clean", "X-Virus-Status: Clean", border}, false, false},
		{[]string{"X-Amavis-Alert: INFECTED, message contains virus: Eicar", border}, false, true},
		{[]string{border, "X-Mailer: x", "X-Virus-Status: Yes"}, false, false},
		{[]string{ms, "X-MS-Exchange-Organization-SCL: 5"}, true, false},
		{[]string{ms, "X-Mailer: x", "X-Forefront-Antispam-Report: CIP:203.0.113.9;CTRY:;SCL:6;SFV:SPM"}, true, false},
		{[]string{ms, "X-MS-Exchange-Organization-SCL: -1", "X-Forefront-Antispam-Report: SCL:9"}, false, false},
		{[]string{ms, "X-Forefront-Antispam-Report: CIP:1;SCL:1"}, false, false},
		{[]string{border, "X-MS-Exchange-Organization-SCL: 9"}, false, false},
		{[]string{border, ms, "X-Forefront-Antispam-Report: SCL:9"}, false, false},
	} {
		f := Examiner{}.Examine(t.Context(), letter(c.lines...), "li@sender.example", time.Time{})
		if f.Spam != c.spam || f.Virus != c.virus {
			t.Errorf("%q: spam %v, virus %v", c.lines, f.Spam, f.Virus)
		}
	}
}

// The office knows its own mark wherever it stands, and nobody else's.
func TestTheMark(t *testing.T) {
	mark, other := NewMark([]byte("secret")), NewMark([]byte("another secret"))
	value := mark.Value()
	if value == mark.Value() {
		t.Error("two mails bear the same mark")
	}
	for _, c := range []struct {
		value string
		ours  bool
	}{
		{value, true}, {"  " + strings.ReplaceAll(value, " ", "\r\n\t"), true}, {other.Value(), false}, {value + "0", false}, {value[:len(value)-1], false}, {"", false}, {"1 x", false},
	} {
		raw := letter(border, "X-Mailer: x", fmt.Sprintf("%s: %s", MarkField, c.value))
		if got := (Examiner{Mark: mark}).Examine(t.Context(), raw, "", time.Time{}).Ours; got != c.ours {
			t.Errorf("%q: %v", c.value, got)
		}
	}
	if (Examiner{}).Examine(t.Context(), letter("X-Heed: "+value), "", time.Time{}).Ours {
		t.Error("without a secret everybody's mark is ours")
	}
}
