package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"heed/web"
	"heed/web/form"
)

var hidden = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// formSite has one form, and routes that sign in and out.
func formSite(t *testing.T, secure bool) *web.Site {
	t.Helper()
	o := options(t, "backoffice")
	o.Secure = secure
	s := newSite(t, o)
	s.App.Get("/form", func(c *fiber.Ctx) error {
		return s.Render(c, 200, "signin", staffPage{Page: s.Page(c, "error.sign_in")})
	})
	s.App.Post("/form", func(c *fiber.Ctx) error {
		v, err := s.ReadForm(c)
		if err != nil {
			return err
		}
		return c.SendString("took " + v.Get("a"))
	})
	s.App.Post("/files", func(c *fiber.Ctx) error {
		_, err := s.ReadUpload(c, form.Limits{Files: 1}, func(form.Values, form.File) error {
			t.Error("a file was taken without a token")
			return nil
		})
		return err
	})
	s.App.Get("/in", func(c *fiber.Ctx) error { s.SetSession(c, "s3cr3t"); return nil })
	s.App.Get("/out", func(c *fiber.Ctx) error { s.ClearSession(c); return nil })
	s.App.Get("/preferences", s.Preferences)
	return s
}

// open loads the form: its token and the cookie that came with it.
func open(t *testing.T, s *web.Site, cookie string) (token, set string) {
	t.Helper()
	answer, body := ask(t, s, http.MethodGet, "/form", "", "Cookie", cookie)
	m := hidden.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no token: %s", body)
	}
	set, _, _ = strings.Cut(answer.Header.Get("Set-Cookie"), ";")
	return m[1], set
}

func TestAFormIsTakenFromThisBrowserOnly(t *testing.T) {
	s := formSite(t, false)
	token, cookie := open(t, s, "")
	again, other := open(t, s, "")
	session, _ := open(t, s, "heed=s3cr3t")
	if token == again || cookie == other || cookie == "" {
		t.Fatal("two browsers have one token")
	}
	for _, c := range []struct {
		name, token, cookie string
		header              []string
		status              int
	}{
		{"its own", token, cookie, nil, 200},
		{"its own, same origin", token, cookie, []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://example.com"}, 200},
		{"an old browser", token, cookie, []string{"Origin", "http://example.com"}, 200},
		{"signed in", session, "heed=s3cr3t", nil, 200},
		{"another browser's", again, cookie, nil, 403},
		{"none", "", cookie, nil, 403},
		{"no cookie", token, "", nil, 403},
		{"from before signing in", token, cookie + "; heed=s3cr3t", nil, 403},
		{"of another session", session, "heed=other", nil, 403},
		{"from another site", token, cookie, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"from a neighbour", token, cookie, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"from an old browser elsewhere", token, cookie, []string{"Origin", "http://evil.example"}, 403},
		{"from a sandbox", token, cookie, []string{"Origin", "null"}, 403},
	} {
		header := append([]string{"Content-Type", encoded, "Cookie", c.cookie}, c.header...)
		answer, body := ask(t, s, http.MethodPost, "/form", "a=x&csrf="+c.token, header...)
		if answer.StatusCode != c.status || c.status == 200 && body != "took x" {
			t.Errorf("%s: %d", c.name, answer.StatusCode)
		}
	}
}

func TestAFileIsNotTakenBeforeTheToken(t *testing.T) {
	s := formSite(t, false)
	body := "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nhalf\r\n--b--\r\n"
	answer, _ := ask(t, s, http.MethodPost, "/files", body, "Content-Type", "multipart/form-data; boundary=b")
	if answer.StatusCode != 403 {
		t.Errorf("%d", answer.StatusCode)
	}
}

func TestTheSessionCookieIsStrict(t *testing.T) {
	for secure, want := range map[bool]string{
		false: "heed=s3cr3t; path=/; HttpOnly; SameSite=Strict", true: "__Host-heed=s3cr3t; path=/; HttpOnly; secure; SameSite=Strict",
	} {
		s := formSite(t, secure)
		answer, _ := ask(t, s, http.MethodGet, "/in", "")
		if got := answer.Header.Get("Set-Cookie"); got != want {
			t.Errorf("%q", got)
		}
		answer, _ = ask(t, s, http.MethodGet, "/out", "")
		if got := answer.Header.Get("Set-Cookie"); !strings.Contains(got, "1970") {
			t.Errorf("signing out leaves %q", got)
		}
	}
}

func TestPreferencesAreKeptAndLeadNowhereElse(t *testing.T) {
	s := formSite(t, false)
	answer, _ := ask(t, s, http.MethodGet, "/preferences?lang=en&text=large&theme=dark&back=/form", "")
	if answer.Header.Get("Location") != "/form" || len(answer.Header.Values("Set-Cookie")) != 3 {
		t.Errorf("%v", answer.Header)
	}
	_, body := ask(t, s, http.MethodGet, "/form", "", "Cookie", "heed_lang=en; heed_text=large; heed_theme=dark")
	for _, want := range []string{`lang="en" dir="ltr" class="staff large" data-theme="dark"`, `/preferences?theme=light`, `text=normal`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, back := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "evil"} {
		answer, _ := ask(t, s, http.MethodGet, "/preferences?lang=en&back="+back, "")
		if answer.StatusCode != 422 || answer.Header.Get("Location") != "" {
			t.Errorf("%s leads to %q", back, answer.Header.Get("Location"))
		}
	}
	_, body = ask(t, s, http.MethodGet, "/form", "", "Cookie", "heed_theme=x\"><i>")
	if strings.Contains(body, "<i>") || strings.Contains(body, "data-theme") {
		t.Error("a cookie writes into the page")
	}
}

func TestAShortSecretIsRefused(t *testing.T) {
	o := options(t, "backoffice")
	o.Secret = []byte("short")
	if _, err := web.New(o); err == nil {
		t.Error("it was taken")
	}
}
