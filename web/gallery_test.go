package web_test

import (
	"encoding/base64"
	"html/template"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"heed/models"
	"heed/static"
	"heed/web"
	"heed/web/captcha"
	"heed/web/form"
	"heed/web/locale"
	"heed/web/qrcode"
)

// gallery is what the product embeds, with the pages of testdata/SITE in the
// place of the site's own.
func gallery(t testing.TB, site string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	add := func(from fs.FS, dir, to string) {
		err := fs.WalkDir(from, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(name, "templates/"+site) {
				return err
			}
			raw, err := fs.ReadFile(from, name)
			files[path.Join(to, name)] = &fstest.MapFile{Data: raw}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add(static.Files, ".", "")
	add(os.DirFS("testdata"), site, "templates")
	return files
}

var noon = time.Date(2026, 3, 9, 4, 0, 0, 0, time.UTC)

func fixed() time.Time { return noon }

// options are those of a site of the gallery, quiet and at a fixed time.
func options(t testing.TB, site string) web.Options {
	t.Helper()
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("office", 8*3600)
	o := web.Options{
		Name: site, Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry(), Now: fixed, Zone: zone,
		Book: book, Lang: web.LangByPath, Files: gallery(t, site),
	}
	if site == "backoffice" {
		o.Lang, o.Secret = web.LangByCookie, []byte("a secret of at least thirty-two bytes")
	}
	return o
}

func newSite(t testing.TB, o web.Options) *web.Site {
	t.Helper()
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type frontPage struct {
	web.Page
	Until time.Time
	QR    template.URL
	Pager web.Pager
}

type formPage struct {
	web.Page
	Form              form.Form
	Units, Categories []web.Choice
	Picture           template.URL
}

type staffPage struct {
	web.Page
	Me   string
	Form form.Form
}

type queuePage struct {
	staffPage
	States, Categories, Channels, Codes, Flags []web.Choice
	Items                                      []queueItem
	Pager                                      web.Pager
	At                                         time.Time
}

type queueItem struct {
	Number, Tone, State, Category string
	Late, Current                 bool
	At                            time.Time
}

func choices[T interface{ Key() string }](all []T) []web.Choice {
	var out []web.Choice
	for _, v := range all {
		out = append(out, web.Choice{Value: v.Key(), Key: v.Key()})
	}
	return out
}

var pager = web.Pager{First: "?", Prev: "?p", Next: "?n", Note: "51–100"}

// withFaults is a form that was sent and has things to put right.
func withFaults() form.Form {
	var faults models.FieldErrors
	faults.Addf("text", "error.text_short", map[string]any{"min": 20, "n": 4})
	faults.Add("captcha", "captcha.wrong")
	return form.New(form.Values{"text": {"修路款 <b>"}, "category": {"category.projects"}, "unit": {"b"}}, faults)
}

// portalSite is the public side of the gallery, in the languages that there are
// and in those that a test brings along.
func portalSite(t *testing.T, more ...*locale.Book) *web.Site {
	t.Helper()
	o := options(t, "portal")
	for _, book := range more {
		o.Book = book
	}
	s := newSite(t, o)
	box, err := captcha.New(captcha.Options{Secret: make([]byte, 32), Now: fixed, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	var picture strings.Builder
	if err := box.Picture(&picture, box.Issue()); err != nil {
		t.Fatal(err)
	}
	png := template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(picture.String())))
	code, err := qrcode.DataURI("https://example.invalid/zh/receipt")
	if err != nil {
		t.Fatal(err)
	}
	s.App.Get("/:lang/", func(c *fiber.Ctx) error {
		return s.Render(c, 200, "front", frontPage{Page: s.Page(c, "site.portal"), Until: noon, QR: code, Pager: pager})
	})
	s.App.Get("/:lang/report", func(c *fiber.Ctx) error {
		units := []web.Choice{{Value: "a", Text: "清水镇人民政府"}, {Value: "b", Text: "县交通运输局"}}
		page := formPage{Page: s.Page(c, "error.category"), Units: units, Categories: choices(models.Categories()), Picture: png}
		if c.Query("sent") != "" {
			page.Form = withFaults()
		}
		return s.Render(c, 200, "form", page)
	})
	return s
}

func staffSite(t *testing.T) *web.Site {
	t.Helper()
	s := newSite(t, options(t, "backoffice"))
	s.App.Get("/preferences", s.Preferences)
	s.App.Get("/signin", func(c *fiber.Ctx) error {
		return s.Render(c, 200, "signin", staffPage{Page: s.Page(c, "error.sign_in"), Me: "—"})
	})
	s.App.Get("/queue", func(c *fiber.Ctx) error {
		page := queuePage{
			staffPage: staffPage{Page: s.Page(c, "tip_state.received"), Me: "王小梅"}, At: noon, Pager: pager,
			States: choices(models.TipStates()), Categories: choices(models.Categories()), Channels: choices(models.Channels()),
			Flags: choices(models.HandoffStates())[:4],
		}
		for _, d := range models.Dispositions() {
			page.Codes = append(page.Codes, web.Choice{Value: string(d.Code), Key: d.Code.Key()})
		}
		tones := []string{"open", "wait", "late", "done", "neutral"}
		for i := range 14 {
			state, category := models.TipStates()[i], models.Categories()[i%12]
			page.Items = append(page.Items, queueItem{
				Number: models.RegisterNumber(2026, 1, "G1", int64(i+1)), Tone: tones[i%5], State: state.Key(), Category: category.Key(),
				Late: i == 2, Current: i == 1, At: noon,
			})
		}
		return s.Render(c, 200, "queue", page)
	})
	return s
}

func TestTemplatesFitTheirPages(t *testing.T) {
	if err := portalSite(t).Views.Check(map[string]any{"front": frontPage{}, "form": formPage{}}); err != nil {
		t.Error(err)
	}
	if err := staffSite(t).Views.Check(map[string]any{"queue": queuePage{}, "signin": staffPage{}}); err != nil {
		t.Error(err)
	}
	if portalSite(t).Views.Check(map[string]any{"front": formPage{}, "form": formPage{}}) == nil {
		t.Error("a page with the wrong type passed")
	}
	if portalSite(t).Views.Check(map[string]any{"front": frontPage{}}) == nil {
		t.Error("a template without a type passed")
	}
}
