package store

import (
	"context"

	"heed/models"
)

// MarkOverdue flags every tip whose due date has passed, and says how many it
// flagged. It costs one index look-up when there is none.
func (s *Store) MarkOverdue(ctx context.Context) (int, error) {
	late := func(tx *Tx, limit int) ([]models.Tip, error) {
		today := s.opts.Calendar.Day(tx.now)
		return all[models.Tip](tx.db.Where("due_on < ? AND due_on <> '' AND NOT overdue", today).Order("id").Limit(limit))
	}
	total := 0
	for {
		var found []models.Tip
		err := s.Read(ctx, func(tx *Tx) (err error) {
			found, err = late(tx, 1)
			return err
		})
		if err != nil || len(found) == 0 {
			return total, err
		}
		err = s.Write(ctx, func(tx *Tx) error {
			if found, err = late(tx, 500); err != nil {
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

func (tx *Tx) markOverdue(tips []models.Tip) error {
	for _, t := range tips {
		res := tx.db.Model(&models.Tip{}).Where("id = ? AND NOT overdue AND due_on = ?", t.ID, t.DueOn).Update("overdue", true)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			continue // somebody moved it in between, with a clock of its own
		}
		tx.count(t, -1)
		t.Overdue = true
		tx.count(t, +1)
		tx.Audit(models.Audit{Origin: "system", Action: "tip.overdue", TipID: t.ID, Note: string(t.Clock)})
	}
	return nil
}
