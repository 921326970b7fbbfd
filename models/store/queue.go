package store

import (
	"slices"
	"strconv"

	"heed/models"
)

// QueueFilter picks tips by their clear facts; a zero field picks all.
type QueueFilter struct {
	RoundID    int64
	State      models.TipState
	UnitID     int64
	Channel    models.Channel
	Category   models.Category
	Overdue    bool
	AssigneeID int64
	Unread     bool   // with messages of the reporter that nobody has read
	After      string // cursor: older than this tip
	Before     string // cursor: newer than this tip
	Limit      int    // rows a page, 1 to 200; 50 when 0
}

// QueuePage is one page of the queue, newest first, with the counts of the
// whole round in the reader's scope.
type QueuePage struct {
	Tips   []models.Tip // what a list shows of them: listColumns, and nothing else
	Next   string       // cursor for After, or empty on the last page
	Prev   string       // cursor for Before, or empty on the first page
	Total  int64        // tips that match the filter
	Facets Facets
}

// Queue lists a round's tips within the scope. Its cost grows neither with the
// depth of the page nor with the number of tips: the cursor is a tip's id, each
// list is read from an index in its own order, and the counts are counters.
func (tx *Tx) Queue(scope models.Scope, f QueueFilter) (QueuePage, error) {
	var page QueuePage
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	f.After, f.Before = cursor(f.After), cursor(f.Before)
	teams, err := tx.queueTeams(scope, f.RoundID)
	if err != nil || len(teams) == 0 {
		return page, err
	}
	h, err := tx.hiddenFrom(scope)
	if err != nil {
		return page, err
	}
	now, err := tx.cellsNow()
	if err != nil {
		return page, err
	}
	unread, err := tx.unreadNow(teams)
	if err != nil {
		return page, err
	}
	counted := h
	if f.Unread {
		now, counted = unread.cells(&tx.store.cells), h.unread()
	}
	if err := page.count(tx, tx.tallyOf(now, teams, counted, f), unread, scope, teams, h, f); err != nil || page.Total == 0 {
		return page, err
	}
	rows, err := tx.rowsOf(tx.streams(now, teams, h, f), h, f)
	page.cut(rows, f)
	return page, err
}

// count fills the numbers in.
func (p *QueuePage) count(tx *Tx, t *tally, unread unreadCounts, scope models.Scope, teams []int64, h hidden, f QueueFilter) (err error) {
	p.Facets, p.Total = t.facets(&tx.store.cells), t.total
	p.Facets.Unread = unread.sum(teams, h, f)
	held := func(staffID int64) (int64, error) {
		if f.Unread {
			his := f
			his.AssigneeID = staffID
			return unread.sum(teams, h, his), nil
		}
		return tx.countHeld(teams, h, f, staffID)
	}
	if scope.StaffID != 0 {
		if p.Facets.Mine, err = held(scope.StaffID); err != nil {
			return err
		}
	}
	switch f.AssigneeID {
	case 0:
	case scope.StaffID:
		p.Total = p.Facets.Mine
	default:
		p.Total, err = held(f.AssigneeID)
	}
	return err
}

// cursor keeps a cursor that Queue gave out; any other text is none.
func cursor(text string) string {
	if _, err := strconv.ParseInt(text, 10, 64); err != nil {
		return ""
	}
	return text
}

// queueTeams are the round's teams that the scope reads.
func (tx *Tx) queueTeams(scope models.Scope, roundID int64) ([]int64, error) {
	d, err := tx.Directory()
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, t := range d.Teams[roundID] {
		if scope.All || slices.Contains(scope.Teams, t.ID) {
			ids = append(ids, t.ID)
		}
	}
	return ids, nil
}

// cut makes a page of at most Limit rows, newest first, and its cursors.
func (p *QueuePage) cut(rows []models.Tip, f QueueFilter) {
	more := len(rows) > f.Limit
	rows = rows[:min(len(rows), f.Limit)]
	back := f.Before != ""
	if back {
		slices.Reverse(rows)
	}
	p.Tips = rows
	if len(rows) == 0 {
		return
	}
	if more || back {
		p.Next = strconv.FormatInt(rows[len(rows)-1].ID, 10)
	}
	if (back && more) || (!back && f.After != "") {
		p.Prev = strconv.FormatInt(rows[0].ID, 10)
	}
}
