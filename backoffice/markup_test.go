package backoffice_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// Rows and filters are written by hand: whatever a unit or a member is called
// stands there as text, and nothing else comes of it.
func TestNamesOfTheQueueAreText(t *testing.T) {
	w := lite(t)
	names := []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</span></a></li></ul><form>`, `{{.}}&amp;<!--`,
	}
	form := url.Values{
		"name": {"二轮"}, "year": {"2026"}, "seq": {"2"}, "entry": {"2026-03-02"}, "exit": {"2026-04-17"}, "accept_until": {"2026-04-15T17:30"},
		"team_code_1": {"G1"}, "team_name_1": {"第一组"},
	}
	for i, name := range names {
		form.Set("unit_name_"+itoa(int64(i+1)), name)
		form.Set("unit_team_"+itoa(int64(i+1)), "1")
	}
	w.admin.post("/rounds/new", form).want(303)
	var units []store.RoundUnitView
	w.read(func(tx *store.Tx) error {
		round, err := tx.OpenRound()
		if err == nil {
			units, err = tx.RoundUnits(round.ID)
		}
		return err
	})
	for _, u := range units {
		tip := w.submit(intake.Draft{Channel: models.ChannelWeb, Category: models.CategoryGifts, UnitID: u.ID, Text: story, Origin: "portal"}).Tip
		w.admin.post(tipPath(tip.ID, "/claim"), nil).want(303)
	}
	for _, page := range []string{"/", "/?unit=" + itoa(units[0].ID), "/?state=received&tip=1%22%3E%3Cscript%3E"} {
		holds(t, page, w.admin.get(page).want(200).body, names[0])
	}
	holds(t, "/", w.admin.get("/").body, names...)
}

// holds checks what a browser makes of the queue.
func holds(t *testing.T, path, body string, names ...string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			texts = append(texts, n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "script" && n.FirstChild != nil || n.Data == "img" && n.Parent.Data != "a" {
			t.Errorf("%s: <%s>", path, n.Data)
		}
	}
	for _, name := range names {
		times := 0
		for _, text := range texts {
			if text == name {
				times++
			}
		}
		if times < 2 {
			t.Errorf("%s: %q stands there %d times, not in a row and a filter", path, name, times)
		}
	}
}
