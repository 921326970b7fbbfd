package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// links are the addresses that a page leads to.
func (a *answer) links(t testing.TB) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, n := range a.nodes(t, func(n *html.Node) bool { return n.Data == "a" }) {
		found[attr(n, "href")] = true
	}
	return found
}

// Issue 3, point 4: four doors before the form, one press away from the front page.
func TestFourDoorsStandBeforeTheForm(t *testing.T) {
	w := sqlite(t)
	for _, lang := range []string{"/zh", "/en"} {
		if !w.get(t, lang+"/", 200).links(t)[lang+"/start"] {
			t.Errorf("%s: the front page does not lead to the doors", lang)
		}
		doors := w.get(t, lang+"/start", 200).links(t)
		for _, to := range []string{"/report", "/guide", "/status", "/danger", "/scope", "/letter"} {
			if !doors[lang+to] {
				t.Errorf("%s: no door leads to %s", lang, to)
			}
			w.get(t, lang+to, 200)
		}
	}
}

// A claim of one's own does not enter; the text stays, and the sender may say
// that it is about conduct as well.
func TestAClaimIsGuidedAndMayStillBeSentAsConduct(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		fields := w.form(t, w.get(t, "/zh/report", 200), "about", "claim", "text", sentence)
		page := w.send(t, "/zh/report", fields, 422)
		if w.tips(t) != 0 {
			t.Fatal("a claim entered the queue")
		}
		for _, key := range []string{"portal.report.claim", "portal.place.court", "portal.place.labour", "body.petition", "body.hotline"} {
			if !strings.Contains(page.text(t), w.message(t, "zh", key)) {
				t.Errorf("the answer does not say %s", key)
			}
		}
		if page.input(t, "text") != sentence || page.input(t, "about") != "claim" {
			t.Error("what was typed is lost")
		}
		again := w.form(t, page, "about", "both", "text", page.input(t, "text"))
		w.stored(t, w.send(t, "/zh/report", again, 200).code(t))
	})
}

func TestDangerIsStoredAsUrgent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		page := w.get(t, "/zh/report?urgent=1", 200)
		if page.input(t, "urgent") != "1" {
			t.Fatal("the box is not ticked")
		}
		tip, _ := w.stored(t, w.send(t, "/zh/report", w.form(t, page, "urgent", "1"), 200).code(t))
		calm, _ := w.stored(t, w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200)), 200).code(t))
		if !tip.Urgent || calm.Urgent {
			t.Errorf("urgent: %v, calm: %v", tip.Urgent, calm.Urgent)
		}
	})
}

func TestAPosterPicksItsUnit(t *testing.T) {
	w := sqlite(t)
	if got := w.get(t, "/zh/report?unit="+unit(w, 1), 200).input(t, "unit"); got != unit(w, 1) {
		t.Errorf("the form has the unit %q", got)
	}
	for _, strange := range []string{"999", "x", "", "other"} {
		if got := w.get(t, "/zh/report?unit="+strange, 200).inputs(t, "unit"); len(got) != 0 {
			t.Errorf("unit=%s picks %v", strange, got)
		}
	}
}

// The four questions advise and bar nobody.
func TestTheScopeQuestionsAdvise(t *testing.T) {
	w := sqlite(t)
	for _, test := range []struct {
		answers string
		keys    []string
	}{
		{"unit=yes&person=yes&conduct=yes&window=yes", []string{"portal.scope.inside"}},
		{"unit=unsure", []string{"portal.scope.inside"}},
		{"unit=no&person=yes", []string{"portal.scope.outside", "portal.scope.out_unit"}},
		{"person=no", []string{"portal.scope.outside", "portal.scope.out_person"}},
		{"conduct=no&window=no", []string{"portal.scope.outside", "portal.scope.out_conduct", "portal.scope.out_window"}},
	} {
		for _, lang := range []string{"zh", "en"} {
			page := w.get(t, "/"+lang+"/scope?"+test.answers, 200)
			for _, key := range test.keys {
				if !strings.Contains(page.text(t), w.message(t, lang, key)) {
					t.Errorf("%s: %s is not said", test.answers, key)
				}
			}
			if !page.links(t)["/"+lang+"/report"] {
				t.Errorf("%s: no way to the form", test.answers)
			}
			answers, err := url.ParseQuery(test.answers)
			must(t, err)
			for name := range answers {
				if page.input(t, name) != answers.Get(name) {
					t.Errorf("%s: the answer to %s is lost", test.answers, name)
				}
			}
		}
	}
	if page := w.get(t, "/zh/scope?unit=%3Cb%3E", 200); strings.Contains(page.body, `id="advice"`) {
		t.Error("an answer that is none is taken for one")
	}
}
