package web

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
)

// The cookies of the staff site. The citizens' site sets none.
const (
	langCookie  = "heed_lang"
	textCookie  = "heed_text"
	themeCookie = "heed_theme"
)

var themes = []string{"light", "dark"}

// SetSession gives the browser its session. The cookie ends with the browser,
// is out of reach of scripts and of other sites, and on https is bound to this
// host.
func (s *Site) SetSession(c *fiber.Ctx, value string) { c.Cookie(s.strict(s.cookie(""), value)) }

// Session is the session that the browser sent, or "".
func (s *Site) Session(c *fiber.Ctx) string { return c.Cookies(s.cookie("")) }

// ClearSession takes the session from the browser.
func (s *Site) ClearSession(c *fiber.Ctx) {
	gone := s.strict(s.cookie(""), "")
	gone.Expires = time.Unix(1, 0)
	c.Cookie(gone)
}

// cookie is the name of a cookie; the prefix makes a browser refuse one that
// another host, or plain http, tries to set.
func (s *Site) cookie(part string) string {
	if s.o.Secure {
		return "__Host-heed" + part
	}
	return "heed" + part
}

func (s *Site) strict(name, value string) *fiber.Cookie {
	return &fiber.Cookie{
		Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: s.o.Secure,
		SameSite: fiber.CookieSameSiteStrictMode, SessionOnly: value != "",
	}
}

// Preferences keeps the language, the size of text and the theme that a member
// of staff picked (?lang= text= theme=) and returns to ?back=.
func (s *Site) Preferences(c *fiber.Ctx) error {
	back := c.Query("back", "/")
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return models.Fail(models.KindInvalid, "error.malformed")
	}
	if l, ok := s.o.Book.Parse(c.Query("lang")); ok {
		s.prefer(c, langCookie, string(l))
	}
	if text := c.Query("text"); text == "large" || text == "normal" {
		s.prefer(c, textCookie, text)
	}
	if theme := c.Query("theme"); slices.Contains(themes, theme) || theme == "auto" {
		s.prefer(c, themeCookie, theme)
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}

// themeOf is the theme that was picked; without one it is the device's own.
func themeOf(c *fiber.Ctx) string {
	if theme := c.Cookies(themeCookie); slices.Contains(themes, theme) {
		return theme
	}
	return ""
}

func (s *Site) prefer(c *fiber.Ctx, name, value string) {
	c.Cookie(&fiber.Cookie{
		Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: s.o.Secure,
		SameSite: fiber.CookieSameSiteStrictMode, MaxAge: int((365 * 24 * time.Hour).Seconds()),
	})
}
