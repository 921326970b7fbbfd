package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"heed/models"
)

// keyStory is the report that is worked through without a mouse.
const keyStory = "镇上的粮站收粮压秤，每车少算一百多斤，司磅员是站长的外甥，大家都不敢说。"

// The staff site by keyboard alone, from the sign-in to the approval, with the
// keys that the pages show.
func (s *stage) byKeyboard(t *testing.T) {
	tip := s.submit(t, keyStory)
	clerk := s.keyPerson(t, "clerk")
	clerk.down(tip.Number).enter().ok().has(keyStory)
	clerk.shows("s").presses("s").ok()
	for _, question := range []string{"round", "person", "conduct", "window"} {
		clerk.toggle("scope_" + question)
	}
	clerk.toggle("recusal")
	clerk.toggle("outcome")
	clerk.tabTo(`form[action$="/screen"] button[type=submit]`).enter().ok().has(s.says("backoffice.done.screened"))
	clerk.presses("?").ok().has(s.says("backoffice.keys.title"))

	member := s.keyPerson(t, "member")
	member.down(tip.Number).presses("o").ok()
	member.shows("c").presses("c").ok().has(s.says("backoffice.done.claimed"))
	member.shows("p").presses("p").ok()
	member.down(s.says("disposition.NO_ACTION")).enter().ok()
	member.tabTo(field("reason")).types("checked on the spot, nothing to it")
	member.tabTo(field("basis")).hit(kb.ArrowDown)
	member.tabTo(`form[action$="/propose"] button[type=submit]`).enter().ok().has(s.says("backoffice.done.proposed"))

	for _, login := range []string{"head", "deputy"} {
		b := s.keyPerson(t, login)
		b.hit("g")
		b.presses("w").ok()
		b.down(tip.Number).enter().ok()
		b.shows("a").hit("a")
		if !b.focused(`button[value=approve]`) {
			t.Fatal("the key a does not pick the button")
		}
		b.enter().ok().has(s.says("backoffice.done.approved"))
	}
	if now := s.tip(t, tip.ID); now.State != models.StateClosed || now.Code != models.NoAction {
		t.Errorf("after both approvals: %s %s", now.State, now.Code)
	}
}

// keyPerson signs in without a mouse; the field of the login has the focus.
func (s *stage) keyPerson(t *testing.T, login string) *tab {
	t.Helper()
	b := newTab(s.chrome, t, s.StaffURL)
	b.open("/preferences?lang=zh&back=/signin").ok()
	b.await(field("login") + ":focus")
	b.types(login).hit(kb.Tab).types(demoPassphrase)
	return b.enter().ok()
}

// hit presses keys that lead to no other page.
func (b *tab) hit(keys string) *tab {
	b.Helper()
	b.do(chromedp.KeyEvent(keys))
	return b
}

func (b *tab) types(text string) *tab {
	b.Helper()
	return b.hit(text)
}

// presses hits a key that leads to another page.
func (b *tab) presses(key string) *tab {
	b.Helper()
	return b.load("the key "+key, chromedp.KeyEvent(key))
}

func (b *tab) enter() *tab {
	b.Helper()
	return b.presses(kb.Enter)
}

func (b *tab) focused(selector string) bool {
	b.Helper()
	return ask[bool](b, `document.activeElement.matches(`+quote(selector)+`)`)
}

// tabTo presses Tab until an element has the focus.
func (b *tab) tabTo(selector string) *tab {
	b.Helper()
	for range 200 {
		if b.focused(selector) {
			return b
		}
		b.hit(kb.Tab)
	}
	b.Fatalf("Tab never comes to %s", selector)
	return b
}

// toggle comes to the first of some radio buttons by Tab and picks it by the space bar.
func (b *tab) toggle(name string) {
	b.Helper()
	b.tabTo(`[type=radio][name="` + name + `"]`).hit(" ")
	if !ask[bool](b, `document.activeElement.checked`) {
		b.Fatalf("the space bar does not pick %s", name)
	}
}

// down goes through the rows of a list by j to the one with the words, and once
// back and forth by k and j.
func (b *tab) down(words string) *tab {
	b.Helper()
	for n := range 60 {
		b.hit("j")
		if ask[bool](b, `document.activeElement.textContent.includes(`+quote(words)+`)`) {
			if n > 0 {
				b.hit("k").hit("j")
			}
			if !ask[bool](b, `document.activeElement.textContent.includes(`+quote(words)+`)`) {
				b.Fatal("k is not the way back from j")
			}
			return b
		}
	}
	b.Fatalf("j never comes to %q:\n%s", words, b.words())
	return b
}

// shows expects the page to say that it knows the key.
func (b *tab) shows(key string) *tab {
	b.Helper()
	if !ask[bool](b, `[...document.querySelectorAll("[data-key=`+key+`] kbd")].some(k => k.textContent === "`+key+`" && k.offsetWidth > 0)`) {
		b.Fatalf("the page does not show the key %s", key)
	}
	return b
}
