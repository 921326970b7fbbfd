package store

import (
	"context"

	"heed/models"

	"gorm.io/gorm"
)

// MarkOverdue flags every tip whose due date has passed, and says how many it
// flagged. It costs one index look-up when there is none.
func (s *Store) MarkOverdue(ctx context.Context) (int, error) {
	late := func(tx *Tx, limit int) *gorm.DB {
		today := s.opts.Calendar.Day(tx.now)
		return tx.db.Where("due_on < ? AND due_on <> '' AND NOT overdue", today).Order("id").Limit(limit)
	}
	total := 0
	for {
		var found []models.Tip
		err := s.Read(ctx, func(tx *Tx) (err error) {
			found, err = all[models.Tip](late(tx, 1))
			return err
		})
		if err != nil || len(found) == 0 {
			return total, err
		}
		err = s.Write(ctx, func(tx *Tx) error {
			if found, err = all[models.Tip](s.dialect.forUpdate(late(tx, 500))); err != nil {
				return err
			}
			return tx.markOverdue(found)
		})
		if err != nil {
			return total, err
		}
		total += len(found)
	}
}

// markOverdue flags tips that this transaction has locked, so that each leaves
// exactly the counter that it stands in.
func (tx *Tx) markOverdue(tips []models.Tip) error {
	for _, t := range tips {
		if err := tx.db.Model(&models.Tip{}).Where("id = ?", t.ID).Update("overdue", true).Error; err != nil {
			return err
		}
		tx.count(t, -1)
		t.Overdue = true
		tx.count(t, +1)
		tx.Audit(models.Audit{Origin: "system", Action: "tip.overdue", TipID: t.ID, Note: string(t.Clock)})
	}
	return nil
}
