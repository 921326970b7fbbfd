package store

import (
	"fmt"

	"heed/models"

	"gorm.io/gorm/clause"
)

// Recuse keeps a member of staff from a tip or a unit from now on; twice is no
// error. A tip in the member's hands is taken out of them.
func (tx *Tx) Recuse(r models.Recusal, by int64) error {
	r.ID, r.At = 0, tx.now
	if err := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error; err != nil {
		return err
	}
	tx.Audit(models.Audit{
		Actor: by, Origin: "backoffice", Action: "tip.recuse", TipID: r.TipID, Object: fmt.Sprintf("staff:%d", r.StaffID),
		Note: fmt.Sprintf("unit:%d", r.UnitID),
	})
	held, err := all[models.Tip](tx.db.Where(
		"assignee_id = ? AND (id = ? OR (unit_id = ? AND unit_id <> 0))", r.StaffID, r.TipID, r.UnitID).Order("id"))
	for _, t := range held {
		if _, err := tx.ChangeTip(t.ID, Step{
			Actor: by, Origin: "backoffice", Action: "tip.take_back", Change: func(t *models.Tip) { t.AssigneeID = 0 },
		}); err != nil {
			return err
		}
	}
	return err
}

// RecusalsOfTip are the members kept from a tip, itself or by its unit.
func (tx *Tx) RecusalsOfTip(t models.Tip) ([]models.Recusal, error) {
	return all[models.Recusal](tx.db.Where("tip_id = ? OR (unit_id = ? AND unit_id <> 0)", t.ID, t.UnitID))
}

// keepRecused keeps a tip out of the hands of a member who is recused from it:
// giving it to one is KindConflict, error.recused, and one who holds it when it
// turns out to be about another unit loses it.
func (tx *Tx) keepRecused(old models.Tip, t *models.Tip) error {
	if t.AssigneeID == 0 || (t.AssigneeID == old.AssigneeID && t.UnitID == old.UnitID) {
		return nil
	}
	var n int64
	err := tx.db.Model(&models.Recusal{}).
		Where("staff_id = ? AND (tip_id = ? OR (unit_id = ? AND unit_id <> 0))", t.AssigneeID, t.ID, t.UnitID).Count(&n).Error
	switch {
	case err != nil || n == 0:
		return err
	case t.AssigneeID != old.AssigneeID:
		return models.Fail(models.KindConflict, "error.recused")
	}
	t.AssigneeID = 0
	return nil
}
