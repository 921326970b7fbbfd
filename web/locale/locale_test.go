package locale_test

import (
	"testing"
	"testing/fstest"
	"time"

	"heed/web/locale"
)

func book(t *testing.T, zh, en string) *locale.Book {
	t.Helper()
	b, err := locale.Load(fstest.MapFS{"locales/zh.json": {Data: []byte(zh)}, "locales/en.json": {Data: []byte(en)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMessages(t *testing.T) {
	b := book(t, `{"n":"{n} 件","who":"{a}和{b}","only":"仅中文"}`,
		`{"n":{"one":"{n} tip","other":"{n} tips"},"who":"{b} and {a}"}`)
	for _, c := range []struct{ got, want string }{
		{b.T(locale.ZH, "n", "n", 1), "1 件"},
		{b.T(locale.EN, "n", "n", 1), "1 tip"},
		{b.T(locale.EN, "n", "n", 0), "0 tips"},
		{b.T(locale.EN, "n"), "{n} tips"},
		{b.T(locale.EN, "who", "a", "{b}", "b", "x"), "x and {b}"},
		{b.T(locale.EN, "only"), "仅中文"},
		{b.T(locale.EN, "none.such"), "none.such"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestFaultyCataloguesAreRefused(t *testing.T) {
	whole := &fstest.MapFile{Data: []byte(`{"k":"1"}`)}
	for name, files := range map[string]fstest.MapFS{
		"missing": {"locales/zh.json": whole},
		"no one":  {"locales/zh.json": whole, "locales/en.json": {Data: []byte(`{"k":{"other":"2"}}`)}},
		"no JSON": {"locales/zh.json": whole, "locales/en.json": {Data: []byte(`{"k":`)}},
	} {
		if _, err := locale.Load(files); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestTheLanguageOfAVisitor(t *testing.T) {
	for header, want := range map[string]locale.Lang{
		"": locale.ZH, "*": locale.ZH, "fr": locale.ZH, "en-GB,en;q=0.9": locale.EN, "zh-TW": locale.ZH,
		"fr,en;q=0.5": locale.EN, "zh;q=0.8,en;q=0.9": locale.EN, ";;;": locale.ZH,
	} {
		if got := locale.Prefer(header); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
	if l, ok := locale.OfPath("/en/report"); !ok || l != locale.EN {
		t.Error("/en/report is not English")
	}
	if _, ok := locale.OfPath("/english"); ok {
		t.Error("/english names a language")
	}
}

func TestDatesAndNumbers(t *testing.T) {
	at := time.Date(2026, 3, 9, 8, 5, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{locale.Date(locale.ZH, at), "2026年3月9日"},
		{locale.Date(locale.EN, at), "9 March 2026"},
		{locale.DateTime(locale.ZH, at), "2026年3月9日 08:05"},
		{locale.Clock(locale.EN, at), "08:05"},
		{locale.Day(locale.EN, time.Time{}), "—"},
		{locale.Number(-1234567), "-1,234,567"},
		{locale.Number(999), "999"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
