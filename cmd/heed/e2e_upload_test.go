package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"heed/models/scrub/sample"
)

// A photo over a line that breaks half-way: it goes on where it stopped, the
// reporter reads what was taken out, staff get the copy without it, and the two
// custodians the file as it came.
func (s *stage) brokenUpload(t *testing.T) {
	photo := sample.Photo(3 << 20)
	path := filepath.Join(t.TempDir(), "现场.jpg")
	if err := os.WriteFile(path, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	citizen := s.citizen(t)
	citizen.open("/zh/report").ok()
	parts := citizen.parts()
	citizen.line(400<<10, false)
	citizen.choosePaths("files", path)
	citizen.await(`.uploads .going`)
	parts.await(t, 1) // one piece is there, another is on its way
	citizen.line(400<<10, true)
	citizen.await(`.uploads .broken`)
	citizen.has(s.says("portal.upload.broken"))
	citizen.awaitStop() // half a file is not left behind unasked
	citizen.line(-1, false)
	citizen.await(`.uploads .done`)
	citizen.has("现场.jpg", s.says("portal.upload.done"), s.says("trace.place"), s.says("trace.device"))
	if parts.lowest() == 0 {
		t.Error("after the break the file began anew")
	}
	citizen.choose("about", "conduct")
	citizen.choose("unit", ask[string](citizen, `document.querySelector("[name=unit]").value`))
	citizen.choose("category", "benefits")
	citizen.write("text", wholeStory)
	s.solve(citizen)
	citizen.press(`main button[data-busy]`).ok().has("现场.jpg", s.says("trace.place"))
	tip := s.tipOf(t, citizen.text("#code"))
	if tip.Files != 1 {
		t.Fatalf("%d files are stored", tip.Files)
	}

	clerk := s.person(t, "clerk")
	clerk.pickTip(tip).has("现场.jpg", s.says("trace.place"), s.says("backoffice.tip.original"))
	copied := clerk.fetch("GET", fmt.Sprintf("/tips/%d/files/0", tip.ID), "")
	if len(copied) < 3<<20 || bytes.Contains(copied, []byte(sample.Camera)) || bytes.Contains(copied, []byte(sample.Taken)) {
		t.Errorf("the copy for staff has %d bytes and tells of its maker", len(copied))
	}
	s.originalFor(t, tip.ID, photo)
}

// originalFor has two custodians open a file as it came.
func (s *stage) originalFor(t *testing.T, tipID int64, want []byte) {
	t.Helper()
	both := []*tab{s.person(t, "custodian1"), s.person(t, "custodian2")}
	both[0].open("/identities/new?tip=" + strconv.FormatInt(tipID, 10)).ok()
	both[0].choose("purpose", ask[string](both[0], `document.querySelector("[name=purpose]").value`))
	both[0].write("approval", "批〔2026〕7号")
	both[0].press(`form[action="/identities/new"] button`).ok()
	path := both[0].path()
	for _, b := range both {
		if b.open(path).ok().there(`button[value=half]`) {
			b.press(`button[value=half]`).ok()
		}
	}
	for _, b := range both {
		if !b.open(path).ok().there(`button[name=ord]`) {
			continue
		}
		token := ask[string](b, `document.querySelector("[name=csrf]").value`)
		if got := b.fetch("POST", path, "do=original&ord=0&csrf="+token); !bytes.Equal(got, want) {
			t.Errorf("the original has %d bytes, not the %d that were sent", len(got), len(want))
		}
		return
	}
	t.Error("no custodian is offered the original")
}

// line makes the browser's line slow, or cuts it.
func (b *tab) line(bytesPerSecond float64, cut bool) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: cut, UploadThroughput: bytesPerSecond, DownloadThroughput: -1}},
	})
	b.must(err)
	_, err = chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: cut, UploadThroughput: bytesPerSecond, DownloadThroughput: -1,
	})
	b.must(err)
}

// awaitStop presses send and answers the question of the page with no.
func (b *tab) awaitStop() {
	b.Helper()
	asked := ask[bool](b, `(() => { let asked = false; window.confirm = () => { asked = true; return false; };
		document.querySelector("main button[data-busy]").form.noValidate = true;
		document.querySelector("main button[data-busy]").click(); return asked; })()`)
	if !asked {
		b.Error("the form is sent with half a file, unasked")
	}
}

// fetch is what an address of the page's own site answers, byte by byte.
func (b *tab) fetch(method, path, form string) []byte {
	b.Helper()
	text := ask[string](b, `(() => { const r = new XMLHttpRequest(); r.open(`+quote(method)+`, `+quote(path)+`, false);
		r.overrideMimeType("text/plain; charset=x-user-defined");
		if (`+quote(form)+`) { r.setRequestHeader("Content-Type", "application/x-www-form-urlencoded"); }
		r.send(`+quote(form)+`); if (r.status !== 200) { return "status " + r.status; }
		let all = ""; for (let i = 0; i < r.responseText.length; i++) { all += String.fromCharCode(r.responseText.charCodeAt(i) & 255); }
		return btoa(all); })()`)
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		b.Fatalf("%s %s: %s", method, path, text)
	}
	return raw
}

// sentParts are the parts of files that a browser sends, by where they begin.
type sentParts struct {
	mu      sync.Mutex
	offsets []int
	more    chan struct{}
}

// parts listens to the tab from now on.
func (b *tab) parts() *sentParts {
	b.Helper()
	p := &sentParts{more: make(chan struct{}, 100)}
	b.must(chromedp.Listen(b.ctx, func(event any) {
		e, ok := event.(*network.EventRequestWillBeSent)
		if !ok || e.Request.Method != "PATCH" {
			return
		}
		at, err := strconv.Atoi(fmt.Sprint(e.Request.Headers["Upload-Offset"]))
		if err == nil {
			p.mu.Lock()
			p.offsets = append(p.offsets, at)
			p.mu.Unlock()
			p.more <- struct{}{}
		}
	}))
	return p
}

// await waits until a part was begun that does not begin the file.
func (p *sentParts) await(t *testing.T, after int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	for {
		p.mu.Lock()
		begun := len(p.offsets) > after && p.offsets[len(p.offsets)-1] > 0
		p.mu.Unlock()
		if begun {
			return
		}
		select {
		case <-p.more:
		case <-ctx.Done():
			t.Fatalf("parts begun: %v", p.offsets)
		}
	}
}

// lowest is where the first part after the first one began.
func (p *sentParts) lowest() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.offsets) < 2 {
		return 0
	}
	least := p.offsets[1]
	for _, at := range p.offsets[1:] {
		least = min(least, at)
	}
	return least
}
