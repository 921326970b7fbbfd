package store

import (
	"slices"

	"heed/models"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// unreadCount is one counter of the tips with unread messages.
type unreadCount struct {
	TeamID     int64           `gorm:"primaryKey;autoIncrement:false"`
	AssigneeID int64           `gorm:"primaryKey;autoIncrement:false"`
	State      models.TipState `gorm:"primaryKey"`
	UnitID     int64           `gorm:"primaryKey;autoIncrement:false"`
	Channel    models.Channel  `gorm:"primaryKey"`
	Category   models.Category `gorm:"primaryKey"`
	Overdue    bool            `gorm:"primaryKey"`
	N          int64
}

// flushUnread writes the noted changes, as flushCounts does.
func (tx *Tx) flushUnread() error {
	var rows []unreadCount
	for k, n := range tx.unread {
		if n != 0 {
			rows = append(rows, unreadCount{k.TeamID, k.AssigneeID, k.State, k.UnitID, k.Channel, k.Category, k.Overdue, n})
		}
	}
	clear(tx.unread)
	if len(rows) == 0 {
		return nil
	}
	add := clause.OnConflict{
		Columns:   append([]clause.Column{{Name: "assignee_id"}}, cellColumns...),
		DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("unread_counts.n + excluded.n")}),
	}
	return tx.db.Clauses(add).CreateInBatches(rows, 500).Error
}

// unreadCounts are the counters of some teams: as many as there are kinds of
// tips with unread messages.
type unreadCounts []unreadCount

func (tx *Tx) unreadNow(teams []int64) (unreadCounts, error) {
	return all[unreadCount](tx.db.Where("team_id IN ? AND n <> 0", teams))
}

// sum counts the tips with unread messages that match a filter, less the hidden.
func (u unreadCounts) sum(teams []int64, h hidden, f QueueFilter) (n int64) {
	f.Unread = false
	for _, c := range u {
		t := models.Tip{
			AssigneeID: c.AssigneeID, State: c.State, UnitID: c.UnitID, Channel: c.Channel, Category: c.Category, Overdue: c.Overdue,
		}
		if f.shows(t) && !h.hasUnit(c.UnitID) {
			n += c.N
		}
	}
	for _, t := range h.unread().tips {
		if f.shows(t) && slices.Contains(teams, t.TeamID) && !h.hasUnit(t.UnitID) {
			n--
		}
	}
	return n
}

// cells are the counters as the queue adds them up.
func (u unreadCounts) cells(cache *cellCache) *cells {
	out := &cells{teams: map[int64][]cell{}}
	for _, c := range u {
		t := models.Tip{State: c.State, UnitID: c.UnitID, Channel: c.Channel, Category: c.Category, Overdue: c.Overdue}
		out.teams[c.TeamID] = append(out.teams[c.TeamID], cache.cellOf(t, c.N))
	}
	return out
}

// unread is what is hidden among the tips with unread messages.
func (h hidden) unread() hidden {
	h.tips = slices.DeleteFunc(slices.Clone(h.tips), func(t models.Tip) bool { return t.Unread == 0 })
	return h
}
