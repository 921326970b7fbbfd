package backoffice_test

import (
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

var secretForm = regexp.MustCompile(`name="secret" value="([A-Z2-7]+)"`)

// A second factor is set up by its first code and asked for from then on.
func TestASecondFactor(t *testing.T) {
	w := lite(t)
	b := w.join("mei", "member:1")
	found := secretForm.FindStringSubmatch(b.post("/account/code", url.Values{"do": {"setup"}}).want(200).has("data:image/png").body)
	if found == nil {
		t.Fatal("no secret on the page")
	}
	code := func() string {
		c, err := totp.GenerateCode(found[1], w.clock.Now())
		w.must(err)
		return c
	}
	wrong := url.Values{"do": {"confirm"}, "secret": {found[1]}, "code": {"000000"}}
	b.post("/account/code", wrong).want(422).has(found[1])
	b.post("/account/code", url.Values{"do": {"confirm"}, "code": {code()}}).want(303)
	b.get("/account").want(200).has("It is on")
	fresh, form := w.browser(), url.Values{"login": {"mei"}, "passphrase": {passphrase}}
	fresh.post("/signin", form).want(422)
	form.Set("code", "000000")
	fresh.post("/signin", form).want(422)
	w.clock.Add(time.Minute)
	form.Set("code", code())
	fresh.post("/signin", form).want(303)
	w.clock.Add(time.Minute)
	fresh.post("/account/code", url.Values{"do": {"remove"}, "code": {code()}}).want(303)
	w.browser().post("/signin", url.Values{"login": {"mei"}, "passphrase": {passphrase}}).want(303)
}
