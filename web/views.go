package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/jba/templatecheck"

	"heed/web/locale"
)

// Views are the pages of a site, parsed once for each language: the first when
// the site starts, so that a fault in a template keeps it from starting, and any
// other when its first visitor comes, so that what nobody reads takes no memory.
type Views struct {
	langs map[locale.Lang]func() (pages, error)
	bufs  sync.Pool
}

// pages are the templates of one language by name.
type pages map[string]*template.Template

// Based is a page: any struct that embeds a Page.
type Based interface{ Base() Page }

func newViews(o Options, assets *Assets) (*Views, error) {
	v := &Views{langs: map[locale.Lang]func() (pages, error){}}
	v.bufs.New = func() any { return new(bytes.Buffer) }
	for _, l := range o.Book.Langs() {
		v.langs[l] = sync.OnceValues(func() (pages, error) {
			return parsePages(o, template.New("").Funcs(funcs(o, assets, l)))
		})
	}
	_, err := v.langs[o.Book.Langs()[0]]()
	return v, err
}

// parsePages lays each page of the site, and the error page, over the frame and
// the partials.
func parsePages(o Options, root *template.Template) (pages, error) {
	frame, err := root.ParseFS(o.Files, "templates/partials/*.html", "templates/layout/"+o.Name+".html")
	if err != nil {
		return nil, err
	}
	own, err := fs.Glob(o.Files, path.Join("templates", o.Name, "*.html"))
	if err != nil {
		return nil, err
	}
	partial := func(name string) bool { return strings.HasPrefix(path.Base(name), "_") }
	for _, name := range own {
		if partial(name) {
			if frame, err = frame.ParseFS(o.Files, name); err != nil {
				return nil, err
			}
		}
	}
	all := pages{}
	for _, name := range append(slices.DeleteFunc(own, partial), "templates/layout/error.html") {
		page, err := frame.Clone()
		if err != nil {
			return nil, err
		}
		if page, err = page.ParseFS(o.Files, name); err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(path.Base(name), ".html")] = page.Lookup(o.Name + ".html")
	}
	return all, nil
}

// Render answers with a page in its language. The page is whole before its first
// byte leaves; when it cannot be rendered nothing of it does.
func (v *Views) Render(c *fiber.Ctx, status int, name string, page Based) error {
	buf, ok := v.bufs.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	defer v.bufs.Put(buf)
	buf.Reset()
	if err := v.write(buf, name, page); err != nil {
		return err
	}
	html(c, status)
	c.Response().SetBody(buf.Bytes())
	return nil
}

// Render answers with a page of the site.
func (s *Site) Render(c *fiber.Ctx, status int, name string, page Based) error {
	return s.Views.Render(c, status, name, page)
}

func html(c *fiber.Ctx, status int) {
	c.Status(status).Response().Header.SetContentType("text/html; charset=utf-8")
}

func (v *Views) write(buf *bytes.Buffer, name string, page Based) error {
	parse := v.langs[page.Base().Lang]
	if parse == nil {
		return fmt.Errorf("web: no language %q", page.Base().Lang)
	}
	all, err := parse()
	if err != nil {
		return err
	}
	t := all[name]
	if t == nil {
		return fmt.Errorf("web: no page %q in language %q", name, page.Base().Lang)
	}
	return t.Execute(buf, page)
}

// Check holds each template against the type of the page it is given, for a
// test: it finds fields that do not exist, functions called wrongly, pages
// without a type and types without a page.
func (v *Views) Check(types map[string]any) error {
	for l, parse := range v.langs {
		templates, err := parse()
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(templates)) {
			page, ok := types[name]
			if name == "error" && !ok {
				page, ok = ErrorPage{}, true
			}
			if !ok {
				return fmt.Errorf("web: template %q has no page type", name)
			}
			if err := templatecheck.CheckHTML(templates[name], page); err != nil {
				return fmt.Errorf("web: page %q (%s): %w", name, l, err)
			}
		}
		for name := range types {
			if templates[name] == nil {
				return fmt.Errorf("web: page type %q has no template", name)
			}
		}
	}
	return nil
}
