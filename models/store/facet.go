package store

import (
	"maps"
	"slices"

	"heed/models"
)

// facets counts from the counters, less the few tips that the member is
// recused from: those must not show in any number either (P7). Filters by
// assignee do not change the facets.
func (tx *Tx) facets(scope models.Scope, teams []int64, f QueueFilter) (Facets, int64, error) {
	out := Facets{
		State: map[models.TipState]int64{}, Unit: map[int64]int64{},
		Channel: map[models.Channel]int64{}, Category: map[models.Category]int64{},
	}
	cells, err := all[tipCount](tx.db.Where("team_id IN ? AND n <> 0", teams))
	if err != nil {
		return out, 0, err
	}
	hidden, err := tx.hiddenCells(scope, cells)
	if err != nil {
		return out, 0, err
	}
	var total int64
	for _, c := range append(cells, hidden...) {
		total += out.add(c, f)
	}
	out.drop()
	if f.AssigneeID != 0 {
		total, err = tx.countQuery(scope, teams, f)
	}
	return out, total, err
}

// hiddenCells takes away what the member is recused from: whole cells of a
// unit, and single tips.
func (tx *Tx) hiddenCells(scope models.Scope, cells []tipCount) ([]tipCount, error) {
	recusals, err := all[models.Recusal](tx.db.Where("staff_id = ?", scope.StaffID))
	if err != nil || len(recusals) == 0 {
		return nil, err
	}
	units, ids := map[int64]bool{}, []int64{}
	for _, r := range recusals {
		if r.UnitID != 0 {
			units[r.UnitID] = true
		} else {
			ids = append(ids, r.TipID)
		}
	}
	var out []tipCount
	for _, c := range cells {
		if units[c.UnitID] {
			c.N = -c.N
			out = append(out, c)
		}
	}
	tips, err := all[models.Tip](tx.db.Where("id IN ?", ids))
	for _, t := range tips {
		if k := keyOf(t); !units[k.UnitID] && slices.ContainsFunc(cells, func(c tipCount) bool { return c.TeamID == k.TeamID }) {
			out = append(out, tipCount{k.TeamID, k.State, k.UnitID, k.Channel, k.Category, k.Overdue, -1})
		}
	}
	return out, err
}

func (tx *Tx) countQuery(scope models.Scope, teams []int64, f QueueFilter) (int64, error) {
	f.After, f.Before = "", ""
	var n int64
	err := tx.queueQuery(scope, f).Where("team_id IN ?", teams).Order("").Count(&n).Error
	return n, err
}

// add puts a cell into each facet whose other filters it matches, and says how
// many of its tips match them all.
func (o *Facets) add(c tipCount, f QueueFilter) int64 {
	state := f.State == "" || f.State == c.State
	unit := f.UnitID == 0 || f.UnitID == c.UnitID
	channel := f.Channel == "" || f.Channel == c.Channel
	category := f.Category == "" || f.Category == c.Category
	overdue := !f.Overdue || c.Overdue
	if unit && channel && category && overdue {
		o.State[c.State] += c.N
	}
	if state && channel && category && overdue {
		o.Unit[c.UnitID] += c.N
	}
	if state && unit && category && overdue {
		o.Channel[c.Channel] += c.N
	}
	if state && unit && channel && overdue {
		o.Category[c.Category] += c.N
	}
	if !(state && unit && channel && category) {
		return 0
	}
	if c.Overdue {
		o.Overdue += c.N
	}
	if !overdue {
		return 0
	}
	return c.N
}

// drop forgets the values that show nothing: a value whose only tips are hidden
// must not be there either.
func (o *Facets) drop() {
	dropZero(o.State)
	dropZero(o.Unit)
	dropZero(o.Channel)
	dropZero(o.Category)
}

func dropZero[K comparable](counts map[K]int64) {
	maps.DeleteFunc(counts, func(_ K, n int64) bool { return n == 0 })
}
