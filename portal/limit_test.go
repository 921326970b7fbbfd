package portal_test

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/portal"
	"heed/web/limit"
)

// once lets one visit an hour through to a class.
func once(class limit.Class) setting {
	return func(o *portal.Options) {
		rates := limit.Defaults()
		rates[class] = limit.Rate{Count: 1, Period: time.Hour, Burst: 1}
		o.Web.Limiter = limit.NewMemory(rates, o.Web.Now)
	}
}

// limited checks that an answer says when to come back.
func (a *answer) limited(t *testing.T) {
	t.Helper()
	if seconds, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || seconds < 3000 || seconds > 3600 {
		t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
	}
	if !strings.Contains(a.faults(t), "60") {
		t.Errorf("the page does not say when to come back: %q", a.faults(t))
	}
}

func TestTooManyReportsKeepTheForm(t *testing.T) {
	w := sqlite(t, once(limit.Submit))
	w.submitted(t)
	for _, lang := range []string{"zh", "en"} {
		fields := w.refusedReport(t, lang)
		if page := w.send(t, "/"+lang+"/report", fields, 429); !strings.Contains(page.text(t), "a.bin") {
			t.Error("the file was lost")
		}
	}
	if n := w.tips(t); n != 1 {
		t.Errorf("%d reports were stored, not one", n)
	}
}

// refusedReport sends a report with a file, one too many: all that was typed must
// come back. It gives what the form would send next.
func (w *world) refusedReport(t *testing.T, lang string) url.Values {
	t.Helper()
	fields := w.form(t, w.get(t, "/"+lang+"/report", 200), "text", sentence, "name", "老李", "unit_text", "东头")
	page := w.send(t, "/"+lang+"/report", fields, 429, upload{"a.bin", strings.Repeat("x", 300_000)})
	page.limited(t)
	for _, name := range []string{"text", "name", "unit_text", "unit", "category"} {
		if page.input(t, name) != fields.Get(name) {
			t.Errorf("%s was lost", name)
		}
	}
	return w.form(t, page)
}

func TestOnlyAStoredReportCounts(t *testing.T) {
	w := sqlite(t, once(limit.Submit))
	w.post(t, "/zh/report", url.Values{}, 422)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", "短")
	w.send(t, "/zh/report", fields, 422)
	fields.Set("another", "lang")
	w.send(t, "/en/report", fields, 200)
	fields = w.form(t, w.get(t, "/zh/report", 200))
	fields.Set("captcha", wrong(fields.Get("captcha")))
	w.send(t, "/zh/report", w.form(t, w.send(t, "/zh/report", fields, 422)), 200).code(t)
}

func TestTooManyFormsLeaveNoFile(t *testing.T) {
	for class, status := range map[limit.Class]int{limit.Form: 429, limit.Upload: 422} {
		w := sqlite(t, once(class))
		typed := url.Values{"text": {sentence}}
		file := upload{"a.bin", strings.Repeat("x", 300_000)}
		if class == limit.Upload {
			w.send(t, "/zh/report", typed, status, upload{"b.txt", "b"})
		} else {
			w.get(t, "/zh/", 200)
		}
		page := w.send(t, "/zh/report", typed, 429, file)
		page.limited(t)
		if page.input(t, "text") != sentence {
			t.Errorf("%s: what was typed was lost", class)
		}
		if names := w.blobNames(t); len(names) != 0 {
			t.Errorf("%s: files of refused forms are left: %v", class, names)
		}
	}
}

func TestTooManyLookups(t *testing.T) {
	w := sqlite(t, once(limit.Lookup))
	typed := url.Values{"receipt": {"0000-1111-2222-3333-4444"}}
	w.post(t, "/zh/status", typed, 404)
	page := w.post(t, "/zh/status", typed, 429)
	page.limited(t)
	if page.input(t, "receipt") != typed.Get("receipt") {
		t.Error("what was typed was lost")
	}
}

func TestTooManyMessages(t *testing.T) {
	w := sqlite(t, once(limit.Message))
	code := w.submitted(t).code(t)
	w.send(t, "/zh/status/message", talk(t, w.page(t, code), "text", answered), 200)
	page := w.send(t, "/zh/status/message", talk(t, w.page(t, code), "text", answered+"还有", "kind", "fact"), 429, upload{"账本.txt", "三百元"})
	page.limited(t)
	if page.input(t, "text") != answered+"还有" || !strings.Contains(page.text(t), "账本.txt") {
		t.Error("what was typed was lost")
	}
	w.send(t, "/zh/status/message", url.Values{"parcel": {page.input(t, "parcel")}, "kind": {"fact"}, "another": {"lang"}}, 200)
}

func TestTooManyPages(t *testing.T) {
	w := sqlite(t, once(limit.Form))
	w.get(t, "/zh/", 200)
	w.get(t, "/zh/report", 429).limited(t)
	w.get(t, "/zh/seasons", 429)
}

func TestTooManyPictures(t *testing.T) {
	w := sqlite(t, once(limit.Captcha))
	token := w.get(t, "/zh/report", 200).input(t, "token")
	w.get(t, "/zh/captcha/"+token+"/picture", 200)
	w.get(t, "/zh/captcha/"+token+"/sound", 429)
}

// free counts every visit and refuses none, so that a benchmark pays for the
// limiter and is not stopped by it.
type free struct{ limit.Limiter }

func (f free) Allow(ctx context.Context, class limit.Class, key string) (limit.Decision, error) {
	_, err := f.Limiter.Allow(ctx, class, key)
	return limit.Decision{OK: true}, err
}
