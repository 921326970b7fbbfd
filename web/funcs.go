package web

import (
	"fmt"
	"html/template"
	"time"

	"heed/models"
	"heed/web/form"
	"heed/web/locale"
)

// funcs are the functions that templates call, bound to one language.
func funcs(o Options, assets *Assets, l locale.Lang) template.FuncMap {
	in := func(write func(locale.Lang, time.Time) string) func(time.Time) string {
		return func(t time.Time) string {
			if t.IsZero() {
				return write(l, t)
			}
			return write(l, t.In(o.Zone))
		}
	}
	return template.FuncMap{
		"t":        func(key string, pairs ...any) string { return o.Book.T(l, key, pairs...) },
		"date":     in(o.Book.Date),
		"datetime": in(o.Book.DateTime),
		"clock":    in(o.Book.Clock),
		"day":      in(o.Book.Day),
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"dueday":   func(day string) string { return dueDay(o.Book, l, day) },
		"num":      number,
		"fault":    func(e *models.Error) string { return o.Book.Args(l, e.Key, e.Args) },
		"asset":    assetFunc(assets),
		"field": func(f form.Form, name, label string, opts ...string) (Field, error) {
			return newField(f, name, label, opts)
		},
		"choose": newChooser,
		"notice": func(tone, key string, pairs ...any) Notice { return Notice{tone, o.Book.T(l, key, pairs...)} },
		"chip":   func(tone, key string) Chip { return Chip{tone, o.Book.T(l, key)} },
		"list":   func(items ...string) []string { return items },
	}
}

// assetFunc fails on a name that does not exist, so that a wrong one is found by
// the first test that renders the page.
func assetFunc(assets *Assets) func(string) (string, error) {
	return func(name string) (string, error) {
		url := assets.URL(name)
		if url == "" {
			return "", fmt.Errorf("web: no asset %q", name)
		}
		return url, nil
	}
}

// dueDay writes a date that is kept as YYYY-MM-DD; anything else is a dash.
func dueDay(b *locale.Book, l locale.Lang, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t = time.Time{}
	}
	return b.Date(l, t)
}

// number writes any whole number with its thousands grouped.
func number(n any) (string, error) {
	switch n := n.(type) {
	case int:
		return locale.Number(int64(n)), nil
	case int64:
		return locale.Number(n), nil
	}
	return "", fmt.Errorf("web: num wants a whole number, not a %T", n)
}
