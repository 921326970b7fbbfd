package backoffice_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
)

var (
	countForm = regexp.MustCompile(`<a[^>]* href="(/\?[^"]*)"[^>]*>(?:<span>)?[^<]*(?:</span>)? <b>([\d,]+)</b></a>`)
	rowForm   = regexp.MustCompile(`<li class="tiprow`)
	nextForm  = regexp.MustCompile(`href="([^"]*)" rel="next"`)
	numberIn  = regexp.MustCompile(`<span class="c-no">([^<]*)</span>`)
)

// count follows a list to its end.
func (b *browser) count(path string) int64 {
	b.Helper()
	var n int64
	for path != "" {
		page := b.get(path).want(200).body
		n += int64(len(rowForm.FindAllString(page, -1)))
		next := nextForm.FindStringSubmatch(page)
		path = ""
		if next != nil {
			path = html.UnescapeString(next[1])
		}
	}
	return n
}

// P10: every number on the queue is a link to exactly that many rows.
func TestEveryCountLeadsToItsRows(t *testing.T) {
	each(t, func(w *world) {
		clerk, member := w.join("clerk", "clerk"), w.join("mei", "member:1")
		for i := range 70 {
			d := intake.Draft{
				Channel: []models.Channel{models.ChannelWeb, models.ChannelMail}[i%2], Category: models.Categories()[i%5], UnitID: w.units[i%2].ID,
				Text: story, Origin: "portal", Receipt: i%2 == 0,
			}
			res := w.submit(d)
			if i%6 == 0 {
				reporter{w, res.Receipt, res.Tip.ID}.says(models.MessageFact, replied)
			}
		}
		for id := int64(1); id <= 20; id++ {
			clerk.post(tipPath(id, "/step"), url.Values{"event": {"register"}}).want(303)
		}
		clerk.post(tipPath(7, "/claim"), nil).want(303)
		w.clock.Add(49 * time.Hour)
		for _, b := range []*browser{w.again(clerk, "clerk"), w.again(member, "mei")} {
			for _, page := range []string{"/", "/?state=received", "/?state=received&channel=web", "/?new=1", "/?new=1&state=received"} {
				found := countForm.FindAllStringSubmatch(b.get(page).want(200).body, -1)
				if len(found) < 8 {
					w.Fatalf("%s: %d counts", page, len(found))
				}
				for _, f := range found {
					link := html.UnescapeString(f[1])
					if strings.Contains(link, "overdue") && !strings.Contains(page, "overdue") && f[2] == "0" {
						w.Errorf("nothing is overdue on %s", page)
					}
					if picked := len(link) < len(page); picked {
						continue // this one takes its filter away
					}
					if n := b.count(link); itoa(n) != f[2] {
						w.Errorf("%s: %s says %s and shows %d", page, link, f[2], n)
					}
				}
			}
		}
	})
}

// again signs a member in anew, after time has passed.
func (w *world) again(b *browser, login string) *browser {
	w.Helper()
	fresh := w.browser()
	fresh.me = b.me
	fresh.post("/signin", url.Values{"login": {login}, "passphrase": {passphrase}}).want(303)
	return fresh
}

// Pages lead forth and back over the same rows.
func TestPagesLeadForthAndBack(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	for range 120 {
		w.tip(1, story)
	}
	seen := map[string]bool{}
	path, pages := "/", 0
	for path != "" {
		page := clerk.get(path).want(200).body
		pages++
		for _, m := range numberIn.FindAllStringSubmatch(page, -1) {
			if seen[m[1]] {
				t.Errorf("%s stands twice", m[1])
			}
			seen[m[1]] = true
		}
		next := nextForm.FindStringSubmatch(page)
		path = ""
		if next != nil {
			path = html.UnescapeString(next[1])
		}
	}
	if len(seen) != 120 || pages != 3 {
		t.Errorf("%d tips on %d pages", len(seen), pages)
	}
}

// A team sees its own tips and no others, in rows, counts and addresses.
func TestATeamSeesItsOwn(t *testing.T) {
	w := lite(t)
	one, two := w.join("one", "member:1"), w.join("two", "member:2")
	first, second := w.tip(1, story), w.tip(2, story)
	one.get("/").want(200).has(first.Number, "1 tip").lacks(second.Number)
	two.get("/").want(200).has(second.Number).lacks(first.Number)
	one.get("/?tip=" + itoa(second.ID)).want(404)
	one.post(tipPath(second.ID, "/claim"), nil).want(404)
	one.post(tipPath(first.ID, "/step"), url.Values{"event": {"archive"}}).want(403)
	one.post(tipPath(first.ID, "/step"), url.Values{"event": {"ask"}}).want(409)
}
