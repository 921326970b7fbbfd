package backoffice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// withFiles is a report with attachments, of which a scanner said what scans say.
func (w *world) withFiles(scans ...*models.Scan) models.Tip {
	w.Helper()
	draft := intake.Draft{Channel: models.ChannelWeb, Category: models.CategoryGifts, UnitID: w.units[0].ID, Text: story, Origin: "portal"}
	for n, scan := range scans {
		staged, err := w.intake.StageMail(w.ctx, w.round.ID, "文件 "+itoa(int64(n))+".html", "text/html", []byte("<html>"+itoa(int64(n))))
		w.must(err)
		staged.Scan = scan
		draft.Files = append(draft.Files, staged)
	}
	return w.submit(draft).Tip
}

func (w *world) actions(tip models.Tip) (all []string) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		log, err := tx.AuditOf(tip.ID)
		for _, a := range log {
			all = append(all, a.Action)
		}
		return err
	})
	return all
}

// The page that shows a file holds none of it. Its frame has no origin and may be of the viewer's alone.
func TestAFileIsShownInASandbox(t *testing.T) {
	w := lite(t)
	member, other := w.join("mei", "member:1"), w.join("other", "member:2")
	tip := w.withFiles(nil, nil, nil)
	before := len(w.actions(tip))
	page := member.get(tipPath(tip.ID, "/files/1/view")).want(200).has("文件 1.html", `sandbox="allow-scripts"`, `data-src="https://view.invalid/"`,
		`data-file="/tips/`+itoa(tip.ID)+`/files/1"`, tipPath(tip.ID, "/files/0/view"), tipPath(tip.ID, "/files/2/view"), "2 of 3")
	if strings.Contains(page.body, "&lt;html&gt;1") || strings.Contains(page.body, "allow-same-origin") {
		t.Error("the page holds the file, or gives the frame an origin")
	}
	if csp := page.header.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "; frame-src https://view.invalid") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Error(csp)
	}
	if csp := member.get(tipPath(tip.ID, "")).header.Get("Content-Security-Policy"); strings.Contains(csp, "frame-src") {
		t.Errorf("pages without a frame may have one: %s", csp)
	}
	if log := w.actions(tip)[before:]; !slices.Equal(log, []string{"tip.open", "tip.open"}) {
		t.Errorf("%q", log)
	}
	member.get(tipPath(tip.ID, "/files/3/view")).want(404)
	other.get(tipPath(tip.ID, "/files/1/view")).want(404)
	member.get("/tips/999999/files/0/view").want(404)
}

// A file in which a virus was found is neither gone nor handed out without a word.
func TestAMarkedFileIsAskedAbout(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	tip := w.withFiles(&models.Scan{Virus: "Evil.<b>", At: at}, &models.Scan{At: at}, &models.Scan{Missed: models.MissedLarge, At: at})
	page := member.get(tipPath(tip.ID, "")).want(200).has("Virus found: Evil.&lt;b&gt;", "Not scanned for viruses: too large", tipPath(tip.ID, "/files/0/view")+`"`)
	if strings.Count(page.body, "Virus found") != 1 || strings.Contains(page.body, tipPath(tip.ID, "/files/0")+`" download`) {
		t.Error("another file is marked, or the marked one is a download")
	}
	got := member.get(tipPath(tip.ID, "/files/0")).want(303)
	if got.header.Get("Location") != tipPath(tip.ID, "/files/0/view") {
		t.Errorf("%q", got.header.Get("Location"))
	}
	member.get(tipPath(tip.ID, "/files/0/view")).want(200).has("The virus scanner found Evil.&lt;b&gt;", "/files/0/view?sure=1", "/files/0?sure=1").lacks("<iframe")
	member.get(tipPath(tip.ID, "/files/0/view?sure=1")).want(200).has("<iframe", `data-file="/tips/`+itoa(tip.ID)+`/files/0?sure=1"`)
	if got := member.get(tipPath(tip.ID, "/files/0?sure=1")).want(200); got.body != "<html>0" {
		t.Errorf("%q", got.body)
	}
	for _, n := range []string{"1", "2"} {
		member.get(tipPath(tip.ID, "/files/"+n)).want(200)
	}
}
