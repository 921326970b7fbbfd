package store

import (
	"slices"

	"heed/models"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// countKey is one cell of the counters: the clear facts by which the queue
// filters.
type countKey struct {
	TeamID   int64
	State    models.TipState
	UnitID   int64
	Channel  models.Channel
	Category models.Category
	Overdue  bool
}

func keyOf(t models.Tip) countKey {
	return countKey{t.TeamID, t.State, t.UnitID, t.Channel, t.Category, t.Overdue}
}

// heldKey is one cell of what a member has in hand.
type heldKey struct {
	AssigneeID int64
	countKey
}

// count notes that the cells of a tip change by n when the transaction ends.
func (tx *Tx) count(t models.Tip, n int64) {
	tx.counts[keyOf(t)] += n
	if t.AssigneeID != 0 {
		tx.held[heldKey{t.AssigneeID, keyOf(t)}] += n
	}
	if t.Unread > 0 {
		tx.unread[heldKey{t.AssigneeID, keyOf(t)}] += n
	}
}

type tipCount struct {
	TeamID   int64           `gorm:"primaryKey;autoIncrement:false"`
	State    models.TipState `gorm:"primaryKey"`
	UnitID   int64           `gorm:"primaryKey;autoIncrement:false"`
	Channel  models.Channel  `gorm:"primaryKey"`
	Category models.Category `gorm:"primaryKey"`
	Overdue  bool            `gorm:"primaryKey"`
	N        int64
	Seq      int64 // of the last audit row of the transaction that changed it last
}

type heldCount struct {
	AssigneeID int64           `gorm:"primaryKey;autoIncrement:false"`
	TeamID     int64           `gorm:"primaryKey;autoIncrement:false"`
	State      models.TipState `gorm:"primaryKey"`
	UnitID     int64           `gorm:"primaryKey;autoIncrement:false"`
	Channel    models.Channel  `gorm:"primaryKey"`
	Category   models.Category `gorm:"primaryKey"`
	Overdue    bool            `gorm:"primaryKey"`
	N          int64
}

// cellColumns are what makes a counter one of its own.
var cellColumns = []clause.Column{
	{Name: "team_id"}, {Name: "state"}, {Name: "unit_id"}, {Name: "channel"}, {Name: "category"}, {Name: "overdue"},
}

// flushCounts writes the noted changes, a statement a table, marked with the
// transaction's last audit row. The caller holds the head of the audit log, so
// that counters change one transaction after another, in the order of seq.
func (tx *Tx) flushCounts(seq int64) error {
	var counts []tipCount
	for k, n := range tx.counts {
		if n != 0 {
			counts = append(counts, tipCount{k.TeamID, k.State, k.UnitID, k.Channel, k.Category, k.Overdue, n, seq})
		}
	}
	var held []heldCount
	for k, n := range tx.held {
		if n != 0 {
			held = append(held, heldCount{k.AssigneeID, k.TeamID, k.State, k.UnitID, k.Channel, k.Category, k.Overdue, n})
		}
	}
	clear(tx.counts)
	clear(tx.held)
	if len(counts) > 0 {
		changes := map[string]any{"n": gorm.Expr("tip_counts.n + excluded.n"), "seq": gorm.Expr("excluded.seq")}
		add := clause.OnConflict{Columns: cellColumns, DoUpdates: clause.Assignments(changes)}
		if err := tx.db.Clauses(add).CreateInBatches(counts, 500).Error; err != nil {
			return err
		}
	}
	if err := tx.flushUnread(); err != nil || len(held) == 0 {
		return err
	}
	add := clause.OnConflict{
		Columns:   append([]clause.Column{{Name: "assignee_id"}}, cellColumns...),
		DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("held_counts.n + excluded.n")}),
	}
	return tx.db.Clauses(add).CreateInBatches(held, 500).Error
}

// countHeld counts what matches the filter and a member has in hand.
func (tx *Tx) countHeld(teams []int64, h hidden, f QueueFilter, staffID int64) (int64, error) {
	q := tx.db.Model(&heldCount{}).Where("assignee_id = ? AND team_id IN ?", staffID, teams)
	fixed := stream{State: f.State, Unit: f.UnitID, Channel: f.Channel, Category: f.Category}
	for _, column := range f.filterColumns() {
		q = q.Where(column+" = ?", fixed.value(column))
	}
	if f.Overdue {
		q = q.Where("overdue")
	}
	if len(h.units) > 0 {
		q = q.Where("unit_id NOT IN ?", h.units)
	}
	var n int64
	if err := q.Select("COALESCE(SUM(n), 0)").Scan(&n).Error; err != nil {
		return 0, err
	}
	f.AssigneeID = staffID
	for _, t := range h.tips {
		if f.shows(t) && slices.Contains(teams, t.TeamID) && !h.hasUnit(t.UnitID) {
			n--
		}
	}
	return n, nil
}

// shows says whether a tip matches every filter.
func (f QueueFilter) shows(t models.Tip) bool {
	return (f.State == "" || f.State == t.State) && (f.UnitID == 0 || f.UnitID == t.UnitID) && (f.Channel == "" || f.Channel == t.Channel) &&
		(f.Category == "" || f.Category == t.Category) && (!f.Overdue || t.Overdue) && (f.AssigneeID == 0 || f.AssigneeID == t.AssigneeID) &&
		(!f.Unread || t.Unread > 0)
}
