package web

import (
	"github.com/gofiber/fiber/v2"

	"heed/web/locale"
)

const langLocal = "web.lang"

// LangByPath takes the language from the first segment of the path (/zh/…,
// /en/…) and, where there is none, from Accept-Language.
func LangByPath(b *locale.Book, c *fiber.Ctx) locale.Lang {
	if l, ok := b.OfPath(c.Path()); ok {
		return l
	}
	return b.Prefer(c.Get(fiber.HeaderAcceptLanguage))
}

// LangByCookie takes the language from the cookie that Preferences sets and,
// without one, from Accept-Language.
func LangByCookie(b *locale.Book, c *fiber.Ctx) locale.Lang {
	if l, ok := b.Parse(c.Cookies(langCookie)); ok {
		return l
	}
	return b.Prefer(c.Get(fiber.HeaderAcceptLanguage))
}

// LangOf is the language of the visitor, worked out once a request.
func (s *Site) LangOf(c *fiber.Ctx) locale.Lang {
	if l, ok := c.Locals(langLocal).(locale.Lang); ok {
		return l
	}
	l := s.o.Lang(s.o.Book, c)
	c.Locals(langLocal, l)
	return l
}

// ToLang redirects / to the front page of the visitor's language.
func (s *Site) ToLang(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderAcceptLanguage)
	return c.Redirect("/"+string(s.LangOf(c))+"/", fiber.StatusSeeOther)
}

func (s *Site) largeOf(c *fiber.Ctx) bool {
	if s.inAddress() {
		return c.Query("text") == "large"
	}
	return c.Cookies(textCookie) == "large"
}

// LangName is what a language calls itself.
func (s *Site) LangName(l locale.Lang) string { return s.o.Book.Name(l) }

// Langs lists the languages of the site, the default first.
func (s *Site) Langs() []locale.Lang { return s.o.Book.Langs() }
