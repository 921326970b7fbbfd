package portal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"heed/models/testserver"
	"heed/portal"
	"heed/web/breaker"
	"heed/web/captcha"
	"heed/web/limit"
)

// lightWork makes the work of a hard captcha small; the limits are the usual ones.
func lightWork(t testing.TB) setting {
	return func(o *portal.Options) {
		box, err := captcha.New(captcha.Options{Secret: o.Secret, Now: o.Web.Now, Log: o.Web.Log, Work: 50})
		must(t, err)
		o.Captcha = box
	}
}

// work is what the page asks of a device; "" when it asks nothing.
func (a *answer) work(t testing.TB) string {
	t.Helper()
	for _, n := range a.nodes(t, func(n *html.Node) bool { return attr(n, "id") == "work" }) {
		most, err := strconv.Atoi(attr(n, "data-most"))
		must(t, err)
		for try := range most {
			if sum := sha256.Sum256([]byte(attr(n, "data-salt") + ":" + strconv.Itoa(try))); hex.EncodeToString(sum[:]) == attr(n, "data-challenge") {
				return strconv.Itoa(try)
			}
		}
		t.Fatal("the work has no end")
	}
	return ""
}

// tried sends a form and gives the page that comes back, whatever it is.
func (w *world) tried(t testing.TB, fields url.Values) (*answer, bool) {
	t.Helper()
	page := w.send(t, "/zh/report", fields, 0)
	return page, page.status == 200
}

// villager reports once, as a browser with scripts: reads what the page asks and does it.
func (w *world) villager(t testing.TB) bool {
	t.Helper()
	page := w.get(t, "/zh/report", 0)
	for range 2 {
		if page.status != 200 && page.status != 422 {
			return false
		}
		w.get(t, "/zh/captcha/"+page.input(t, "token")+"/picture", 200)
		next, stored := w.tried(t, w.form(t, page, "work", page.work(t)))
		if stored {
			return true
		}
		page = next
	}
	return false
}

// A meeting in the village hall: a hundred and fifty telephones at once, and fifty
// more without scripts in the course of the hour, all behind one address.
func TestAVillageGetsThrough(t *testing.T) {
	w := sqlite(t, lightWork(t))
	for n := range 150 {
		if !w.villager(t) {
			t.Fatalf("report %d is refused", n)
		}
	}
	for n := range 50 {
		page := w.get(t, "/zh/report", 200)
		fields := w.form(t, page)
		if page, stored := w.tried(t, fields); !stored {
			fields = w.form(t, page) // now the picture is a hard one
		}
		w.clock.add(time.Minute) // the wait that the page asks for
		if _, stored := w.tried(t, fields); !stored {
			t.Fatalf("report %d without a script is refused", n)
		}
	}
	if n := w.tips(t); n < 200 {
		t.Errorf("%d reports were stored", n)
	}
}

// A script that reads six digits, and no more, for an hour.
func TestAScriptThatSolvesNothingElseDoesNot(t *testing.T) {
	w := sqlite(t, lightWork(t))
	for range 360 {
		page := w.get(t, "/zh/report", 0)
		if page.status == 200 && page.work(t) == "" {
			w.tried(t, w.form(t, page))
		}
		w.clock.add(10 * time.Second)
	}
	rate := limit.Defaults()[limit.EasySubmit]
	if n := w.tips(t); n < int64(rate.Burst) || n > int64(rate.Burst+rate.Count) {
		t.Errorf("%d reports were stored, not %d to %d", n, rate.Burst, rate.Burst+rate.Count)
	}
}

// strict asks everybody after the first for more.
func strict(t testing.TB, class limit.Class) []setting {
	return []setting{lightWork(t), once(class)}
}

func TestMoreIsAskedForWithTheFormKept(t *testing.T) {
	w := sqlite(t, strict(t, limit.EasySubmit)...)
	w.submitted(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", sentence, "name", "老李")
	page := w.send(t, "/zh/report", fields, 422, upload{"a.txt", strings.Repeat("x", 3000)})
	if page.input(t, "text") != sentence || page.input(t, "name") != "老李" || !strings.Contains(page.text(t), "a.txt") || page.input(t, "captcha") != "" {
		t.Error("what was typed was lost")
	}
	if !strings.Contains(page.faults(t), "8") || page.work(t) == "" {
		t.Errorf("more is not asked for: %s", page.faults(t))
	}
	again := w.form(t, page)
	again.Set("captcha", wrong(again.Get("captcha")))
	page = w.send(t, "/zh/report", again, 422)
	if page.work(t) == "" {
		t.Error("a wrong answer makes it easier")
	}
	again = w.form(t, page, "another", "picture")
	if page = w.send(t, "/en/report", again, 200); page.work(t) == "" {
		t.Error("another picture makes it easier")
	}
	w.send(t, "/zh/report", w.form(t, page, "work", page.work(t)), 200).code(t)
}

func TestWithoutAScriptAWaitServes(t *testing.T) {
	w := sqlite(t, strict(t, limit.EasySubmit)...)
	w.submitted(t)
	page := w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200), "text", sentence), 422)
	fields := w.form(t, page, "text", sentence, "work", "1x")
	early := w.send(t, "/zh/report", fields, 422)
	if early.input(t, "token") != fields.Get("token") || early.input(t, "captcha") != fields.Get("captcha") || early.input(t, "text") != sentence {
		t.Error("who is early must only press again")
	}
	if !strings.Contains(early.faults(t), "60") {
		t.Errorf("the wait is not told: %s", early.faults(t))
	}
	w.clock.add(time.Minute)
	code := w.send(t, "/zh/report", fields, 200).code(t)
	if again := w.send(t, "/zh/report", fields, 200).code(t); again != code {
		t.Error("the same form again gives another receipt")
	}
}

func TestManyEmptyFormsAskForMoreAtOnce(t *testing.T) {
	w := sqlite(t, strict(t, limit.EasyForm)...)
	if w.get(t, "/zh/report", 200).work(t) != "" {
		t.Error("the first form asks for more")
	}
	page := w.get(t, "/en/report?text=large&urgent=1", 200)
	if page.work(t) == "" || page.input(t, "urgent") != "1" {
		t.Error("the second form asks for nothing, or lost what its address says")
	}
	w.send(t, "/en/report", w.form(t, page, "work", page.work(t)), 200).code(t)
}

// Work done for one form does not serve for the next.
func TestWorkServesOnce(t *testing.T) {
	w := sqlite(t, strict(t, limit.EasyForm)...)
	w.get(t, "/zh/report", 200)
	page := w.get(t, "/zh/report", 200)
	number := page.work(t)
	w.send(t, "/zh/report", w.form(t, page, "work", number), 200).code(t)
	other := w.get(t, "/zh/report", 200)
	if other.work(t) == number { // one in fifty
		other = w.get(t, "/zh/report", 200)
	}
	if page := w.send(t, "/zh/report", w.form(t, other, "work", number), 422); !strings.Contains(page.faults(t), "60") {
		t.Errorf("old work passes: %s", page.faults(t))
	}
}

// Two replicas count together through Redis.
func TestReplicasCountTogether(t *testing.T) {
	client, err := breaker.Connect(testserver.Redis(t).URL())
	must(t, err)
	t.Cleanup(func() { must(t, client.Close()) })
	shared := func(o *portal.Options) {
		rates := limit.Defaults()
		rates[limit.EasySubmit] = limit.Rate{Count: 2, Period: time.Hour, Burst: 2}
		o.Web.Limiter = limit.New(limit.Options{Redis: client, Now: o.Web.Now, Log: o.Web.Log, Rates: rates})
	}
	one, two := sqlite(t, lightWork(t), shared), sqlite(t, lightWork(t), shared)
	one.submitted(t)
	two.submitted(t)
	for _, w := range []*world{one, two} {
		if page, stored := w.tried(t, w.form(t, w.get(t, "/zh/report", 200))); stored || page.work(t) == "" {
			t.Error("a replica counts for itself")
		}
	}
}
