package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// tips is the query of every tip that a scope may know of: its teams, less
// what its member is recused from.
func (tx *Tx) tips(scope models.Scope) *gorm.DB {
	q := tx.db.Model(&models.Tip{})
	if !scope.All {
		q = q.Where("team_id IN ?", append([]int64{0}, scope.Teams...))
	}
	return q.Where("id NOT IN (SELECT tip_id FROM recusals WHERE staff_id = ?)", scope.StaffID).
		Where("unit_id NOT IN (SELECT unit_id FROM recusals WHERE staff_id = ? AND unit_id <> 0)", scope.StaffID)
}

// tipOf is the one tip that a row of a table names, if the scope may know of
// it: for EXISTS, which looks up one tip a row where IN would gather them all.
func (tx *Tx) tipOf(table string, scope models.Scope) *gorm.DB {
	return tx.tips(scope).Select("1").Where("tips.id = " + table + ".tip_id")
}
