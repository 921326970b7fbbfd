package parse

import (
	"strings"
	"testing"
)

// BenchmarkMessage reads mails of 12 KB as an office gets them: plain GBK,
// alternatives with HTML, a picture. The goal is 10,000 a second on one core.
func BenchmarkMessage(b *testing.B) {
	mails := ordinary()
	size := 0
	for _, m := range mails {
		size += len(m)
	}
	b.SetBytes(int64(size / len(mails)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Message(mails[i%len(mails)], Limits{})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}

// ordinary makes one mail of each common kind, of about 12 KB.
func ordinary() [][]byte {
	long := func(n int) string { return strings.Repeat(saidHan+"\r\n", n/len(saidHan)) }
	received := strings.Repeat("Received: from mx1.example.cn (unknown [192.0.2.1])\r\n\tby mx2.example.cn (Postfix) with ESMTPS id ABCDEF\r\n\tfor <x@example.cn>; Wed, 6 May 2026 12:00:00 +0800 (CST)\r\n", 5)
	word := "Subject: =?gb2312?B?" + b64(gbk("关于红星村低保款的举报")) + "?="
	lines := func(s string) string {
		var b strings.Builder
		for len(s) > 76 {
			b.WriteString(s[:76] + "\r\n")
			s = s[76:]
		}
		return b.String() + s
	}
	html := "Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines(b64("<html><body><p>"+strings.ReplaceAll(gbk(long(4500)), "\r\n", "</p><p style=\"font: 12px\">")+"</body></html>"))
	text := "Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines(b64(gbk(long(4500))))
	all := []string{
		mail(lines(b64(gbk(long(12000)))), word, "Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: base64"),
		mail(long(11000), word, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"),
		mail(joined("x", text, html), word, "Content-Type: multipart/alternative; boundary=x"),
		mail(joined("x", html, file("attachment; filename*=utf-8''%E4%BD%8E.pdf", strings.Repeat("data", 1200))), word, "Content-Type: multipart/mixed; boundary=x"),
	}
	var out [][]byte
	for _, m := range all {
		out = append(out, []byte(received+m))
	}
	return out
}
