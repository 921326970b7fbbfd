package store

import (
	"slices"
	"strings"

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

func (k countKey) compare(o countKey) int {
	for _, c := range []int{
		int(k.TeamID - o.TeamID), strings.Compare(string(k.State), string(o.State)), int(k.UnitID - o.UnitID),
		strings.Compare(string(k.Channel), string(o.Channel)), strings.Compare(string(k.Category), string(o.Category)),
	} {
		if c != 0 {
			return c
		}
	}
	if k.Overdue == o.Overdue {
		return 0
	}
	if o.Overdue {
		return -1
	}
	return 1
}

// count notes that a cell changes by n when the transaction ends.
func (tx *Tx) count(t models.Tip, n int64) { tx.counts[keyOf(t)] += n }

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

// flushCounts writes the noted changes in one statement, marked with the
// transaction's last audit row. The caller holds the head of the audit log, so
// that counters change one transaction after another, in the order of seq.
func (tx *Tx) flushCounts(seq int64) error {
	keys := make([]countKey, 0, len(tx.counts))
	for k, n := range tx.counts {
		if n != 0 {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.SortFunc(keys, countKey.compare)
	rows := make([]tipCount, len(keys))
	for i, k := range keys {
		rows[i] = tipCount{k.TeamID, k.State, k.UnitID, k.Channel, k.Category, k.Overdue, tx.counts[k], seq}
	}
	clear(tx.counts)
	add := clause.OnConflict{
		Columns: []clause.Column{
			{Name: "team_id"}, {Name: "state"}, {Name: "unit_id"}, {Name: "channel"}, {Name: "category"}, {Name: "overdue"},
		},
		DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("tip_counts.n + excluded.n"), "seq": gorm.Expr("excluded.seq")}),
	}
	return tx.db.Clauses(add).CreateInBatches(rows, 500).Error
}
