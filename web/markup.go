package web

import (
	"html/template"
	"slices"
	"strings"
)

// Markup writes a piece of a page that repeats so often that a template, which
// reflects on every value, would be most of the page's time. It is no less safe:
// of markup it takes only what is written in the source, and whatever a program
// has at hand goes in as Text or Link, escaped.
type Markup struct{ text []byte }

// tag is markup. Only a constant can become one outside this package.
type tag string

// Raw writes markup of the source as it is. Attributes stand in double quotes.
func (m *Markup) Raw(s tag) { m.text = append(m.text, s...) }

// RawIf is Raw if yes.
func (m *Markup) RawIf(yes bool, s tag) {
	if yes {
		m.Raw(s)
	}
}

// Text writes what stands between tags or in an attribute that is no address.
func (m *Markup) Text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		if safe := entity(s[i]); safe != "" {
			m.text = append(append(m.text, s[from:i]...), safe...)
			from = i + 1
		}
	}
	m.text = append(m.text, s[from:]...)
}

func entity(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	case '\'':
		return "&#39;"
	case 0:
		return "\uFFFD"
	}
	return ""
}

// Link writes an address of this site into a href attribute; any other is "#".
func (m *Markup) Link(path string) {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		path = "#"
	}
	m.Text(path)
}

// Grow makes room for n bytes more.
func (m *Markup) Grow(n int) { m.text = slices.Grow(m.text, n) }

// HTML is what was written, for a template to put between tags.
func (m *Markup) HTML() template.HTML { //nolint:forbidigo // every value in it was escaped as it was written
	return template.HTML(m.text) //nolint:forbidigo,gosec // as above
}
