package store

import (
	"slices"
	"strconv"

	"heed/models"

	"gorm.io/gorm"
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
	After      string // cursor: older than this tip
	Before     string // cursor: newer than this tip
	Limit      int    // rows a page, 1 to 200; 50 when 0
}

// QueuePage is one page of the queue, newest first, with the counts of the
// whole round in the reader's scope.
type QueuePage struct {
	Tips   []models.Tip
	Next   string // cursor for After, or empty on the last page
	Prev   string // cursor for Before, or empty on the first page
	Total  int64  // tips that match the filter
	Facets Facets
}

// Facets say how many tips each value of a filter would show, the other
// filters as they are.
type Facets struct {
	State    map[models.TipState]int64
	Unit     map[int64]int64
	Channel  map[models.Channel]int64
	Category map[models.Category]int64
	Overdue  int64
}

// Queue lists a round's tips within the scope. Its cost does not grow with the
// depth of the page: the cursor is a tip's id and every filter has an index.
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
	rows, err := tx.queueRows(scope, teams, f)
	if err != nil {
		return page, err
	}
	page.cut(rows, f)
	page.Facets, page.Total, err = tx.facets(scope, teams, f)
	return page, err
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
	var ids []int64
	q := tx.db.Model(&models.Team{}).Where("round_id = ?", roundID)
	if !scope.All {
		q = q.Where("id IN ?", append([]int64{0}, scope.Teams...))
	}
	return ids, q.Order("id").Pluck("id", &ids).Error
}

// queueRows takes one row more than a page from each team, where one index
// serves filter and order, and merges them.
func (tx *Tx) queueRows(scope models.Scope, teams []int64, f QueueFilter) ([]models.Tip, error) {
	var rows []models.Tip
	for _, team := range teams {
		part, err := all[models.Tip](tx.queueQuery(scope, f).Where("team_id = ?", team).Limit(f.Limit + 1))
		if err != nil {
			return nil, err
		}
		rows = append(rows, part...)
	}
	slices.SortFunc(rows, func(a, b models.Tip) int {
		if f.Before != "" {
			return int(a.ID - b.ID)
		}
		return int(b.ID - a.ID)
	})
	return rows[:min(len(rows), f.Limit+1)], nil
}

func (tx *Tx) queueQuery(scope models.Scope, f QueueFilter) *gorm.DB {
	q := tx.tips(models.Scope{StaffID: scope.StaffID, All: true})
	for column, value := range f.equals() {
		q = q.Where(column+" = ?", value)
	}
	if f.Overdue {
		q = q.Where("overdue")
	}
	if f.AssigneeID != 0 {
		q = q.Where("assignee_id = ? AND assignee_id <> 0", f.AssigneeID)
	}
	if id, err := strconv.ParseInt(f.Before, 10, 64); err == nil {
		return q.Where("id > ?", id).Order("id")
	}
	if id, err := strconv.ParseInt(f.After, 10, 64); err == nil {
		q = q.Where("id < ?", id)
	}
	return q.Order("id DESC")
}

// equals are the columns that a filter fixes, each also a column of the
// counters.
func (f QueueFilter) equals() map[string]any {
	m := map[string]any{}
	if f.State != "" {
		m["state"] = f.State
	}
	if f.UnitID != 0 {
		m["unit_id"] = f.UnitID
	}
	if f.Channel != "" {
		m["channel"] = f.Channel
	}
	if f.Category != "" {
		m["category"] = f.Category
	}
	return m
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
