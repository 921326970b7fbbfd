package main

import (
	"strings"
	"testing"

	"heed/web/locale"
)

// The citizens' site with scripts switched off: every step, and the switch of
// language in the middle of the form.
func (s *stage) withoutScripts(t *testing.T) {
	b := s.citizen(t)
	b.still()
	b.do(viewport(320))
	b.open("/zh/").ok().press(`a.way.main`).ok().press(`a.way.main`).ok()
	if ask[string](b, `document.querySelector("[data-counts]").textContent`) != "" {
		t.Fatal("a script ran")
	}
	b.choose("about", "conduct")
	b.choose("unit", "other")
	b.choose("category", "spending")
	b.write("text", wholeStory)
	b.press(`button[name=another][value=lang]`).ok().has("What happened")
	b.press(`button[name=another][value=picture]`).ok()
	if b.value("text") != wholeStory || !ask[bool](b, `document.querySelector("[name=category][value=spending]").checked`) {
		t.Fatal("another language or picture loses what was typed")
	}
	b.write("captcha", "000000")
	b.press(`main button[data-busy]`).want(422).has("Those were not the digits")
	b.write("unit_text", "粮站")
	b.press(`button[name=another][value=lang]`).ok()
	s.solve(b)
	b.press(`main button[data-busy]`).ok()
	code := b.text("#code")
	for _, hidden := range []string{"[data-copy]", "[data-print]"} {
		if !ask[bool](b, `document.querySelector("`+hidden+`").hidden`) {
			t.Errorf("%s is shown and does nothing without scripts", hidden)
		}
	}
	s.retype(b, code)
	s.lookUp(b, code, "tip_told.received")
	b.press(`button[form=talk][value=lang]`).ok()
	if strings.Contains(b.words(), s.Book.T(locale.ZH, "portal.status.title")) == strings.Contains(b.words(), s.Book.T(locale.EN, "portal.status.title")) {
		t.Error("the state of a report cannot be read in the other language")
	}
}
