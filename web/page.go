package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web/locale"
)

// Page is what every page of a site has. It is embedded by value in the struct
// of each page.
type Page struct {
	Site   string // the name of the site
	Lang   locale.Lang
	Path   string // of the request, without the language and the query
	Title  string // already in the language
	Large  bool   // large text
	Theme  string // "light", "dark" or "" for the device's own
	CSRF   string // token for forms; empty where the site has none
	prefix string // "/zh" on a site whose paths carry the language
	book   *locale.Book
}

// Base gives the views the page inside any struct that embeds one.
func (p Page) Base() Page { return p }

// URL is the address of a path of this site in the page's language, with the
// large text kept on a site whose addresses carry it.
func (p Page) URL(path string) string { return address(p.prefix, path, p.Large) }

// Tag is the page's language as the html lang attribute wants it.
func (p Page) Tag() string { return p.book.Tag(p.Lang) }

// Dir is the direction of writing of the page.
func (p Page) Dir() string { return p.book.Dir(p.Lang) }

// Tongue is this page in another language.
type Tongue struct{ Code, Tag, Name, URL string }

// Tongues lists this page in every other language.
func (p Page) Tongues() []Tongue {
	var all []Tongue
	for _, l := range p.book.Langs() {
		if l != p.Lang {
			all = append(all, Tongue{Code: string(l), Tag: p.book.Tag(l), Name: p.book.Name(l), URL: p.in(l)})
		}
	}
	return all
}

// in is the address of this page in a language.
func (p Page) in(l locale.Lang) string {
	if p.prefix == "" {
		return p.preference("lang", string(l))
	}
	return address("/"+string(l), p.Path, p.Large)
}

// TextURL is this page with the other size of text.
func (p Page) TextURL() string {
	if p.prefix != "" {
		return address(p.prefix, p.Path, !p.Large)
	}
	if p.Large {
		return p.preference("text", "normal")
	}
	return p.preference("text", "large")
}

// ThemeURL is this page in a theme: "light", "dark" or "auto" (staff only).
func (p Page) ThemeURL(theme string) string { return p.preference("theme", theme) }

func (p Page) preference(name, value string) string {
	return "/preferences?" + name + "=" + value + "&back=" + url.QueryEscape(p.Path)
}

func address(prefix, path string, large bool) string {
	if !large || prefix == "" {
		return prefix + path
	}
	path, fragment, _ := strings.Cut(path, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return prefix + path + mark + "text=large" + fragment
}

// ErrorPage is the page of an error that no form shows.
type ErrorPage struct {
	Page
	Status int
	Fault  *models.Error
}

// Page starts the page that answers c, with its title from a message key.
func (s *Site) Page(c *fiber.Ctx, titleKey string, pairs ...any) Page {
	lang := s.LangOf(c)
	p := Page{book: s.o.Book, Site: s.o.Name, Lang: lang, Title: s.o.Book.T(lang, titleKey, pairs...), Path: c.Path(), Large: s.largeOf(c)}
	if s.inAddress() {
		p.prefix = "/" + string(lang)
		p.Path = "/" + strings.TrimPrefix(strings.TrimPrefix(p.Path, p.prefix), "/")
		return p
	}
	p.Theme, p.CSRF = themeOf(c), s.token(c)
	return p
}

// inAddress says whether the language and the size of text stand in the addresses
// of the site: those of the citizens' site do, which sets no cookie.
func (s *Site) inAddress() bool { return s.tokens == nil }

// PageFor starts a page outside a request, for Splice: path is without language.
func (s *Site) PageFor(lang locale.Lang, path string, large bool, titleKey string) Page {
	return Page{
		book: s.o.Book, Site: s.o.Name, Lang: lang, Path: path, Large: large, Title: s.o.Book.T(lang, titleKey), prefix: "/" + string(lang),
	}
}

// T is a message in the page's language.
func (p Page) T(key string, pairs ...any) string { return p.book.T(p.Lang, key, pairs...) }

// Day is a day without its year in the page's language; t is in the office's
// zone.
func (p Page) Day(t time.Time) string { return p.book.Day(p.Lang, t) }

// T is a message in the visitor's language.
func (s *Site) T(c *fiber.Ctx, key string, pairs ...any) string {
	return s.o.Book.T(s.LangOf(c), key, pairs...)
}

// Args is T with the placeholders in a map.
func (s *Site) Args(c *fiber.Ctx, key string, args map[string]any) string {
	return s.o.Book.Args(s.LangOf(c), key, args)
}
