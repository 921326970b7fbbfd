package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// mode is a way in which people have pages shown.
type mode struct {
	name  string
	media []*emulation.MediaFeature
	large bool   // the large letters of the citizens' site
	rules string // the rules of axe that can tell another story than in the light
}

// What axe is asked for: everything, or what colours may break.
const (
	allRules    = `{rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]}`
	colourRules = `{runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"]}`
)

// media asks for no motion as well, so that no colour is met half-way.
func media(name, value string) []*emulation.MediaFeature {
	return []*emulation.MediaFeature{{Name: name, Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"}}
}

// publicModes and staffModes are how the pages of each site are looked at.
func publicModes() []mode {
	return []mode{
		{name: "light", media: media("prefers-color-scheme", "light"), rules: allRules},
		{name: "large", media: media("prefers-color-scheme", "light"), rules: allRules, large: true},
		{name: "dark", media: media("prefers-color-scheme", "dark"), rules: colourRules},
		{name: "forced", media: media("forced-colors", "active"), rules: allRules},
	}
}

func staffModes() []mode {
	return []mode{
		{name: "light", media: media("prefers-color-scheme", "light"), rules: allRules},
		{name: "dark", media: media("prefers-color-scheme", "dark"), rules: colourRules},
	}
}

// readAxe is the script that looks for barriers. It is a file beside the tests:
// see testdata/axe/README.md.
func readAxe() (string, error) {
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	return string(script), err
}

// rulesOver runs rules over the page and gives one line for each fault.
const rulesOver = `axe.run(document, RULES).then(r => r.violations.map(v =>
	v.id + " (" + v.help + "): " + v.nodes.slice(0, 4).map(n => n.target.join(" ") + " " + n.any.concat(n.all, n.none).map(c => c.message).join("; ")).join(" | ")).join("\n"))`

// barriers are the faults that axe, once it is in the page, finds by some rules.
func (b *tab) barriers(rules string) []string {
	b.Helper()
	return strings.FieldsFunc(awaited(b, strings.Replace(rulesOver, "RULES", rules, 1)), func(r rune) bool { return r == '\n' })
}

// aPlantedBarrier expects axe to find what is wrong on purpose: a test that finds
// nothing must be able to find something, in the dark too.
func (s *stage) aPlantedBarrier(t *testing.T) {
	b := s.citizen(t)
	b.open("/zh/").ok()
	ask[bool](b, s.axe+"\n;(document.querySelector('h1').appendChild(new Image(40, 40)), true)")
	b.show(publicModes()[0])
	if found := strings.Join(b.barriers(allRules), "\n"); !strings.Contains(found, "image-alt") {
		t.Errorf("a picture without words is not found: %s", found)
	}
	ask[bool](b, `(document.querySelector("h1").classList.add("soft"), document.documentElement.style.setProperty("--soft", "#333"), true)`)
	for _, m := range publicModes() {
		b.show(m)
		found := strings.Contains(strings.Join(b.barriers(colourRules), "\n"), "color-contrast")
		if want := m.name == "dark"; found != want {
			t.Errorf("dark words on a dark ground, %s: found is %v", m.name, found)
		}
	}
	b.complaints()
}

// barrierFree expects that axe finds nothing on the page, in any mode, on a phone
// for citizens and at a desk for staff. No page may scroll sideways meanwhile,
// nor when it is written from right to left.
func (s *stage) barrierFree(b *tab, name string) {
	b.Helper()
	modes, width := staffModes(), int64(1440)
	public := b.origin == s.PortalURL
	if public {
		modes, width = publicModes(), 320
	}
	b.do(viewport(width))
	class := ask[string](b, s.axe+"\n;document.documentElement.className")
	for _, m := range modes {
		b.show(m)
		if m.large {
			ask[bool](b, `(document.documentElement.classList.add("large"), true)`)
		} else {
			ask[bool](b, `(document.documentElement.className = "`+class+`", true)`)
		}
		b.fits(name + ", " + m.name)
		for _, barrier := range b.barriers(m.rules) {
			b.Errorf("%s, %s: %s", name, m.name, barrier)
		}
	}
	if public {
		ask[bool](b, `(document.documentElement.dir = "rtl", true)`)
		b.fits(name + ", from right to left")
		ask[bool](b, `(document.documentElement.dir = "ltr", true)`)
	}
}

// show puts the page into a mode.
func (b *tab) show(m mode) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: m.media})
	b.must(err)
}

// fits expects that the page does not scroll sideways and that no register number
// lies under something else. 320 pixels are also what a window of 1280 has left at
// 400 percent.
func (b *tab) fits(name string) {
	b.Helper()
	if wide := ask[int64](b, `document.documentElement.scrollWidth - window.innerWidth`); wide > 0 {
		b.Errorf("%s scrolls sideways by %d px", name, wide)
	}
	if cut := ask[int64](b, `[...document.querySelectorAll(".c-no")].filter((e) => e.scrollWidth > e.clientWidth).length`); cut > 0 {
		b.Errorf("%s has no room for %d register numbers", name, cut)
	}
}

// awaited is what a promise in the page comes to.
func awaited(b *tab, script string) string {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patient)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%v in %s", err, script)
	}
	return got
}
