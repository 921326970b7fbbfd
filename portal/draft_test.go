package portal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// typedMark is what is typed, and must not be found where anybody can read it.
const typedMark = "去年修路的钱没有公布，账目也不给看，经手人是会计。"

// window is a tab of a real browser.
type window struct {
	testing.TB
	ctx context.Context //nolint:containedctx // as long as the tab
	url string
}

// chromium starts a browser with one tab for the site of a world.
func chromium(t testing.TB, w *world) *window {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	bounded, cancel := context.WithTimeout(ctx, time.Minute) // ends a test that hangs
	t.Cleanup(func() { cancel(); stop(); stopAlloc() })
	b := &window{t, bounded, w.url}
	b.do()
	return b
}

// another is a new tab of the same browser: same storage, another session.
func (b *window) another() *window {
	ctx, stop := chromedp.NewContext(b.ctx)
	b.Cleanup(stop)
	return &window{b.TB, ctx, b.url}
}

func (b *window) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	must(b.TB, chromedp.Do(b.ctx, steps...))
}

func (b *window) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

func eval[T any](b *window, script string) T {
	b.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	must(b.TB, err)
	return got
}

// until waits for a script to be true, also over a change of page.
func (b *window) until(script string) {
	b.Helper()
	for {
		_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](script))
		if err == nil {
			return
		}
		if b.ctx.Err() != nil {
			b.Fatalf("never true: %s", script)
		}
	}
}

// begun fills a form in and waits until its draft is kept.
func (b *window) begun() {
	b.Helper()
	b.open("/zh/report")
	b.do(chromedp.Focus(chromedp.CSS("#f-text")))
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: typedMark})
	must(b.TB, err)
	b.do(chromedp.Click(chromedp.CSS(`label:has(> [name=category][value=gifts])`)))
	b.until(`!document.getElementById("draft").hidden && localStorage.length === 1`)
}

const (
	stored  = `JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])`
	written = `document.getElementById("f-text").value`
)

func TestADraftComesBackAfterAReload(t *testing.T) {
	w := sqlite(t)
	b := chromium(t, w)
	b.begun()
	kept := eval[string](b, stored)
	for _, mark := range []string{typedMark, typedMark[:12], "gifts", "category"} {
		if strings.Contains(kept, mark) {
			t.Errorf("%q can be read in the storage of the browser", mark)
		}
	}
	b.do(chromedp.Reload())
	b.until(written + ` !== ""`)
	if got := eval[string](b, written); got != typedMark {
		t.Errorf("restored %q", got)
	}
	if !eval[bool](b, `document.querySelector("[name=category][value=gifts]").checked`) {
		t.Error("the category is lost")
	}
	b.until(`document.querySelector("#draft span").textContent.includes(` + "`" + w.message(t, "zh", "portal.draft.restored") + "`" + `)`)

	other := b.another()
	other.open("/zh/report")
	if got := eval[string](other, written); got != "" {
		t.Errorf("another tab reads %q", got)
	}
	b.do(chromedp.Click(chromedp.CSS("#draft button")))
	b.until(`localStorage.length === 0 && ` + written + ` === "" && document.getElementById("draft").hidden`)
}

// Issue 3, point 3: leaving wipes the draft and takes the page's place in the
// history; "back" leads to nothing of the site.
func TestLeavingQuicklyLeavesNothing(t *testing.T) {
	for name, leave := range map[string][]chromedp.Action[chromedp.Void]{
		"press": {chromedp.Click(chromedp.CSS("[data-leave]"))},
		"key":   {chromedp.KeyEvent("\x1b"), chromedp.KeyEvent("\x1b")},
	} {
		t.Run(name, func(t *testing.T) {
			b := chromium(t, sqlite(t))
			b.open("/zh/")
			b.begun()
			before := eval[int](b, `history.length`)
			b.do(leave...)
			b.until(`location.pathname === "/zh/seasons" && document.readyState === "complete"`)
			if n := eval[int](b, `history.length`); n != before {
				t.Errorf("%d entries in the history, not %d", n, before)
			}
			if kept := eval[string](b, stored); strings.Contains(kept, "draft") || strings.Contains(kept, "tab") {
				t.Errorf("left behind: %s", kept)
			}
			if from := eval[string](b, `document.referrer`); from != "" {
				t.Errorf("the page left is told: %s", from)
			}
			b.do(chromedp.Evaluate[chromedp.Void](`void history.back()`))
			b.until(`performance.getEntriesByType("navigation")[0].name.includes("/zh/seasons") && document.readyState === "complete"`)
			if got := eval[string](b, `location.pathname + document.body.innerText`); strings.Contains(got, typedMark) || !strings.HasPrefix(got, "/zh/seasons") {
				t.Errorf("back shows %.60s", got)
			}
			b.open("/zh/report")
			if got := eval[string](b, `location.pathname + `+written); got != "/zh/report" {
				t.Errorf("who comes anew finds %s", got)
			}
		})
	}
}

func TestADraftEndsWithTheReport(t *testing.T) {
	w := sqlite(t)
	b := chromium(t, w)
	b.begun()
	digits := w.solve(t, eval[string](b, `document.querySelector("[name=token]").value`))
	b.do(chromedp.Click(chromedp.CSS(`label:has(> [name=about][value=conduct])`)), chromedp.Click(chromedp.CSS(`label:has(> [name=unit][value=other])`)),
		chromedp.SendKeys(chromedp.CSS("#f-captcha"), digits), chromedp.Click(chromedp.CSS("main button[data-busy]")))
	b.until(`document.querySelector("#code") !== null && document.readyState === "complete"`)
	if n := eval[int](b, `localStorage.length`); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

// Where the line is not safe, or the browser cannot encrypt, nothing is kept.
func TestWithoutEncryptionNothingIsKept(t *testing.T) {
	for name, missing := range map[string]string{
		"no secure context": `Object.defineProperty(window, "isSecureContext", {value: false})`,
		"no cryptography":   `Object.defineProperty(crypto, "subtle", {value: undefined})`,
	} {
		t.Run(name, func(t *testing.T) {
			b := chromium(t, sqlite(t))
			_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: missing})
			must(t, err)
			b.open("/zh/report")
			b.do(chromedp.SendKeys(chromedp.CSS("#f-text"), typedMark))
			if n := eval[int](b, `localStorage.length + sessionStorage.length`); n != 0 {
				t.Errorf("%d things are kept", n)
			}
		})
	}
}

// A draft whose day is over is removed by whatever page is opened next.
func TestADraftLastsADay(t *testing.T) {
	b := chromium(t, sqlite(t))
	b.begun()
	until := eval[float64](b, `parseInt(Object.values(localStorage)[0], 10) - Date.now()`)
	if until < 23.9*3600e3 || until > 24*3600e3 {
		t.Errorf("kept for %.0f ms", until)
	}
	_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `const real = Date.now; Date.now = () => real() + 25 * 3600e3`,
	})
	must(t, err)
	b.open("/zh/")
	if n := eval[int](b, `localStorage.length`); n != 0 {
		t.Errorf("%d drafts outlive their day", n)
	}
}
