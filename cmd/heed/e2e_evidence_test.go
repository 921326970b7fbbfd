package main

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"heed/web/limit"
	"heed/web/locale"
)

// wire is what a tab sent: the line of each request, with every header that the
// browser put to it.
type wire struct {
	mu    sync.Mutex
	lines []string
}

// listen records what the tab sends from now on.
func (b *tab) listen() *wire {
	b.Helper()
	w := &wire{}
	note := func(line string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.lines = append(w.lines, line)
	}
	b.must(chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			note(e.Request.Method + " " + e.Request.URL)
		case *network.EventRequestWillBeSentExtraInfo:
			for name, value := range e.Headers {
				if text, ok := value.(string); ok {
					note(name + ": " + text)
				}
			}
		}
	}))
	return w
}

func (w *wire) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.lines...)
}

// evidence is a report whose statement is saved, checked in the browser without a
// request, found out when one character differs, and known to the register.
func (s *stage) evidence(t *testing.T) {
	for _, lang := range []locale.Lang{locale.ZH, locale.EN} {
		b := s.citizen(t)
		proof := s.statement(b, lang)
		number := strings.Split(proof, "\n")[2]
		b.open("/" + string(lang) + "/verify").ok()
		b.paste(proof)
		sent := b.listen() // the icon of the tab is there by now
		if verdict := b.text("#verdict"); !strings.Contains(verdict, number) || !strings.Contains(ask[string](b, `document.getElementById("verdict").className`), "success") {
			b.Errorf("a genuine statement: %s", verdict)
		}
		for what, changed := range map[string]string{
			"statement.changed": strings.Replace(proof, number, number+"1", 1), "statement.malformed": proof[:strings.Index(proof, "\n\n")],
			"statement.foreign": strings.Replace(proof, "— heed-statement ", "— another-office ", 1),
		} {
			b.paste(changed)
			if verdict := b.text("#verdict"); verdict != s.Book.T(lang, what) {
				b.Errorf("%s: %s", what, verdict)
			}
		}
		if lines := sent.all(); len(lines) > 0 {
			b.Errorf("the check asks the server: %v", lines)
		}
		b.paste(proof)
		b.press(`#verify button[name=register]`).ok().has(number, s.Book.T(lang, "portal.verify.kept"))
		s.examine(b, "public-"+string(lang)+"-", view{"verified", 200, func(b *tab) {}})
		s.pick(b, lang, proof, number)
		b.still()
		b.open("/" + string(lang) + "/verify")
		b.write("statement", strings.Replace(proof, number, number+"1", 1))
		b.press(`#verify button.button`).want(422).has(s.Book.T(lang, "statement.changed"))
		b.write("statement", proof)
		b.press(`#verify button.button`).ok().has(number, s.Book.T(lang, "portal.verify.kept"))
	}
}

// paste puts a text into the field and presses the button, which the script takes.
func (b *tab) paste(text string) {
	b.Helper()
	ask[bool](b, `(document.getElementById("verdict").hidden = true)`)
	ask[bool](b, `(document.getElementById("f-statement").value = `+quote(text)+`, true)`)
	b.do(chromedp.Click(chromedp.CSS(`#verify .actions button`)))
	ask[bool](b, `document.getElementById("verdict").hidden === false`)
}

// pick checks a file that was saved.
func (s *stage) pick(b *tab, lang locale.Lang, proof, number string) {
	b.Helper()
	file := filepath.Join(b.TempDir(), "note-2.txt")
	b.must(os.WriteFile(file, []byte(proof), 0o600))
	b.open("/" + string(lang) + "/verify").ok()
	b.attach("files", file)
	b.do(chromedp.Click(chromedp.CSS(`#verify .actions button`)))
	b.do(chromedp.WaitVisible(chromedp.CSS(`#verdict`)))
	if verdict := b.text("#verdict"); !strings.Contains(verdict, number) {
		b.Errorf("a picked file: %s", verdict)
	}
}

// statement reports and gives what the receipt page states.
func (s *stage) statement(b *tab, lang locale.Lang) string {
	b.Helper()
	b.open("/" + string(lang) + "/report").ok()
	s.fill(b)
	b.press(`main button[data-busy]`).ok()
	return ask[string](b, `document.getElementById("proof").textContent`)
}

// fill writes a report, but for what a hard captcha asks of the device.
func (s *stage) fill(b *tab) {
	b.Helper()
	b.choose("about", "conduct")
	b.choose("unit", "other")
	b.choose("category", "spending")
	b.write("text", wholeStory)
	s.solve(b)
}

// crowded is a tab whose network has used its easy captchas up.
func (s *stage) crowded(t *testing.T, address string) *tab {
	t.Helper()
	b := s.citizen(t)
	_, err := chromedp.Call(b.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"X-Forwarded-For": address}})
	b.must(err)
	prefix, err := netip.MustParseAddr(address).Prefix(56)
	b.must(err)
	for more := true; more; {
		d, err := s.Limiter.Allow(context.Background(), limit.EasyForm, prefix.String())
		b.must(err)
		more = d.OK
	}
	return b
}

// harder sends a report where many do: the device works while the form is filled
// in, and without a script the form asks for a moment's patience.
func (s *stage) harder(t *testing.T) {
	b := s.crowded(t, "2001:db8:7::1")
	b.open("/zh/report").ok()
	s.fill(b)
	b.do(chromedp.Click(chromedp.CSS(`main button[data-busy]`))) // at once: the form waits for the work
	b.do(chromedp.WaitReady(chromedp.CSS(`#code`)))
	if code := b.text("#code"); len(code) != 24 {
		b.Errorf("the receipt is %q", code)
	}
	for _, lang := range s.Book.Langs() {
		s.examine(b, "public-"+string(lang)+"-", at("report-hard", "/"+string(lang)+"/report"))
	}
	quiet := s.crowded(t, "2001:db8:8::1")
	quiet.still()
	quiet.open("/zh/report").ok()
	s.fill(quiet)
	token := ask[string](quiet, `document.querySelector("[name=token]").value`)
	quiet.press(`main button[data-busy]`).want(422)
	if ask[string](quiet, `document.querySelector("[name=token]").value`) != token || quiet.value("text") != wholeStory || len(quiet.value("captcha")) != 8 {
		quiet.Error("who is early must write something again")
	}
}

// nothingIsTold sends, keeps, looks up and adds to a report, and finds the receipt
// in no address, header, title or log; tab.hear fails what leaves the site.
func (s *stage) nothingIsTold(t *testing.T) {
	b := s.citizen(t)
	sent := b.listen()
	code := s.report(b)
	for _, page := range []string{"/zh/", "/en/status", "/zh/verify", "/zh/seasons"} {
		b.open(page)
		b.notTitled(code)
	}
	b.ask("/zh", code)
	b.ok().notTitled(code)
	b.press(`button[form=talk][value=lang]`).ok().notTitled(code)
	b.ask("/en", strings.ToLower(code))
	b.ask("/zh", flipped(code))
	b.want(404).notTitled(flipped(code))
	secrets := []string{code, strings.ReplaceAll(code, "-", ""), code[:9], code[15:]}
	lines := sent.all()
	for _, secret := range secrets {
		for _, line := range lines {
			if strings.Contains(strings.ToUpper(line), secret) {
				t.Errorf("the receipt goes out in %s", line)
			}
		}
		if strings.Contains(strings.ToUpper(s.heard.String()), secret) {
			t.Error("the receipt stands in the log")
		}
	}
	for _, line := range lines {
		if name, value, _ := strings.Cut(line, ": "); strings.EqualFold(name, "Referer") || strings.EqualFold(name, "Cookie") {
			t.Errorf("the browser tells %s: %s", name, value)
		}
	}
	if len(lines) < 40 || s.heard.String() == "" {
		t.Errorf("only %d lines were heard, and %d bytes of log", len(lines), len(s.heard.String()))
	}
}

func flipped(code string) string {
	if code[0] == 'A' {
		return "B" + code[1:]
	}
	return "A" + code[1:]
}

func (b *tab) notTitled(code string) {
	b.Helper()
	if title := ask[string](b, `document.title + location.href + document.referrer`); strings.Contains(title, code[:4]) {
		b.Errorf("the receipt stands in %q", title)
	}
}

// hearing is a log that the parts of an office write together.
type hearing struct {
	mu  sync.Mutex
	out strings.Builder
}

func (h *hearing) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.out.Write(p)
}

func (h *hearing) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.out.String()
}
