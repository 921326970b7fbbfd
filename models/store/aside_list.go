package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// AsideFilter picks asides. Zero fields pick nothing out.
type AsideFilter struct {
	Settled bool   // those that somebody settled, in place of those that wait
	Reason  string // code
	Late    bool   // those whose day has passed
	Before  int64  // only those put aside before the one with this id
	Limit   int    // 50 when 0
}

// asides is the query of what a scope may know of: its teams', less what became
// a tip that is not for the reader.
func (tx *Tx) asides(scope models.Scope) *gorm.DB {
	return tx.asidesOf(scope).Where("(tip_id = 0 OR EXISTS (?))", tx.tipOf("mail_asides", scope))
}

func (tx *Tx) asidesOf(scope models.Scope) *gorm.DB {
	q := tx.db.Model(&models.Aside{})
	if !scope.All {
		q = q.Where("team_id IN ?", append([]int64{0}, scope.Teams...))
	}
	return q
}

// waitingAsides are those that nobody has settled; none of them is a tip.
func (tx *Tx) waitingAsides(scope models.Scope) *gorm.DB {
	return tx.asidesOf(scope).Where("looked_at IS NULL")
}

// IsLate says whether nobody has settled it in time.
func (tx *Tx) IsLate(a models.Aside) bool {
	return !a.Settled() && a.DueOn < tx.store.opts.Calendar.Day(tx.now)
}

func (tx *Tx) lateAsides(scope models.Scope) *gorm.DB {
	return tx.waitingAsides(scope).Where("due_on < ?", tx.store.opts.Calendar.Day(tx.now))
}

// Asides are those that a filter picks out, the newest first.
func (tx *Tx) Asides(scope models.Scope, f AsideFilter) ([]models.Aside, error) {
	q := tx.waitingAsides(scope)
	switch {
	case f.Late:
		q = tx.lateAsides(scope)
	case f.Settled:
		q = tx.asides(scope).Where("looked_at IS NOT NULL")
	}
	if f.Reason != "" {
		q = q.Where("reason = ?", f.Reason)
	}
	if f.Before > 0 {
		q = q.Where("id < ?", f.Before)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return all[models.Aside](q.Order("id DESC").Limit(f.Limit))
}

// Aside loads one that the scope may know of; any other is KindNotFound.
func (tx *Tx) Aside(scope models.Scope, id int64) (models.Aside, error) {
	return first[models.Aside](tx.asides(scope).Where("id = ?", id))
}

// AsideCount is how many asides wait for one reason.
type AsideCount struct {
	Reason string
	N      int64
}

// CountAsides counts those that wait, by reason.
func (tx *Tx) CountAsides(scope models.Scope) ([]AsideCount, error) {
	var rows []AsideCount
	err := tx.waitingAsides(scope).Select("reason, COUNT(*) AS n").Group("reason").Order("reason").Scan(&rows).Error
	return rows, err
}

// LateMax is as far as LateAsides counts: a page that shows the number must not
// pay for a mailbox full of bounces.
const LateMax = 1000

// LateAsides counts those whose day has passed, up to LateMax.
func (tx *Tx) LateAsides(scope models.Scope) (int64, error) {
	var n int64
	err := tx.db.Table("(?) AS late", tx.lateAsides(scope).Select("1 AS one").Limit(LateMax)).Count(&n).Error
	return n, err
}
