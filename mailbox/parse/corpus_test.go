package parse

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// sample is one difficult message and what must be read from it. Fields left
// empty are not compared, but for Attachments, which is: a sample without
// names must yield no attachment.
type sample struct {
	name    string
	raw     string
	subject string
	text    string
	names   []string // of the attachments, in order
	data    []string // of the attachments, in order
	reasons []Reason // each must be there
	auto    Auto
	opaque  bool
}

func (s sample) check(t *testing.T) {
	t.Helper()
	m := Message([]byte(s.raw), Limits{})
	if s.subject != "" && m.Subject != s.subject {
		t.Errorf("subject %q, want %q", m.Subject, s.subject)
	}
	if s.text != "" && m.Text != s.text {
		t.Errorf("text %q, want %q", m.Text, s.text)
	}
	if m.Auto != s.auto || m.Opaque != s.opaque {
		t.Errorf("auto %q, opaque %v, want %q, %v", m.Auto, m.Opaque, s.auto, s.opaque)
	}
	s.checkAttachments(t, m)
	for _, code := range s.reasons {
		if !slices.Contains(m.Reasons, code) {
			t.Errorf("reasons %q lack %q", m.Reasons, code)
		}
	}
	if slices.Contains(m.Reasons, Internal) {
		t.Error("the parser failed")
	}
}

func (s sample) checkAttachments(t *testing.T, m Mail) {
	t.Helper()
	var names []string
	for i, a := range m.Attachments {
		names = append(names, a.Name)
		if i < len(s.data) && string(a.Data) != s.data[i] {
			t.Errorf("attachment %d holds %.60q, want %.60q", i, a.Data, s.data[i])
		}
	}
	if !slices.Equal(names, s.names) {
		t.Errorf("attachments %q, want %q", names, s.names)
	}
}

func runSamples(t *testing.T, all []sample) {
	for _, s := range all {
		t.Run(s.name, s.check)
	}
}

// corpus is every sample of every table, for the tests that hold for all.
func corpus() []sample {
	return slices.Concat(charsetSamples(), wordSamples(), paramSamples(), transferSamples(),
		multipartSamples(), headerSamples(), textSamples(), nestedSamples(), autoSamples(), winmailSamples())
}

func TestCorpusIsLarge(t *testing.T) {
	if n := len(corpus()); n < 120 {
		t.Errorf("the corpus has %d messages, want 120", n)
	}
}

const (
	saidHan  = "我反映红星村书记挪用低保款，请领导查一查。"
	saidTrad = "我反映紅星村書記挪用低保款，請領導查一查。"
)

// mail makes a message of header lines and a body, with CRLF.
func mail(body string, lines ...string) string {
	lines = append([]string{"From: a@b.cn", "Date: Wed, 6 May 2026 10:00:00 +0800"}, lines...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// typed makes a message of one part.
func typed(kind, transfer, body string) string {
	return mail(body, "Content-Type: "+kind, "Content-Transfer-Encoding: "+transfer)
}

// mixed makes a multipart/mixed of parts that are written out.
func mixed(parts ...string) string {
	return mail(joined("x", parts...), `Content-Type: multipart/mixed; boundary="x"`)
}

func joined(boundary string, parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\n%s\r\n", boundary, p)
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// plain is a text part; file an attachment.
func plain(text string) string {
	return "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text
}

func file(disposition, data string) string {
	return "Content-Type: application/pdf\r\nContent-Disposition: " + disposition +
		"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(data)
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func encoded(enc encoding.Encoding, s string) string {
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func gbk(s string) string     { return encoded(simplifiedchinese.GBK, s) }
func big5(s string) string    { return encoded(traditionalchinese.Big5, s) }
func latin(s string) string   { return encoded(charmap.Windows1252, s) }
func hz(s string) string      { return encoded(simplifiedchinese.HZGB2312, s) }
func euckr(s string) string   { return encoded(korean.EUCKR, s) }
func iso2022(s string) string { return encoded(japanese.ISO2022JP, s) }

func utf16(order unicode.Endianness, bom unicode.BOMPolicy, s string) string {
	return encoded(unicode.UTF16(order, bom), s)
}
