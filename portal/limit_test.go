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
	for _, lang := range []string{"zh", "en"} {
		form := w.get(t, "/"+lang+"/report", 200)
		w.post(t, "/"+lang+"/report", url.Values{}, map[string]int{"zh": 422, "en": 429}[lang])
		fields := w.form(t, form, "text", sentence, "name", "老李", "unit_text", "东头")
		page := w.send(t, "/"+lang+"/report", fields, 429, upload{"a.bin", strings.Repeat("x", 300_000)})
		page.limited(t)
		for _, name := range []string{"text", "name", "unit_text", "unit", "category"} {
			if page.input(t, name) != fields.Get(name) {
				t.Errorf("%s was lost", name)
			}
		}
	}
	if names := w.blobNames(t); len(names) != 0 {
		t.Errorf("files of refused reports are left: %v", names)
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
