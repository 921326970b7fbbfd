package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"heed/models"
)

// csrfField is the name of the hidden input.
const csrfField = "csrf"

// tokens proves that a form was made for this browser: a token is an HMAC of the
// session cookie, or, before there is a session, of a random cookie of its own.
type tokens struct{ key []byte }

func newTokens(secret []byte) *tokens {
	if len(secret) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("heed form token"))
	return &tokens{key: mac.Sum(nil)}
}

func (t *tokens) of(binding string) string {
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(binding))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// token is the one for the forms of this page.
func (s *Site) token(c *fiber.Ctx) string {
	if session := s.Session(c); session != "" {
		return s.tokens.of("session " + session)
	}
	visit, ok := c.Locals("web.visit").(string)
	if !ok {
		if visit = c.Cookies(s.cookie("-form")); visit == "" {
			visit = rand.Text()
			c.Cookie(s.strict(s.cookie("-form"), visit))
		}
		c.Locals("web.visit", visit)
	}
	return s.tokens.of("visit " + visit)
}

// CheckToken refuses a request whose form was not made for this browser, or that
// another site sent. ReadForm and ReadUpload call it.
func (s *Site) CheckToken(c *fiber.Ctx, token string) error {
	if s.tokens == nil {
		return nil
	}
	if !sameOrigin(c) {
		return forged()
	}
	binding := "visit " + c.Cookies(s.cookie("-form"))
	if session := s.Session(c); session != "" {
		binding = "session " + session
	}
	if binding == "visit " || !hmac.Equal([]byte(token), []byte(s.tokens.of(binding))) {
		return forged()
	}
	return nil
}

func forged() error { return models.Fail(models.KindForbidden, "error.forged") }

// sameOrigin believes what the browser says of where the request comes from; an
// old one that says nothing still has to show the token.
func sameOrigin(c *fiber.Ctx) bool {
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
	default:
		return false
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || origin == "null" {
		return origin == ""
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == string(c.Request().Host())
}
