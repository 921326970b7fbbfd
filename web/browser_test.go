package web_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"heed/web"
)

// serve runs a site on a free port until the test ends.
func serve(t testing.TB, s *web.Site) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

// browser is one Chromium that asks nobody outside; what it complains of (a
// blocked style, a script error, a missing file) fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	bounded, cancel := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(func() { cancel(); stop(); stopAlloc() })
	err := chromedp.Listen(bounded, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			t.Errorf("browser: %s %s", e.Entry.Text, e.Entry.URL)
		case *runtime.EventExceptionThrown:
			t.Errorf("browser: %s", e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return bounded
}

// widest is the right edge of the page's content beside the width of the window.
const widest = `[document.documentElement.scrollWidth, window.innerWidth]`

func TestInABrowser(t *testing.T) {
	portal, staff := serve(t, portalSite(t)), serve(t, staffSite(t))
	ctx := browser(t)
	t.Run("scripts are only comfort", func(t *testing.T) { scripts(ctx, t, portal) })
	t.Run("no page scrolls sideways", func(t *testing.T) { sideways(ctx, t, portal, staff) })
	t.Run("a language from right to left", func(t *testing.T) { rightToLeft(ctx, t, serve(t, portalSite(t, pseudoBook(t)))) })
}

func sideways(ctx context.Context, t *testing.T, portal, staff string) {
	t.Helper()
	pages := map[string]string{
		"front": portal + "/zh/", "front-en": portal + "/en/", "front-large": portal + "/zh/?text=large",
		"form": portal + "/zh/report", "form-sent": portal + "/zh/report?sent=1",
		"queue": staff + "/queue", "signin": staff + "/signin",
	}
	for name, url := range pages {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{320, 768, 1440} {
				look(ctx, t, fmt.Sprintf("%s-%s-%d.png", name, scheme, width), url, scheme, width)
			}
		}
	}
}

func look(ctx context.Context, t *testing.T, name, url, scheme string, width int64) {
	t.Helper()
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, dark); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	edges, err := chromedp.Run(ctx, chromedp.Evaluate[[]int64](widest))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if edges[0] > edges[1] {
		t.Errorf("%s: %d px wide in a window of %d", name, edges[0], edges[1])
	}
	keepShot(ctx, t, name)
}

// keepShot writes a picture of the page into the folder that HEED_SHOTS names,
// for a person to look at.
func keepShot(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("HEED_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), picture, 0o600); err != nil {
		t.Error(err)
	}
}

func scripts(ctx context.Context, t *testing.T, portal string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(768, 900), chromedp.Navigate(portal+"/zh/report?sent=1")); err != nil {
		t.Fatal(err)
	}
	if focus := evaluate(ctx, t, `document.activeElement.id`); focus != "faults" {
		t.Errorf("the focus is on %q", focus)
	}
	count := evaluate(ctx, t, `(() => { const a = document.querySelector("#f-text"); a.value = "很".repeat(2900);
		a.dispatchEvent(new Event("input")); return document.querySelector("#f-text-count").textContent; })()`)
	if !strings.Contains(count, "100") {
		t.Errorf("left to type: %q", count)
	}
	sent := evaluate(ctx, t, `(() => { const f = document.querySelector("form"); let n = 0;
		f.addEventListener("submit", e => { if (!e.defaultPrevented) n++; e.preventDefault(); });
		for (let i = 0; i < 3; i++) f.dispatchEvent(new Event("submit", {cancelable: true})); return String(n); })()`)
	if sent != "1" {
		t.Errorf("sent %s times", sent)
	}
}

func evaluate(ctx context.Context, t *testing.T, script string) string {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
	if err != nil {
		t.Fatal(err)
	}
	return got
}
