package main

import (
	"context"
	"crypto/rand"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// village is a network that no other visitor comes from: limits count by network.
func village() string {
	a := [16]byte{0x20, 0x01}
	_, _ = rand.Read(a[2:]) // never fails (crypto/rand)
	return netip.AddrFrom16(a).String()
}

// patient is how long one step in the browser may take on a busy machine. It
// ends a test that hangs and is no claim about speed.
const patient = time.Minute

// startChromium starts one browser for a whole test. Without Chromium the test fails.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(patient))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() { stop(); stopAlloc() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium (Debian: chromium) does not start: %v", err)
	}
	return ctx
}

// tab is one visitor: one page in a browser profile of its own. What it asks
// from anywhere but its site, and what a script throws, fails the test.
type tab struct {
	*testing.T
	ctx    context.Context //nolint:containedctx // as long as the tab
	origin string
	beside string // another origin that its frames may be of; "" for none
	status int64  // of the page that was loaded last
	mute   bool   // its pages run no scripts

	mu     sync.Mutex
	faults []string // what the browser complained of since the last look
}

// newTab opens a tab for the site of an origin, which ends with the test.
func newTab(chrome context.Context, t *testing.T, origin string) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(chrome, chromedp.WithNewBrowserContext())
	b := &tab{T: t, ctx: ctx, origin: origin}
	t.Cleanup(func() {
		stop()
		for _, fault := range b.complaints() {
			if !strings.HasPrefix(fault, "console") { // a page that refuses, as it should, is logged as a failed load
				t.Error(fault)
			}
		}
	})
	b.must(chromedp.Listen(ctx, b.hear))
	_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"X-Forwarded-For": village()},
	})
	b.must(err)
	b.do(viewport(1440))
	return b
}

func (b *tab) hear(event any) {
	fault := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.origin+"/") && !strings.HasPrefix(u, "data:") && (b.beside == "" || !strings.HasPrefix(u, b.beside+"/")) {
			fault = "a request leaves the site: " + u
		}
	case *runtime.EventExceptionThrown:
		fault = "a script fails: " + e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			fault = "console: " + e.Entry.Text + " " + e.Entry.URL
		}
	}
	if fault != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.faults = append(b.faults, fault)
	}
}

// complaints are what the browser complained of since it was last asked.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.faults
	b.faults = nil
	return all
}

func (b *tab) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patient)
	defer cancel()
	b.must(chromedp.Do(ctx, steps...))
}

// ask evaluates a script in the page, whether the page may run scripts or not.
func ask[T any](b *tab, script string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patient)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.Fatalf("%v in %s", err, script)
	}
	return got
}

// load takes a step that leads to another page, and waits for that.
func (b *tab) load(what string, steps ...chromedp.Action[chromedp.Void]) *tab {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patient)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		b.Fatalf("%s: %v; the page says:\n%s", what, err, b.words())
	}
	b.status = answer.Status
	return b
}

// open goes to a page of the site by its address.
func (b *tab) open(path string) *tab {
	b.Helper()
	return b.load(path, chromedp.Navigate(b.origin+path))
}

// press clicks what leads to another page.
func (b *tab) press(selector string) *tab {
	b.Helper()
	return b.load(selector, chromedp.Click(chromedp.CSS(selector)))
}

// ok expects a page that was answered as it should.
func (b *tab) ok() *tab {
	b.Helper()
	return b.want(200)
}

func (b *tab) want(status int64) *tab {
	b.Helper()
	if b.status != status {
		b.Fatalf("the page answers %d, not %d:\n%s", b.status, status, b.words())
	}
	return b
}

// words is what a person reads on the page.
func (b *tab) words() string {
	b.Helper()
	return ask[string](b, `document.body.innerText`)
}

func (b *tab) has(texts ...string) *tab {
	b.Helper()
	words := b.words()
	for _, text := range texts {
		if !strings.Contains(words, text) {
			b.Fatalf("the page does not say %q:\n%s", text, words)
		}
	}
	return b
}

func (b *tab) lacks(texts ...string) *tab {
	b.Helper()
	words := b.words()
	for _, text := range texts {
		if strings.Contains(words, text) {
			b.Fatalf("the page says %q:\n%s", text, words)
		}
	}
	return b
}

// there says whether the page has such an element.
func (b *tab) there(selector string) bool {
	b.Helper()
	return ask[bool](b, `document.querySelector(`+quote(selector)+`) !== null`)
}

// text is what the first such element says.
func (b *tab) text(selector string) string {
	b.Helper()
	b.await(selector)
	return ask[string](b, `document.querySelector(`+quote(selector)+`).textContent.trim()`)
}

// value is what stands in a field.
func (b *tab) value(name string) string {
	b.Helper()
	b.await(field(name))
	return ask[string](b, `document.querySelector(`+quote(field(name))+`).value`)
}

func (b *tab) await(selector string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patient)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.WaitReady(chromedp.CSS(selector))); err != nil {
		b.Fatalf("%s: %v; the page says:\n%s", selector, err, b.words())
	}
}

// write replaces what stands in a text field, as an input method does.
func (b *tab) write(name, text string) {
	b.Helper()
	b.do(chromedp.Focus(chromedp.CSS(field(name))))
	ask[bool](b, `(document.activeElement.select?.(), true)`)
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
	b.must(err)
}

// choose clicks the card of a radio button or checkbox.
func (b *tab) choose(name, value string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(`label:has(> input[name="` + name + `"][value="` + value + `"])`)))
}

// pick takes an entry of a list by its words.
func (b *tab) pick(name, words string) {
	b.Helper()
	found := ask[bool](b, `(() => { const s = document.querySelector(`+quote(field(name))+`);
		const o = [...s.options].find(o => o.text.includes(`+quote(words)+`)); if (!o) return false;
		s.value = o.value; s.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`)
	if !found {
		b.Fatalf("the list %s has no %q", name, words)
	}
}

// still switches scripts off for the tab: what works now needs none.
func (b *tab) still() {
	b.Helper()
	b.mute = true
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.must(err)
}

func field(name string) string { return `main [name="` + name + `"]:not([type=hidden])` }

func quote(s string) string {
	return "`" + strings.NewReplacer("`", "\\`", "$", "\\$", `\`, `\\`).Replace(s) + "`"
}

// attach picks files for a field, and waits until those that a script sends ahead
// of the form are there.
func (b *tab) attach(name string, paths ...string) {
	b.Helper()
	b.choosePaths(name, paths...)
	if !b.mute && b.there("[data-upload]") {
		b.await(".uploads li")
		b.await(".uploads:not(:has(.going, .waiting))")
	}
}

func (b *tab) choosePaths(name string, paths ...string) {
	b.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(field(name)), paths))
}

// follow clicks the first link of the page's content that has the words in it.
func (b *tab) follow(words string) *tab {
	b.Helper()
	found := ask[bool](b, `(() => { const a = [...document.querySelectorAll("main a")].find(a => a.textContent.includes(`+quote(words)+`));
		if (a) a.id = "followed"; return a !== undefined; })()`)
	if !found {
		b.Fatalf("no link says %q:\n%s", words, b.words())
	}
	return b.press("#followed")
}

// viewport is the size of a phone, a tablet or a desk.
func viewport(width int64) chromedp.Action[chromedp.Void] {
	return chromedp.EmulateViewport(width, 900)
}
