package answer

import (
	"strings"
	"testing"
)

// Each kind says what it is for, in the sender's language, and no more.
func TestWhatAnswersSay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	for _, c := range []struct {
		kind       Kind
		lang, code string
		says       []string
		hides      []string
	}{
		{Ack, "zh", "AAAA-BBBB", []string{"收到", "G1-0007"}, []string{"AAAA", "https://", "12388"}},
		{Ack, "en", "", []string{"We received your mail", "at most once a day"}, []string{"收到"}},
		{Receipt, "zh", "AAAA-BBBB", []string{"AAAA-BBBB", "https://report.example.org/status "}, []string{"status/AAAA", "?"}},
		{Receipt, "en", "AAAA-BBBB", []string{"Your code: AAAA-BBBB", "https://report.example.org/status"}, []string{"status?", "status#", "status/A"}},
		{Receipt, "en", "", []string{"We received"}, []string{"code:", "https://"}},
		{Closed, "zh", "", []string{"停止受理", "12388", "12345", "G1-0007"}, []string{"https://"}},
		{Closed, "en", "AAAA-BBBB", []string{"stopped taking reports", "12388"}, []string{"AAAA"}},
	} {
		n := o.note("li@example.org")
		n.Kind, n.Lang, n.Code = c.kind, c.lang, c.code
		body := o.body(&job{Note: n})
		for _, part := range c.says {
			if !strings.Contains(body, part) {
				t.Errorf("%s in %s does not say %q: %s", c.kind, c.lang, part, body)
			}
		}
		for _, part := range c.hides {
			if strings.Contains(body, part) {
				t.Errorf("%s in %s says %q: %s", c.kind, c.lang, part, body)
			}
		}
		if strings.Contains(body, "{") || strings.Contains(body, "mail_reply.") || strings.Contains(body, "portal.") {
			t.Errorf("%s in %s has no words: %s", c.kind, c.lang, body)
		}
	}
}

// A Message-ID of the sender's cannot add a line to the header, and is none that
// says something.
func TestIDsThatWouldBreakTheHeader(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"a@b": "<a@b>", "": "", "a b": "", "a b@c": "", "a\r\nBcc: x@y": "", "a>b@c": "", "中@b": "", strings.Repeat("a", 200) + "@b": "", "a": "", "@b": "", "a@": "", "a@b@c": "",
		"https://evil.example/pay@x": "", "(call-me)@x": "", "CA+a_b=c-d$e.f@mail.example.com": "<CA+a_b=c-d$e.f@mail.example.com>", "tencent_0F@qq.com": "<tencent_0F@qq.com>",
	} {
		if got := messageID(id); got != want {
			t.Errorf("%q: %q", id, got)
		}
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]Server{
		"smtps://u@h.cn":                  {Host: "h.cn", Port: 465, Username: "u"},
		"smtp://u%40x.cn@h.cn":            {Host: "h.cn", Port: 587, Security: StartTLS, Username: "u@x.cn"},
		"smtp://127.0.0.1:25?tls=none":    {Host: "127.0.0.1", Port: 25, Security: Plain},
		"smtps://u@h.cn:4465/?ca=/etc/ca": {Host: "h.cn", Port: 4465, Username: "u", CAFile: "/etc/ca"},
	} {
		got, err := ParseURL(raw)
		if err != nil || got.Host != want.Host || got.Port != want.Port || got.Security != want.Security || got.Username != want.Username || got.CAFile != want.CAFile {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
	for _, raw := range []string{"", "h.cn", "http://h.cn", "smtps://", "smtps://u:secret@h.cn", "smtps://h.cn?tls=none", "smtp://h.cn?x=y", "smtp://h.cn/path", "smtp://h.cn:x"} {
		if s, err := ParseURL(raw); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %+v, %v", raw, s, err)
		}
	}
	if a, err := ParseFrom("Office <o@x.cn>"); err != nil || a.Address != "o@x.cn" {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := ParseFrom("office"); err == nil {
		t.Error("an address without a place was taken")
	}
}
