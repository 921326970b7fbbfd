package portal_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestStoreDown closes the store under the site, which is a fault of ours: 500. It holds a part of P1: a report that cannot be stored is refused
// loudly, with the form kept.
func TestStoreDown(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", sentence, "name", "老李")
	must(t, w.store.Close())
	w.clock.add(time.Minute)
	page := w.send(t, "/zh/report", fields, 500, upload{"a.txt", "收据"})
	if page.input(t, "text") != sentence || page.input(t, "name") != "老李" || page.faults(t) == "" {
		t.Errorf("the form was lost; faults %q", page.faults(t))
	}
	if strings.Contains(page.body, "sql") || strings.Contains(page.body, "closed") {
		t.Error("an internal text is shown")
	}
	lookup := w.post(t, "/zh/status", url.Values{"receipt": {"0000-0000-0000-0000-0000"}}, 500) // every receipt is looked up, a mistyped one too
	if lookup.input(t, "receipt") == "" {
		t.Error("the receipt was lost")
	}
}

// TestStoreDownFromTheStart has nothing to show and says so.
func TestStoreDownFromTheStart(t *testing.T) {
	w := sqlite(t)
	must(t, w.store.Close())
	for _, path := range []string{"/zh/", "/en/report"} {
		if page := w.get(t, path, 500); page.faults(t) == "" {
			t.Errorf("%s says nothing", path)
		}
	}
}
