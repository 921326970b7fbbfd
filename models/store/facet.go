package store

import (
	"slices"

	"heed/models"
)

// Facets say how many tips each value of a filter would show, the other
// filters as they are. Filters by assignee do not change them, but Mine.
type Facets struct {
	State    map[models.TipState]int64
	Unit     map[int64]int64
	Channel  map[models.Channel]int64
	Category map[models.Category]int64
	Overdue  int64
	Mine     int64 // in the reader's own hands
	Unread   int64 // with unread messages; by assignee too, if one is picked
}

// hidden is what a member is recused from: whole units, and single tips. They
// must not show in any number either (P7).
type hidden struct {
	units []int64
	tips  []models.Tip
}

// hiddenFrom reads it once in a transaction that only reads.
func (tx *Tx) hiddenFrom(scope models.Scope) (hidden, error) {
	if known, ok := tx.hidden[scope.StaffID]; ok {
		return known, nil
	}
	h, err := tx.readHidden(scope)
	if err == nil && !tx.writing {
		tx.hidden[scope.StaffID] = h
	}
	return h, err
}

func (tx *Tx) readHidden(scope models.Scope) (hidden, error) {
	var out hidden
	recusals, err := all[models.Recusal](tx.db.Where("staff_id = ?", scope.StaffID))
	if err != nil || len(recusals) == 0 {
		return out, err
	}
	var ids []int64
	for _, r := range recusals {
		if r.UnitID != 0 {
			out.units = append(out.units, r.UnitID)
		} else {
			ids = append(ids, r.TipID)
		}
	}
	if len(ids) > 0 {
		out.tips, err = all[models.Tip](tx.db.Where("id IN ?", ids))
	}
	return out, err
}

func (h hidden) hasUnit(id int64) bool { return slices.Contains(h.units, id) }

// tipIDs are the single tips, for a condition.
func (h hidden) tipIDs() []int64 {
	var ids []int64
	for _, t := range h.tips {
		ids = append(ids, t.ID)
	}
	return ids
}

// tally adds counters up, facet by facet.
type tally struct {
	want                     wanted
	state, channel, category []int64 // by the word's number
	unit                     map[int64]int64
	overdue, total           int64
}

// tallyOf counts the teams' tips, less the hidden ones.
func (tx *Tx) tallyOf(now *cells, teams []int64, h hidden, f QueueFilter) *tally {
	cache := &tx.store.cells
	t := &tally{want: cache.wanted(f), unit: map[int64]int64{}}
	var less []cell
	for _, tip := range h.tips {
		if slices.Contains(teams, tip.TeamID) && !h.hasUnit(tip.UnitID) {
			less = append(less, cache.cellOf(tip, -1))
		}
	}
	size := cache.size()
	t.state, t.channel, t.category = make([]int64, size), make([]int64, size), make([]int64, size)
	for _, team := range teams {
		t.add(now.teams[team], h)
	}
	t.add(less, h)
	return t
}

// size is one more than the greatest number of a word.
func (c *cellCache) size() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.words) + 1
}

// add takes a counter into every facet whose other filters it matches: into all
// when it matches every filter, into the one that it misses when it misses one.
func (t *tally) add(list []cell, h hidden) {
	for _, c := range list {
		state, unit, channel, category, overdue, misses := t.want.misses(c)
		if misses > 1 || h.hasUnit(c.unit) {
			continue
		}
		if misses == 0 || state {
			t.state[c.state] += c.n
		}
		if misses == 0 || unit {
			t.unit[c.unit] += c.n
		}
		if misses == 0 || channel {
			t.channel[c.channel] += c.n
		}
		if misses == 0 || category {
			t.category[c.category] += c.n
		}
		if misses == 0 {
			t.total += c.n
		}
		if c.overdue && (misses == 0 || overdue) {
			t.overdue += c.n
		}
	}
}

// misses says which filters a counter does not match, and how many.
func (w wanted) misses(c cell) (state, unit, channel, category, overdue bool, n int) {
	if state = w.state != 0 && w.state != c.state; state {
		n++
	}
	if unit = w.unit != 0 && w.unit != c.unit; unit {
		n++
	}
	if channel = w.channel != 0 && w.channel != c.channel; channel {
		n++
	}
	if category = w.category != 0 && w.category != c.category; category {
		n++
	}
	if overdue = w.overdue && !c.overdue; overdue {
		n++
	}
	return
}

func (w wanted) match(c cell) bool {
	_, _, _, _, _, n := w.misses(c)
	return n == 0
}

// facets are the tally in words, without the values that show nothing: a value
// whose only tips are hidden must not be there either.
func (t *tally) facets(c *cellCache) Facets {
	out := Facets{
		State: map[models.TipState]int64{}, Unit: map[int64]int64{}, Channel: map[models.Channel]int64{},
		Category: map[models.Category]int64{}, Overdue: t.overdue,
	}
	for code := range t.state {
		if n := t.state[code]; n != 0 {
			out.State[models.TipState(c.word(uint16(code)))] = n
		}
		if n := t.channel[code]; n != 0 {
			out.Channel[models.Channel(c.word(uint16(code)))] = n
		}
		if n := t.category[code]; n != 0 {
			out.Category[models.Category(c.word(uint16(code)))] = n
		}
	}
	for id, n := range t.unit {
		if n != 0 {
			out.Unit[id] = n
		}
	}
	return out
}
