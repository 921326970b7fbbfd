package parse

import (
	"slices"
	"testing"

	"heed/mailbox/parse/corpus"
)

// Each mail of the corpus is read as what it says: all of it, and no more.
func TestCorpus(t *testing.T) {
	for _, c := range corpus.Mails() {
		t.Run(c.Name, func(t *testing.T) { checkMail(t, c) })
	}
}

func checkMail(t *testing.T, c corpus.Mail) {
	t.Helper()
	m := Message([]byte(c.Raw), Limits{})
	if m.Subject != c.Subject || m.Text != c.Text {
		t.Errorf("subject %q, want %q; text %.2000q, want %.2000q", m.Subject, c.Subject, m.Text, c.Text)
	}
	if m.Auto != Auto(c.Auto) || m.Opaque != c.Opaque {
		t.Errorf("auto %q, opaque %v, want %q, %v", m.Auto, m.Opaque, c.Auto, c.Opaque)
	}
	if from := senderOf(m); from != c.Sender() {
		t.Errorf("from %q, want %q", from, c.Sender())
	}
	checkFiles(t, m, c)
	got := make([]string, 0, len(m.Reasons))
	for _, code := range m.Reasons {
		got = append(got, string(code))
	}
	if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(c.Reasons))) {
		t.Errorf("reasons %q, want %q", got, c.Reasons)
	}
}

func senderOf(m Mail) string {
	if len(m.From) == 0 {
		return ""
	}
	return m.From[0].Addr
}

func checkFiles(t *testing.T, m Mail, c corpus.Mail) {
	t.Helper()
	var names []string
	for i, a := range m.Attachments {
		names = append(names, a.Name)
		if c.Types != nil && a.Type != c.Types[i] {
			t.Errorf("attachment %d is %s, want %s", i, a.Type, c.Types[i])
		}
		if i < len(c.Data) && corpus.Hash(string(a.Data)) != corpus.Hash(c.Data[i]) {
			t.Errorf("attachment %d holds %.60q, want %.60q", i, a.Data, c.Data[i])
		}
	}
	if !slices.Equal(names, c.Names) || len(c.Data) != len(c.Names) {
		t.Errorf("attachments %q, want %q and %d contents", names, c.Names, len(c.Data))
	}
}

func TestCorpusIsLarge(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range corpus.Mails() {
		if seen[c.Name] {
			t.Errorf("two mails are named %q", c.Name)
		}
		seen[c.Name] = true
	}
	if len(seen) < 300 {
		t.Errorf("the corpus has %d mails, want 300", len(seen))
	}
}

const saidHan = corpus.SaidHan

// mail makes a message of header lines and a body, with CRLF.
func mail(body string, lines ...string) string { return corpus.Compose(body, lines...) }

// typed makes a message of one part.
func typed(kind, transfer, body string) string { return corpus.Typed(kind, transfer, body) }

// mixed makes a multipart/mixed of parts that are written out.
func mixed(parts ...string) string { return corpus.Mixed(parts...) }

func joined(boundary string, parts ...string) string { return corpus.Joined(boundary, parts...) }

// plain is a text part; file an attachment.
func plain(text string) string             { return corpus.Plain(text) }
func file(disposition, data string) string { return corpus.File(disposition, data) }
func b64(s string) string                  { return corpus.Base64(s) }
func gbk(s string) string                  { return corpus.GBK(s) }
func big5(s string) string                 { return corpus.Big5(s) }

// sample is a message and the kind of machine that must be read from it.
type sample struct {
	name, raw, text string
	auto            Auto
}

func runSamples(t *testing.T, all []sample) {
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			if m := Message([]byte(s.raw), Limits{}); m.Text != s.text || m.Auto != s.auto {
				t.Errorf("text %q, auto %q, want %q, %q", m.Text, m.Auto, s.text, s.auto)
			}
		})
	}
}
