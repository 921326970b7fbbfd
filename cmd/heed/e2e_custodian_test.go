package main

import (
	"testing"

	"heed/web/locale"
)

// custodianPages are those by which two custodians open a name together, the
// last of them shown once.
func (s *stage) custodianPages(t *testing.T, lang locale.Lang, label string) {
	both := []*tab{s.person(t, "custodian1"), s.person(t, "custodian2")}
	for _, b := range both {
		b.open("/preferences?lang=" + string(lang) + "&back=/account").ok()
	}
	s.examine(both[0], label, at("identities", "/identities"))
	s.examine(both[0], label, view{"ask", 200, func(b *tab) { b.open("/identities").press(`main a[href^="/identities/new"]`) }})
	s.examine(both[0], label, view{"opening", 200, func(b *tab) {
		b.choose("purpose", ask[string](b, `document.querySelector("[name=purpose]").value`))
		b.write("approval", "批〔2026〕1号")
		b.press(`form[action="/identities/new"] button`)
	}})
	path := both[0].path()
	for _, b := range both {
		if b.open(path).ok().there(`button[value=half]`) {
			b.press(`button[value=half]`).ok()
		}
	}
	for _, b := range both {
		if b.open(path).ok().there(`button[value=open]`) {
			s.examine(b, label, view{"opened", 200, func(b *tab) { b.press(`button[value=open]`) }})
			return
		}
	}
	t.Error("two custodians cannot open a name")
}
