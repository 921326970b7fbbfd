package portal

import (
	"io/fs"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"heed/static"
	"heed/web"
	"heed/web/locale"
)

func newSite(t testing.TB) *web.Site {
	t.Helper()
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Options{
		Name: "portal", Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry(), Now: time.Now, Book: book, Lang: web.LangByPath,
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func TestTemplatesFitTheirPages(t *testing.T) {
	err := newSite(t).Views.Check(map[string]any{
		"home": homePage{}, "report": reportPage{}, "receipt": receiptPage{}, "noted": notedPage{}, "lookup": lookupPage{},
		"notice": placardPage{}, "notices": placardsPage{}, "start": startPage{}, "guide": guidePage{}, "danger": plainPage{}, "letter": plainPage{}, "scope": scopePage{}, "status": statusPage{}, "verify": verifyPage{}, "seasons": seasonsPage{},
	})
	if err != nil {
		t.Error(err)
	}
}

// keyed finds message keys of the portal; one that ends in "_" or "." is put
// together from parts.
var keyed = regexp.MustCompile(`"(portal\.[a-z_.0-9]+)"|hint=(portal\.[a-z_.0-9]+)`)

func TestMessagesAreUsedAndThere(t *testing.T) {
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	used := usedKeys(t)
	for _, lang := range book.Langs() {
		for key := range used {
			if !strings.HasSuffix(key, "_") && !strings.HasSuffix(key, ".") && !book.Has(lang, key) {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
		for _, key := range book.Keys(lang) {
			if strings.HasPrefix(key, "portal.") && !isUsed(used, key) {
				t.Errorf("%s: nothing uses %s", lang, key)
			}
		}
	}
}

func isUsed(used map[string]bool, key string) bool {
	if used[key] {
		return true
	}
	for prefix := range used {
		if (strings.HasSuffix(prefix, "_") || strings.HasSuffix(prefix, ".")) && strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	collect := func(files fs.FS, pattern string) {
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			raw, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range keyed.FindAllStringSubmatch(string(raw), -1) {
				if key := m[1] + m[2]; !strings.HasSuffix(key, ".html") {
					used[key] = true
				}
			}
		}
	}
	collect(static.Files, "templates/portal/*.html")
	collect(os.DirFS("."), "*.go")
	return used
}
