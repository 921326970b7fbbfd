package scrub_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"heed/models/scrub"
)

// route is what a mail tells of its way and its writer besides what was written; each line holds the mark.
const route = "Return-Path: <" + mark + "@village.example>\r\n" +
	"Delivered-To: " + mark + "\r\n" +
	"Received: from phone (" + mark + " [198.51.100.7])\r\n\tby mx.example.org with ESMTPSA id " + mark + ";\r\n Mon, 23 Nov 2026 08:00:00 +0800\r\n" +
	"Received-SPF: pass (" + mark + ")\r\n" +
	"Authentication-Results: mx; spf=pass smtp.mailfrom=" + mark + "\r\n" +
	"ARC-Seal: i=1; d=" + mark + "\r\n" +
	"DKIM-Signature: v=1; d=" + mark + ";\r\n\tb=" + mark + "\r\n" +
	"Message-ID: <1." + mark + "@phone.local>\r\n" +
	"In-Reply-To: <0." + mark + "@phone.local>\r\nReferences: <0." + mark + "@phone.local>\r\n" +
	"X-Originating-IP: [" + mark + "]\r\nX-Forwarded-For: " + mark + "\r\nx-forwarded-to : " + mark + "\r\n" +
	"User-Agent: " + mark + "\r\nX-Mailer: " + mark + "\r\nX-Device-Id: " + mark + "\r\n" +
	"X-Made-Up-Yesterday: " + mark + "\r\nOrganization: " + mark + "\r\nThread-Index: " + mark + "\r\nSomething-New: " + mark + "\r\n"

// letter is what was written.
const letter = "From: =?utf-8?B?5p2O5Zub?= <li@village.example>\r\nTo: \"Tips, Office\" <tips@example.org>\r\n" +
	"Cc: b@example.org\r\nSubject: the road money\r\nDate: Mon, 23 Nov 2026 07:59:00 +0800\r\nMIME-Version: 1.0\r\n"

// forwarded is a mail with a mail in it, in which lies another.
const forwarded = route + letter + route + "Content-Type: multipart/mixed;\r\n boundary=\"outer\"\r\n\r\nUser-Agent: prose above the parts\r\n" +
	"--outer\r\nContent-Type: text/plain; charset=utf-8\r\nX-Attachment-Id: " + mark + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
	"Received: this line is prose\r\nX-Mailer: and this\r\n\r\n" +
	"--outer \r\nContent-Type: message/rfc822\r\n\r\n" +
	route + letter + "Content-Type: multipart/digest; boundary=outer-within\r\n" + route + "\r\n" +
	"--outer-within\r\n\r\n" + route + letter + "\r\nMessage-ID: prose\r\n--outer-within--\r\n" +
	"--outer\r\nContent-Type: text/rfc822-headers\r\n\r\n" + letter + route +
	"--outer--\r\nReceived: prose below the parts\r\n"

// left is what stays of forwarded, byte for byte.
var left = strings.NewReplacer(route, "", "X-Attachment-Id: "+mark+"\r\n", "").Replace(forwarded)

func mailOf(kind, body string) string {
	return letter + "Content-Type: " + kind + "\r\n\r\n" + body
}

// nestedMails are n mails, each in a multipart of the one around it.
func nestedMails(n int) string {
	body := "text\r\n"
	for ; n > 0; n-- {
		b := strings.Repeat("b", n%60+1) + strings.Repeat("c", n/60)
		body = route + mailOf("multipart/mixed; boundary="+b, "--"+b+"\r\nContent-Type: message/rfc822\r\n\r\n"+body+"\r\n--"+b+"--\r\n")
	}
	return body
}

func cleanedMail(t *testing.T, data string) (string, scrub.Report) {
	t.Helper()
	var out bytes.Buffer
	report, err := scrub.Clean(t.Context(), scrub.EML, strings.NewReader(data), int64(len(data)), &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), report
}

func TestAMailTellsWhatWasWrittenAndNothingOfItsWay(t *testing.T) {
	for name, end := range map[string]string{"CRLF": "\r\n", "LF": "\n", "CR": "\r"} {
		in, want := strings.ReplaceAll(forwarded, "\r\n", end), strings.ReplaceAll(left, "\r\n", end)
		got, report := cleanedMail(t, in)
		if got != want {
			t.Errorf("%s: %q", name, got)
		}
		if !report.Cleaned || !report.Changed {
			t.Errorf("%s: %+v", name, report)
		}
		traces := []scrub.Trace{scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware, scrub.TraceRoute, scrub.TraceOther}
		if !slices.Equal(report.Removed, traces) {
			t.Errorf("%s: %v", name, report.Removed)
		}
	}
	if strings.Contains(left, mark) {
		t.Fatal("the test itself leaves the mark")
	}
}

func TestACleanMailStaysAsItIs(t *testing.T) {
	got, report := cleanedMail(t, left)
	if got != left || report.Changed || !report.Cleaned || report.Removed != nil {
		t.Errorf("%+v %q", report, got)
	}
}

// What cannot be told stays, and the report says so.
func TestAMailThatCannotBeTold(t *testing.T) {
	inside := route + letter + "\r\nhello\r\n"
	for name, c := range map[string]struct{ in, want string }{
		"a picture": {route + mailOf("image/jpeg", mark), mailOf("image/jpeg", mark)},
		"a mail in base64": {
			mailOf("message/rfc822\r\nContent-Transfer-Encoding: base64", mark), mailOf("message/rfc822\r\nContent-Transfer-Encoding: base64", mark),
		},
		"no boundary":    {route + mailOf("multipart/mixed", "--x\r\n"+mark), mailOf("multipart/mixed", "--x\r\n"+mark)},
		"other boundary": {route + mailOf("multipart/mixed; boundary=y", "--x\r\n"+mark), mailOf("multipart/mixed; boundary=y", "--x\r\n"+mark)},
		"a line that is no field": {
			letter + "this is no field\r\nSomething-New: stays\r\n" + strings.ReplaceAll(route, "Something-New", "X-Old") + "\r\nhello",
			letter + "this is no field\r\nSomething-New: stays\r\n\r\nhello",
		},
		"no mail":        {"hello\r\n\r\n" + mark, "hello\r\n\r\n" + mark},
		"nothing kept":   {route + "\r\nhello", route + "\r\nhello"},
		"an empty mail":  {mailOf("message/rfc822", ""), mailOf("message/rfc822", "")},
		"too many parts": {nestedMails(130), ""},
		"too many fields": {
			strings.Repeat("X-A: b\r\n", 1<<15) + letter + "\r\n", strings.Repeat("X-A: b\r\n", 1<<15) + letter + "\r\n",
		},
		"a part inside": {mailOf("multipart/mixed; boundary=b", "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: QUOTED-printable\r\n\r\n"+inside+"--b--"), ""},
	} {
		got, report := cleanedMail(t, c.in)
		if report.Cleaned {
			t.Errorf("%s is said to be clean", name)
		}
		if c.want != "" && got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

// A part's own header loses what is known, and keeps what is not: it may be text.
func TestThePartsOfAMailKeepWhatTheySay(t *testing.T) {
	in := mailOf("multipart/mixed; boundary=b", "--b\r\nNote: this is text\r\nX-Mailer: "+mark+"\r\nContent-Disposition: inline\r\n\r\ntext\r\n--b--\r\n")
	got, report := cleanedMail(t, in)
	if got != strings.Replace(in, "X-Mailer: "+mark+"\r\n", "", 1) || !report.Cleaned {
		t.Errorf("%+v %q", report, got)
	}
}

func TestWhatStandsBeforeAMail(t *testing.T) {
	in := "From " + mark + "@x Mon Nov 23 2026\n\n>From " + mark + "\n" + letter + "\n\nFrom here on it is prose\n"
	got, report := cleanedMail(t, in)
	if got != "\n"+letter+"\n\nFrom here on it is prose\n" || !report.Cleaned {
		t.Errorf("%+v %q", report, got)
	}
}

func TestAMailIsToldByItsHeader(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want scrub.Type
	}{
		"a mail":          {letter + "\r\nhello", scrub.EML},
		"with its way":    {route + "\r\nhello", scrub.EML},
		"from a mailbox":  {"From a@b Mon\n" + letter + "\nhello", scrub.EML},
		"with raw GBK":    {letter + "\r\n\xb4\xe5\xc0\xef\x81", scrub.EML},
		"a long header":   {strings.Repeat(route, 9) + letter, scrub.EML},
		"a remark":        {"From: the village\nTo: whom it may concern\n\nSubject: the road", scrub.Text},
		"prose":           {"Dear office,\nFrom: a\nTo: b\nSubject: c\nDate: d\n", scrub.Text},
		"a list of words": {"Received: yes\nPaid: no\nSigned: no\n", scrub.Text},
	} {
		got, err := scrub.Sniff(strings.NewReader(c.data), int64(len(c.data)), "")
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
