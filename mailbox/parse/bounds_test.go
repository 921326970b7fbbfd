package parse

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"heed/mailbox/parse/corpus"
)

// breach says which promise of the package a result breaks, or "".
func breach(raw []byte, lim Limits, m Mail) string {
	lim = lim.filled()
	switch {
	case slices.Contains(m.Reasons, Internal):
		return "the parser failed"
	case !storable(m.Text) || len(m.Text) > lim.TextBytes || strings.Contains(m.Text, "\r"):
		return "Text is not storable"
	case !oneLine(m.Subject) || len(m.Subject) > lim.HeaderBytes:
		return "Subject is not one line"
	case len(m.Attachments) > lim.Parts+lim.Depth+1:
		return "too many attachments"
	case attached(m) > len(raw):
		return "attachments are larger than the message"
	case len(m.From) > 2*lim.Addresses || len(m.References) > lim.Addresses:
		return "too many addresses or ids"
	case m.Opaque && m.Text != "":
		return "opaque, with text"
	case len(m.Reasons) != len(slices.Compact(slices.Sorted(slices.Values(m.Reasons)))):
		return "a reason twice"
	}
	return breachInside(lim, m)
}

func breachInside(lim Limits, m Mail) string {
	for _, a := range m.From {
		if !oneLine(a.Name) || !oneLine(a.Addr) || len(a.Addr) > maxAddr {
			return "an address is not storable"
		}
	}
	for _, a := range m.Attachments {
		bad := a.Name == "" || !oneLine(a.Name) || strings.ContainsAny(a.Name, `/\<>:"|?*`) || len(a.Name) > lim.NameBytes+1
		if bad || !strings.Contains(a.Type, "/") || !oneLine(a.Type) {
			return "an attachment's name or type is unsafe"
		}
	}
	for _, id := range append(m.References, m.MessageID, m.InReplyTo) {
		if !oneLine(id) {
			return "an id is not storable"
		}
	}
	return ""
}

func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
func oneLine(s string) bool  { return storable(s) && !strings.ContainsAny(s, "\r\n\x1b\u202e") }

func attached(m Mail) int {
	sum := 0
	for _, a := range m.Attachments {
		sum += len(a.Data)
	}
	return sum
}

// Each message of the corpus, cut at every byte, keeps every promise.
func TestCorpusCutAnywhere(t *testing.T) {
	for _, s := range corpus.Mails() {
		for n := 0; n <= len(s.Raw); n += 1 + len(s.Raw)/200 {
			raw := []byte(s.Raw[:n])
			if why := breach(raw, Limits{}, Message(raw, Limits{})); why != "" {
				t.Errorf("%s, cut at %d: %s", s.Name, n, why)
			}
		}
	}
}

// The same bytes give the same mail, and reading does not change them.
func TestSameBytesSameMail(t *testing.T) {
	for _, s := range corpus.Mails() {
		raw := []byte(s.Raw)
		a, b := Message(raw, Limits{}), Message(raw, Limits{})
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: read differently the second time", s.Name)
		}
		if string(raw) != s.Raw {
			t.Errorf("%s: the input was changed", s.Name)
		}
	}
}

// No reason is made from what a message says.
func TestReasonsAreCodes(t *testing.T) {
	for _, s := range corpus.Mails() {
		for _, code := range Message([]byte(s.Raw), Limits{}).Reasons {
			if strings.Trim(string(code), "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || len(code) > 24 {
				t.Errorf("%s: reason %q", s.Name, code)
			}
		}
	}
}

// Monsters: each would cost another parser minutes or memory without end.
// What they yield is bounded, and nothing of them is lost.
func TestMonsters(t *testing.T) {
	for _, c := range []struct {
		name string
		raw  string
		want Reason
	}{
		{"100,000 parts", "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x\r\n\r\na\r\n", 100_000), TooManyParts},
		{"5,000 multiparts, one in another", nest(5000), TooDeep},
		{"50,000 parameters", "Content-Type: text/plain" + strings.Repeat("; a=b", 50_000) + "\r\n\r\nx", HeaderTruncated},
		{"10,000 parameters", "Content-Type: text/plain" + strings.Repeat(";a=b", 10_000) + "\r\n\r\nx", ParamsTruncated},
		{"quotes that never close", "Content-Type: text/plain" + strings.Repeat(`;";`, 20_000) + "\r\n\r\nx", ParamsTruncated},
		{"a header of 8 MB", "Subject: " + strings.Repeat("a", 8<<20) + "\r\n\r\nx", HeaderTruncated},
		{"a header of 8 MB in folds", "Subject: a" + strings.Repeat("\r\n a", 2<<20) + "\r\n\r\nx", HeaderTruncated},
		{"300,000 header fields", strings.Repeat("To: a@b.cn\r\n", 300_000) + "\r\nx", HeaderTruncated},
		{"a line of 20 MB", mail(strings.Repeat("a", 20<<20)), TextTruncated},
		{"20 MB of HTML tags", mail(strings.Repeat("<b>", 7<<20), "Content-Type: text/html"), TextTruncated},
		{"20 MB of HTML links", mail(strings.Repeat("<a href=http://x.cn/>y", 1<<20), "Content-Type: text/html"), TextTruncated},
		{"an HTML tag of 5 MB", mail("<a "+strings.Repeat("b=c ", 1<<20), "Content-Type: text/html"), TextTruncated},
		{"words that never end", "Subject: " + strings.Repeat("=?utf-8?B?", 6000) + "\r\n\r\nx", WordDamaged},
		{"lines after a word that never ends", "Subject: =?utf-8?B?\r\n" + strings.Repeat("YQ\r\n", 1<<20), HeaderDamaged},
		{"9,000 addresses", "From: " + strings.Repeat("a@b.cn,", 9000) + "\r\n\r\nx", AddressTruncated},
		{"comments that never close", "From: " + strings.Repeat("(,", 30_000) + "\r\n\r\nx", AddressDamaged},
		{"boundaries that are none", "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x \t\t y\r\n", 500_000), BoundaryMissing},
		{"equals signs", typed("text/plain", "base64", strings.Repeat("A=", 5<<20)), TransferDamaged},
		{"equals signs in quoted-printable", typed("text/plain", "quoted-printable", strings.Repeat("= ", 5<<20)), TransferDamaged},
		{"messages, one in another", mixed(strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 5000)), DateMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := []byte(c.raw)
			m := Message(raw, Limits{})
			if why := breach(raw, Limits{}, m); why != "" {
				t.Error(why)
			}
			if c.want != DateMissing && !slices.Contains(m.Reasons, c.want) {
				t.Errorf("reasons %q lack %q", m.Reasons, c.want)
			}
		})
	}
}

func nest(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n", i, i)
	}
	b.WriteString("\r\nthe words")
	return b.String()
}

// What lies below the limits is kept whole.
func TestNothingIsLostAtTheLimits(t *testing.T) {
	lim := Limits{Parts: 3, Depth: 2, TextBytes: 10}
	for name, c := range map[string]struct{ raw, lost string }{
		"parts": {mixed(plain("a"), plain("b"), plain("c"), plain("d marker")), "d marker"},
		"depth": {nest(5), "the words"},
		"text":  {mail("0123456789 and a marker"), "and a marker"},
		"texts": {mixed(plain("12345678"), plain("a marker")), "a marker"},
		"page":  {mail("<p>0123456789 and a marker", "Content-Type: text/html"), "a marker"},
		"GBK":   {typed("text/plain; charset=gbk", "8bit", gbk("我反映红")), gbk("红")},
	} {
		m := Message([]byte(c.raw), lim)
		found := false
		for _, a := range m.Attachments {
			found = found || strings.Contains(string(a.Data), c.lost)
		}
		if !found {
			t.Errorf("%s: %q is lost, %q", name, c.lost, m.Reasons)
		}
	}
}

// Work is counted as bytes searched: twice the message, twice the work. The
// measure is allocation, which follows every copy and every list.
func TestMemoryIsLinear(t *testing.T) {
	for name, grow := range map[string]func(n int) string{
		"parts":   func(n int) string { return mixed(strings.Split(strings.Repeat("\r\na|", n), "|")...) },
		"nesting": nest,
		"markup":  func(n int) string { return mail(strings.Repeat("<p>a", n), "Content-Type: text/html") },
		"words":   func(n int) string { return mail("x", "Subject: "+strings.Repeat("=?utf-8?Q?a?= ", n)) },
	} {
		once, twice := allocated(grow(400)), allocated(grow(800))
		if twice > 3*once+1000 {
			t.Errorf("%s: %.0f allocations, %.0f for twice the message", name, once, twice)
		}
	}
}

func allocated(raw string) float64 {
	b := []byte(raw)
	return testing.AllocsPerRun(1, func() { Message(b, Limits{}) })
}
