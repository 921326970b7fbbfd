package store

import (
	"context"

	"heed/models"

	"gorm.io/gorm"
)

// MarkOverdue flags every tip whose due date has passed, and says how many it
// flagged. It costs one index look-up when there is none.
func (s *Store) MarkOverdue(ctx context.Context) (int, error) {
	total := 0
	for {
		some, done := false, 0
		err := s.Read(ctx, func(tx *Tx) (err error) {
			some, err = tx.AnyLate()
			return err
		})
		if err != nil || !some {
			return total, err
		}
		err = s.Write(ctx, func(tx *Tx) error {
			found, err := tx.lockLate(500)
			if err != nil {
				return err
			}
			done = len(found)
			return tx.markOverdue(found)
		})
		if err != nil {
			return total, err
		}
		total += done
	}
}

// AnyLate says whether MarkOverdue has something to do.
func (tx *Tx) AnyLate() (bool, error) {
	p, err := tx.point()
	return p.Late, err
}

// lockLate are some of the tips whose due date has passed, locked in the order
// of their ids, as everybody locks who takes more than one.
func (tx *Tx) lockLate(limit int) ([]models.Tip, error) {
	return all[models.Tip](tx.store.dialect.forUpdate(tx.late().Where("id IN (?)", tx.lateIDs(limit)).Order("id")))
}

// lateIDs are the ids of those that are late the longest.
func (tx *Tx) lateIDs(limit int) *gorm.DB {
	return tx.late().Model(&models.Tip{}).Select("id").Order("due_on").Limit(limit)
}

func (tx *Tx) late() *gorm.DB {
	return tx.db.Where("due_on < ? AND due_on <> '' AND NOT overdue", tx.store.opts.Calendar.Day(tx.now))
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
