// Package locale holds the languages of the sites: the message catalogues, the
// choice of a language, and dates as each language writes them.
//
// It guarantees that a message which exists in one language exists in all (a
// test in heed/static compares them), and that a lookup never fails: it falls
// back to Chinese and then to the key. Texts are not escaped; templates do that.
package locale

import (
	"strings"

	"golang.org/x/text/language"
)

// Lang is a language of the sites.
type Lang string

// The languages; Chinese is the first and the fallback.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

var matcher = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English})

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{ZH, EN} }

// Parse reads "zh" or "en" exactly, as they stand in paths and cookies.
func Parse(s string) (Lang, bool) {
	for _, l := range Langs() {
		if string(l) == s {
			return l, true
		}
	}
	return ZH, false
}

// Prefer picks the language for an Accept-Language header. What it does not
// understand is Chinese.
func Prefer(header string) Lang {
	if len(header) > 200 {
		return ZH
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return ZH
	}
	_, i, sure := matcher.Match(tags...)
	if sure == language.No {
		return ZH
	}
	return Langs()[i]
}

// Tag is the language as the html lang attribute wants it.
func (l Lang) Tag() string {
	if l == ZH {
		return "zh-Hans"
	}
	return string(l)
}

// Name is the language's own name for itself.
func (l Lang) Name() string {
	if l == EN {
		return "English"
	}
	return "中文"
}

// Other is the language that a switch leads to.
func (l Lang) Other() Lang {
	if l == EN {
		return ZH
	}
	return EN
}

// OfPath reads the language from the first segment of a path such as
// "/en/report"; ok is false when there is none.
func OfPath(path string) (l Lang, ok bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return Parse(first)
}
