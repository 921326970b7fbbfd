// Package locale holds the languages of the sites: the message catalogues, the
// choice of a language, and dates as each language writes them.
//
// A language is one file, locales/CODE.json, and nothing else: adding the file
// adds the language. Its code, in lower case, stands in addresses and cookies; the
// messages lang.* say what it is called, which tag and direction it has, how it
// writes dates, and which voice reads digits to those who hear it (zh, en, ja or
// ru).
//
// It guarantees that a message which exists in one language exists in all (a
// test in heed/static compares them), and that a lookup never fails: it falls
// back to Chinese and then to the key. Texts are not escaped; templates do that.
package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Lang is the code of a language, such as zh or zh-hant.
type Lang string

// Chinese is the first language and the fallback; English is what a terminal
// shows.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Chinese says whether the language is written in Chinese characters, so that
// names are shown as the office wrote them.
func (l Lang) Chinese() bool { return l == ZH || strings.HasPrefix(string(l), "zh-") }

// Langs lists the languages, the default first.
func (b *Book) Langs() []Lang { return b.order }

// Tag is the language as the html lang attribute wants it.
func (b *Book) Tag(l Lang) string { return b.T(l, "lang.tag") }

// Name is the language's own name for itself.
func (b *Book) Name(l Lang) string { return b.T(l, "lang.name") }

// Dir is the direction of writing, ltr or rtl.
func (b *Book) Dir(l Lang) string { return b.T(l, "lang.dir") }

// Parse reads a code exactly, as it stands in paths and cookies.
func (b *Book) Parse(s string) (Lang, bool) {
	if slices.Contains(b.order, Lang(s)) {
		return Lang(s), true
	}
	return ZH, false
}

// Prefer picks the language for an Accept-Language header. What it does not
// understand is Chinese.
func (b *Book) Prefer(header string) Lang {
	if len(header) > 200 {
		return ZH
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return ZH
	}
	_, i, sure := b.matcher.Match(tags...)
	if sure == language.No {
		return ZH
	}
	return b.order[i]
}

// OfPath reads the language from the first segment of a path such as
// "/en/report"; ok is false when there is none.
func (b *Book) OfPath(path string) (l Lang, ok bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return b.Parse(first)
}
