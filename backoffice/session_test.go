package backoffice_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"heed/backoffice"
)

func TestSignInAndOut(t *testing.T) {
	w := lite(t)
	w.join("mei", "member:1")
	b := w.browser()
	wrong := b.post("/signin", url.Values{"login": {"mei"}, "passphrase": {"not the right one"}}).want(422)
	unknown := b.post("/signin", url.Values{"login": {"nobody"}, "passphrase": {"not the right one"}}).want(422)
	if strings.ReplaceAll(wrong.body, `value="mei"`, "") != strings.ReplaceAll(unknown.body, `value="nobody"`, "") {
		t.Error("the answer tells an unknown login from a wrong passphrase")
	}
	wrong.lacks("not the right one")
	got := b.post("/signin", url.Values{"login": {"MEI"}, "passphrase": {passphrase}, "back": {"/findings"}}).want(303)
	if got.location != "/findings" {
		t.Errorf("led to %s", got.location)
	}
	cookie := got.header.Get("Set-Cookie")
	for _, part := range []string{"heed=", "HttpOnly", "SameSite=Strict", "path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie lacks %s", part)
		}
	}
	b.get("/").want(200).has("MEI")
	kept := maps.Clone(b.cookies)
	b.post("/signout", nil).want(303)
	b.get("/").want(303)
	b.cookies = kept
	b.get("/").want(303)
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	w := lite(t)
	w.join("mei", "member:1")
	for _, back := range []string{"https://evil.invalid/", "//evil.invalid", `/\evil.invalid`, ""} {
		b := w.browser()
		got := b.post("/signin", url.Values{"login": {"mei"}, "passphrase": {passphrase}, "back": {back}}).want(303).location
		if got != "/" {
			t.Errorf("%q leads to %s", back, got)
		}
	}
}

func TestASessionEnds(t *testing.T) {
	w := lite(t)
	idle, busy := w.join("idle", "member:1"), w.join("busy", "member:1")
	for range 25 {
		w.clock.Add(29 * time.Minute)
		if w.clock.Now().Before(begin.Add(12 * time.Hour)) {
			busy.get("/").want(200)
		}
	}
	idle.get("/").want(303)
	busy.get("/").want(303)
}

// A form that was not made for this browser changes nothing.
func TestEveryPostNeedsItsToken(t *testing.T) {
	w := lite(t)
	director := w.admin
	tip := w.tip(1, story)
	for line := range backoffice.RouteRoles(w.site) {
		method, path, _ := strings.Cut(line, " ")
		if method != http.MethodPost {
			continue
		}
		address := strings.NewReplacer(":id", itoa(tip.ID)).Replace(path)
		for _, token := range []string{"", "csrf=wrong"} {
			got := director.do(http.MethodPost, address, strings.NewReader(token+"&event=register&verdict=approve"), "application/x-www-form-urlencoded")
			if got.status != http.StatusForbidden && got.status != http.StatusNotFound {
				t.Errorf("%s without its token: %d", line, got.status)
			}
		}
	}
	if now := w.state(tip.ID); now != tip {
		t.Errorf("changed to %+v", now)
	}
	stranger := w.browser()
	form := url.Values{"login": {"wang"}, "passphrase": {passphrase}}
	got := stranger.do(http.MethodPost, "/signin", strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
	if got.want(403); stranger.cookies["heed"] != "" {
		t.Error("signed in without a token")
	}
}

func TestChangingThePassphraseEndsOtherSessions(t *testing.T) {
	w := lite(t)
	here := w.join("mei", "member:1")
	there := w.browser()
	there.post("/signin", url.Values{"login": {"mei"}, "passphrase": {passphrase}}).want(303)
	form := url.Values{"current": {"wrong wrong wrong"}, "passphrase": {"another long one"}, "again": {"another long one"}}
	here.post("/account/passphrase", form).want(422)
	form.Set("current", passphrase)
	form.Set("again", "something else")
	here.post("/account/passphrase", form).want(422).has("differ")
	form.Set("again", "another long one")
	here.post("/account/passphrase", form).want(303)
	here.get("/").want(200)
	there.get("/").want(303)
}
