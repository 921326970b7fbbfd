package store

import "heed/models"

// TipByNumber is Tip by register number.
func (tx *Tx) TipByNumber(scope models.Scope, number string) (models.Tip, error) {
	return first[models.Tip](tx.tips(scope).Where("number = ?", number))
}

// TipOfFinding is the tip whose decision made a finding, so that its maker's
// changes can be held against the reporter's words; KindNotFound outside the
// scope.
func (tx *Tx) TipOfFinding(scope models.Scope, findingID int64) (models.Tip, error) {
	of := tx.db.Model(&models.Decision{}).Select("tip_id").Where("finding_id = ? AND finding_id <> 0", findingID)
	return first[models.Tip](tx.tips(scope).Where("id IN (?)", of))
}

// UnitRecusals are the units from whose tips a member is kept.
func (tx *Tx) UnitRecusals(staffID int64) ([]models.Recusal, error) {
	return all[models.Recusal](tx.db.Where("staff_id = ? AND unit_id <> 0", staffID).Order("id"))
}
