package portal_test

import (
	"strings"
	"testing"
)

// sentence is text that a form must give back as it was.
const sentence = "前年修路的钱没有公布，<b>账目</b> & 收据都不给看，村里人都知道。"

func TestFieldFaultsKeepWhatWasTyped(t *testing.T) {
	w := sqlite(t)
	for _, test := range []struct{ field, value, key string }{
		{"about", "", "portal.error.about"},
		{"about", "rumour", "portal.error.about"},
		{"about", "claim", "portal.error.about_claim"},
		{"unit", "", "portal.error.unit"},
		{"unit", "999", "portal.error.unit"},
		{"category", "", "portal.error.category"},
		{"category", "treason", "portal.error.category"},
		{"text", "", "portal.error.text_empty"},
		{"text", " \n ", "portal.error.text_empty"},
		{"text", "太短了", "portal.error.text_short"},
		{"text", strings.Repeat("长", 3001), "portal.error.text_long"},
		{"name", strings.Repeat("名", 61), "portal.error.long"},
		{"contact", strings.Repeat("1", 121), "portal.error.long"},
		{"unit_text", strings.Repeat("村", 121), "portal.error.long"},
		{"captcha", "", "portal.error.captcha"},
	} {
		for _, lang := range []string{"zh", "en"} {
			t.Run(lang+"/"+test.field+"/"+test.key, func(t *testing.T) { w.fault(t, lang, test.field, test.value, test.key) })
		}
	}
	if n := w.tips(t); n != 0 {
		t.Errorf("%d reports were stored", n)
	}
}

// fault sends a form with one wrong field: the fault must be named at the field
// and in the list, and every other field come back.
func (w *world) fault(t *testing.T, lang, field, value, key string) {
	w.clock.add(minutes) // the limit of an hour is not what is tested
	fields := w.form(t, w.get(t, "/"+lang+"/report", 200), "unit_text", "东头", "text", sentence, "name", "老李", "contact", `"138"`, "urgent", "1")
	if field == "unit" {
		fields.Del("unit_text")
	}
	fields.Set(field, value)
	page := w.send(t, "/"+lang+"/report", fields, 422)
	if want := w.message(t, lang, key); !strings.Contains(page.faultAt(t, field), want) {
		t.Errorf("at %s: %q, not %q", field, page.faultAt(t, field), want)
	}
	if !strings.Contains(page.body, `href="#f-`+field+`"`) {
		t.Errorf("the list does not lead to %s", field)
	}
	for name, want := range fields {
		if name == "unit" && value == "999" || name == "category" && value == "treason" || name == "about" && value == "rumour" {
			continue // not on the form: nothing can be picked
		}
		got := strings.Join(page.inputs(t, name), "|")
		if got != strings.Join(want, "|") && !(got == "" && strings.TrimSpace(want[0]) == "") && name != "text" {
			t.Errorf("%s came back as %q, not %q", name, got, want)
		}
		if name == "text" && strings.TrimSpace(got) != strings.TrimSpace(want[0]) {
			t.Errorf("the text came back as %q", got)
		}
	}
}

func TestFaultsAreNamedTogether(t *testing.T) {
	w := sqlite(t)
	page := w.send(t, "/zh/report", map[string][]string{}, 422)
	for _, field := range []string{"about", "unit", "category", "text", "captcha"} {
		if page.faultAt(t, field) == "" {
			t.Errorf("nothing is said at %s", field)
		}
	}
}

func TestAUnitInWordsIsEnough(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "unit_text", "东头水库")
	fields.Del("unit")
	tip, _ := w.stored(t, w.send(t, "/zh/report", fields, 200).code(t))
	if tip.UnitID != 0 || tip.TeamID != w.round.Teams[0].ID {
		t.Errorf("stored %+v", tip)
	}
}

func TestSwitchingLanguageKeepsWhatWasTyped(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", "半句", "name", "老李", "another", "lang")
	page := w.send(t, "/en/report", fields, 200, upload{"a.txt", "收据"})
	if page.input(t, "text") != "半句" || page.input(t, "name") != "老李" || !strings.Contains(page.text(t), "What happened") {
		t.Error("the form did not come back in English with what was typed")
	}
	if page.faults(t) != "" || !strings.Contains(page.text(t), "a.txt") {
		t.Errorf("faults %q", page.faults(t))
	}
}

func TestMalformedBodies(t *testing.T) {
	w := sqlite(t)
	for _, path := range []string{"/zh/report", "/zh/status", "/zh/receipt/confirm"} {
		page := w.post(t, path, nil, map[string]int{"/zh/report": 422, "/zh/status": 404, "/zh/receipt/confirm": 410}[path])
		if page.faults(t) == "" {
			t.Errorf("%s: no fault is named", path)
		}
	}
}
