package locale_test

import (
	"testing"
	"testing/fstest"
	"time"

	"heed/web/locale"
)

func book(t *testing.T, zh, en string) *locale.Book {
	t.Helper()
	b, err := locale.Load(fstest.MapFS{
		"locales/zh.json": catalogue("zh-Hans", "2006年1月2日", zh), "locales/en.json": catalogue("en", "2 January 2006", en),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// catalogue is a language that says what it is, with messages.
func catalogue(tag, date, messages string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`{"lang.name":"x","lang.dir":"ltr","lang.voice":"zh","lang.day":"2 Jan","lang.clock":"15:04","lang.datetime":"` +
		date + ` 15:04","lang.tag":"` + tag + `","lang.date":"` + date + `",` + messages[1:])}
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
	whole := catalogue("zh-Hans", "2006-01-02", `{"k":"1"}`)
	for name, files := range map[string]fstest.MapFS{
		"no zh":   {"locales/en.json": whole},
		"no name": {"locales/zh.json": whole, "locales/en.json": {Data: []byte(`{"k":"1"}`)}},
		"no tag":  {"locales/zh.json": whole, "locales/en.json": catalogue("!", "2006", `{"k":"1"}`)},
		"no one":  {"locales/zh.json": whole, "locales/en.json": catalogue("en", "2006", `{"k":{"other":"2"}}`)},
		"no JSON": {"locales/zh.json": whole, "locales/en.json": {Data: []byte(`{"k":`)}},
	} {
		if _, err := locale.Load(files); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestTheLanguageOfAVisitor(t *testing.T) {
	b := book(t, `{"k":"1"}`, `{"k":"1"}`)
	for header, want := range map[string]locale.Lang{
		"": locale.ZH, "*": locale.ZH, "fr": locale.ZH, "en-GB,en;q=0.9": locale.EN, "zh-TW": locale.ZH,
		"fr,en;q=0.5": locale.EN, "zh;q=0.8,en;q=0.9": locale.EN, ";;;": locale.ZH,
	} {
		if got := b.Prefer(header); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
	if l, ok := b.OfPath("/en/report"); !ok || l != locale.EN {
		t.Error("/en/report is not English")
	}
	if _, ok := b.OfPath("/english"); ok {
		t.Error("/english names a language")
	}
}

func TestDatesAndNumbers(t *testing.T) {
	b := book(t, `{"k":"1"}`, `{"k":"1"}`)
	at := time.Date(2026, 3, 9, 8, 5, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{b.Date(locale.ZH, at), "2026年3月9日"},
		{b.Date(locale.EN, at), "9 March 2026"},
		{b.DateTime(locale.ZH, at), "2026年3月9日 08:05"},
		{b.Clock(locale.EN, at), "08:05"},
		{b.Day(locale.EN, time.Time{}), "—"},
		{locale.Number(-1234567), "-1,234,567"},
		{locale.Number(999), "999"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
