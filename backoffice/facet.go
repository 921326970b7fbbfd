package backoffice

import (
	"cmp"
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/locale"
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

// facetWriter writes the filters of a page: as many links again as it has rows.
type facetWriter struct {
	web.Page
	*web.Markup
}

func (w facetWriter) group(key string, values []facet) {
	w.Raw(`
  <h2>`)
	w.Text(w.T(key))
	w.Raw(`</h2>
  <ul>`)
	for _, f := range values {
		w.value(f)
	}
	w.Raw(`
  </ul>`)
}

func (w facetWriter) value(f facet) {
	text := f.Text
	if f.Key != "" {
		text = w.T(f.Key)
	}
	w.Raw(`
    <li><a href="`)
	w.Link(f.URL)
	w.RawIf(f.Here, `" aria-current="true`)
	w.Raw(`"><span>`)
	w.Text(text)
	w.Raw(`</span> <b>`)
	w.Text(locale.Number(f.N))
	w.Raw(`</b></a></li>`)
}

// facets makes the filters from the counts; base is the first page.
func (q *queuePage) facets(v *visit, f store.Facets, n names, base address) {
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
	q.Filters = &web.Markup{}
	q.group(v, base, "state", states)
	q.group(v, base, "unit", units)
	q.group(v, base, "channel", channels)
	q.group(v, base, "category", categories)
	overdue := []facet{{Key: "backoffice.filter.overdue", N: f.Overdue, value: "1"}}
	mine := []facet{{Key: "backoffice.filter.mine", N: f.Mine, value: "1"}}
	fresh := []facet{{Key: "backoffice.filter.new", N: f.Unread, value: "1"}}
	q.New = q.links(v, base, "new", fresh)[0]
	q.Overdue, q.Mine = q.links(v, base, "overdue", overdue)[0], q.links(v, base, "mine", mine)[0]
}

// group leaves out a value without tips unless it is the one picked.
func (q *queuePage) group(v *visit, base address, name string, values []facet) {
	shown := slices.DeleteFunc(q.links(v, base, name, values), func(f facet) bool { return f.N == 0 && !f.Here })
	if len(shown) > 0 {
		facetWriter{q.Page.Page, q.Filters}.group("backoffice.filter."+name, shown)
	}
}

// links gives each value of a filter its address, and notes the one picked.
func (q *queuePage) links(v *visit, base address, name string, values []facet) []facet {
	picked, without := v.Query(name), base.with(name, "")
	for i := range values {
		f := &values[i]
		if f.Here = f.value == picked; !f.Here {
			f.URL = without.link(name, f.value)
			continue
		}
		f.URL = without.String()
		q.Picked = append(q.Picked, *f)
	}
	return values
}

// roundFacets are the rounds to switch between.
func roundFacets(q queuePage, rounds []models.Round) []facet {
	var out []facet
	for _, r := range rounds {
		out = append(out, facet{Text: named(q.Lang, r.Name, r.NameEn), URL: "/?round=" + decimal(r.ID), Here: r.ID == q.Round.ID})
	}
	return out
}
