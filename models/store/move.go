package store

import "heed/models"

// Step says who changes a tip, from where, and what else changes with it.
type Step struct {
	Actor  int64
	Origin string
	Action string            // audit action; tip.move when empty
	Note   string            // codes only
	Object string            // what else it is about, as in models.Audit
	Change func(*models.Tip) // may set TeamID, UnitID, AssigneeID, Urgent, Category, Code, Body; nil for nothing
}

// MoveTip takes an event of the transition table, with counters, clock and
// audit row. A step that the table does not hold is KindConflict and changes
// nothing. The caller has checked that the actor may take it and know of it.
func (tx *Tx) MoveTip(id int64, event models.TipEvent, step Step) (models.Tip, error) {
	return tx.alter(id, step, func(t *models.Tip) error {
		to, err := t.State.Next(event)
		if err == nil && event == models.EventArchive {
			err = tx.handedOver(id)
		}
		if err != nil {
			return err
		}
		t.State, t.ChangedAt = to, tx.now
		return nil
	})
}

// ChangeTip changes a tip that stays in its state, such as a claim; Action of
// the step names it in the audit log.
func (tx *Tx) ChangeTip(id int64, step Step) (models.Tip, error) {
	return tx.alter(id, step, func(*models.Tip) error { return nil })
}

// alter locks the tip, changes it, and keeps its counters true.
func (tx *Tx) alter(id int64, step Step, change func(*models.Tip) error) (models.Tip, error) {
	old, err := first[models.Tip](tx.store.dialect.forUpdate(tx.db.Where("id = ?", id)))
	if err != nil {
		return old, err
	}
	t := old
	if err := change(&t); err != nil {
		return old, err
	}
	if step.Change != nil {
		step.Change(&t)
	}
	if t.Open() {
		t.Code, t.Body = "", "" // the outcome of a tip that was taken up again no longer holds
	}
	tx.turnClock(old, &t)
	if err := tx.keepRecused(old, &t); err != nil {
		return old, err
	}
	if err := tx.db.Save(&t).Error; err != nil {
		return old, err
	}
	tx.count(old, -1)
	tx.count(t, +1)
	tx.auditStep(old, t, step)
	return t, nil
}

func (tx *Tx) auditStep(old, t models.Tip, step Step) {
	row := models.Audit{
		Actor: step.Actor, Origin: step.Origin, Action: step.Action, TipID: t.ID,
		Object: step.Object, From: string(old.State), To: string(t.State), Note: step.Note,
	}
	if row.Action == "" {
		row.Action = "tip.move"
	}
	tx.Audit(row)
}
