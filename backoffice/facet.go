package backoffice

import (
	"cmp"
	"slices"

	"heed/models"
	"heed/models/store"
)

// facet is one value of a filter with the number of tips behind it; its link
// shows exactly those tips (P10), or takes the filter away when it is picked.
type facet struct {
	Key, Text string // a message key, or a name as it is
	URL       string
	N         int64
	Here      bool
	value     string
}

// facetGroup is one filter.
type facetGroup struct {
	Key    string
	Values []facet
}

// facets makes the filters from the counts.
func (q *queuePage) facets(v *visit, f store.Facets, n names, base string) {
	var states, units, channels, categories []facet
	for _, s := range models.TipStates() {
		states = append(states, facet{Key: s.Key(), N: f.State[s], value: string(s)})
	}
	for _, u := range n.units {
		units = append(units, facet{Text: u.name, N: f.Unit[u.id], value: decimal(u.id)})
	}
	for _, c := range models.Channels() {
		channels = append(channels, facet{Key: c.Key(), N: f.Channel[c], value: string(c)})
	}
	for _, c := range models.Categories() {
		categories = append(categories, facet{Key: c.Key(), N: f.Category[c], value: string(c)})
	}
	slices.SortStableFunc(categories, func(a, b facet) int { return cmp.Compare(b.N, a.N) })
	q.group(v, base, "state", states)
	q.group(v, base, "unit", units)
	q.group(v, base, "channel", channels)
	q.group(v, base, "category", categories)
	q.Overdue = q.link(v, base, "overdue", facet{Key: "backoffice.filter.overdue", N: f.Overdue, value: "1"})
	q.Mine = q.link(v, base, "mine", facet{Key: "backoffice.filter.mine", N: q.Mine.N, value: "1"})
}

// group leaves out a value without tips unless it is the one picked.
func (q *queuePage) group(v *visit, base, name string, values []facet) {
	g := facetGroup{Key: "backoffice.filter." + name}
	for _, f := range values {
		if f = q.link(v, base, name, f); f.N != 0 || f.Here {
			g.Values = append(g.Values, f)
		}
	}
	q.Groups = append(q.Groups, g)
}

func (q *queuePage) link(v *visit, base, name string, f facet) facet {
	f.Here = v.Query(name) == f.value
	f.URL = withQuery(base, name, f.value)
	if f.Here {
		f.URL = withQuery(base, name, "")
		q.Picked = append(q.Picked, f)
	}
	return f
}

// roundFacets are the rounds to switch between.
func roundFacets(q queuePage, rounds []models.Round) []facet {
	var out []facet
	for _, r := range rounds {
		out = append(out, facet{Text: named(q.Lang, r.Name, r.NameEn), URL: "/?round=" + decimal(r.ID), Here: r.ID == q.Round.ID})
	}
	return out
}
