package parse

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"heed/mailbox/parse/corpus"
)

// The corpus as a whole: whatever holds of any bytes holds of each of its mails.
func TestCorpusKeepsEveryPromise(t *testing.T) {
	for _, c := range corpus.Mails() {
		if why := breach([]byte(c.Raw), Limits{}, Message([]byte(c.Raw), Limits{})); why != "" {
			t.Errorf("%s: %s", c.Name, why)
		}
	}
}

// forest writes parts inside one another at random, with a mark of its own in
// each that says anything. In an alternative only one rendering is the text.
type forest struct {
	random *rand.Rand
	marks  []string
	bounds int
}

func (f *forest) mark() string {
	mark := fmt.Sprintf("mark-%d-of-%x", len(f.marks), f.random.Uint64())
	f.marks = append(f.marks, mark)
	return mark
}

func (f *forest) part(depth int) string {
	kind := f.random.IntN(9)
	if depth <= 0 {
		kind %= 6
	}
	switch kind {
	case 0:
		return corpus.Plain("words " + f.mark() + " more\r\n")
	case 1:
		return corpus.HTML("<p>page <b>" + f.mark() + "</b>")
	case 2:
		return corpus.File("attachment; filename=a.bin", f.mark())
	case 3:
		return "Content-Type: message/rfc822\r\n\r\n" + corpus.Compose("inner "+f.mark())
	case 4:
		return corpus.Plain("-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n\r\n" + f.mark() + "\r\n-----END PGP PUBLIC KEY BLOCK-----\r\n")
	case 5:
		return "Content-Type: text/calendar; name=a.ics\r\n\r\nBEGIN:VEVENT\r\nSUMMARY:" + f.mark() + "\r\nEND:VEVENT"
	case 6:
		return "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + corpus.Base64(corpus.Signed(f.part(depth-1)))
	}
	f.bounds++
	boundary := fmt.Sprintf("b%d", f.bounds)
	var parts []string
	for range 1 + f.random.IntN(4) {
		parts = append(parts, f.part(depth-1))
	}
	return "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n" + corpus.Joined(boundary, parts...)
}

// Whatever is said anywhere in a mail is in its text or in an attachment, how
// ever it is nested.
func TestNothingThatIsSaidIsLost(t *testing.T) {
	for seed := range uint64(300) {
		f := &forest{random: rand.New(rand.NewPCG(seed, 1))}
		raw := "From: a@b.cn\r\n" + f.part(6)
		m := Message([]byte(raw), Limits{})
		all := m.Text
		for _, a := range m.Attachments {
			all += "\n" + string(a.Data)
		}
		for _, mark := range f.marks {
			if !strings.Contains(all, mark) {
				t.Fatalf("seed %d: %q is lost, %q", seed, mark, m.Reasons)
			}
		}
	}
}

// Twice the mail costs twice the memory, measured in bytes: every copy and every
// list shows.
func TestBytesAreLinear(t *testing.T) {
	uu := "begin 644 a\r\n#0V%T\r\n`\r\nend\r\n"
	for name, grow := range map[string]func(n int) string{
		"uuencoded files":     func(n int) string { return corpus.Compose(strings.Repeat(uu, n)) },
		"begins":              func(n int) string { return corpus.Compose(strings.Repeat("begin 644 a\r\n", n)) },
		"PGP that never ends": func(n int) string { return corpus.Compose(strings.Repeat("-----BEGIN PGP MESSAGE-----\r\n", n)) },
		"signed in signed":    func(n int) string { return signedIn(n / 50) },
		"RTF groups":          func(n int) string { return corpus.Typed("text/rtf", "7bit", `{\rtf1`+strings.Repeat(`{\f1 a`, n)) },
		"events": func(n int) string {
			return corpus.Typed("text/calendar", "7bit", strings.Repeat("BEGIN:VEVENT\r\nSUMMARY:a\r\nEND:VEVENT\r\n", n))
		},
		"shifts": func(n int) string {
			return corpus.Typed("text/plain; charset=iso-2022-kr", "7bit", strings.Repeat("\x1b$)C\x0e!!\x0f", n))
		},
		"nesting": nest,
	} {
		once, twice := consumed(grow(1000)), consumed(grow(2000))
		if twice > 3*once+64<<10 {
			t.Errorf("%s: %d bytes, %d for twice the mail", name, once, twice)
		}
	}
}

func signedIn(depth int) string {
	s := corpus.Plain("deep")
	for range depth {
		s = "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n" + corpus.Signed(s)
	}
	return "From: a@b.cn\r\n" + s
}

func consumed(raw string) uint64 {
	b := []byte(raw)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Message(b, Limits{})
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
