package backoffice

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// address is a local address taken apart once, for the many links of a page that
// differ in one parameter.
type address struct {
	path  string
	query []parameter // by name
}

type parameter struct{ name, text string } // text is name=value, encoded

// newAddress takes an address apart; of a query that cannot be read nothing
// stays.
func newAddress(raw string) address {
	path, query, _ := strings.Cut(raw, "?")
	a := address{path: path}
	values, err := url.ParseQuery(query)
	if err != nil {
		return a
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			a.query = append(a.query, newParameter(name, value))
		}
	}
	return a
}

func newParameter(name, value string) parameter {
	return parameter{name, url.QueryEscape(name) + "=" + url.QueryEscape(value)}
}

// with is the address with one parameter set; "" removes it.
func (a address) with(name, value string) address {
	out := address{path: a.path, query: make([]parameter, 0, len(a.query)+1)}
	for _, p := range a.query {
		if p.name != name {
			out.query = append(out.query, p)
		}
	}
	if value != "" {
		at, _ := slices.BinarySearchFunc(out.query, name, func(p parameter, name string) int { return strings.Compare(p.name, name) })
		out.query = slices.Insert(out.query, at, newParameter(name, value))
	}
	return out
}

// link is the address with one parameter set, written down.
func (a address) link(name, value string) string { return a.with(name, value).String() }

func (a address) String() string {
	var b strings.Builder
	b.Grow(120)
	b.WriteString(a.path)
	mark := byte('?')
	for _, p := range a.query {
		b.WriteByte(mark)
		b.WriteString(p.text)
		mark = '&'
	}
	return b.String()
}

// withQuery sets one parameter of a local address; "" removes it.
func withQuery(path, name, value string) string { return newAddress(path).link(name, value) }
