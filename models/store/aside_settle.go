package store

import (
	"heed/models"
)

// NoteAsideRead audits that a member opened what was put aside.
func (tx *Tx) NoteAsideRead(a models.Aside, actor int64) {
	tx.Audit(models.Audit{Actor: actor, Origin: "backoffice", Action: "aside.open", Object: a.Object()})
}

// LeaveAsides notes who looked at some that wait and leaves them aside, and says
// how many those were. Any that is settled already, or is none of the scope's,
// stays as it is.
func (tx *Tx) LeaveAsides(scope models.Scope, ids []int64, actor int64) (int, error) {
	found, err := all[models.Aside](tx.store.dialect.forUpdate(tx.waitingAsides(scope).Where("id IN ?", append([]int64{0}, ids...)).Order("id")))
	if err != nil || len(found) == 0 {
		return 0, err
	}
	left := make([]int64, len(found))
	for i, a := range found {
		left[i] = a.ID
		tx.Audit(models.Audit{Actor: actor, Origin: "backoffice", Action: "aside.leave", Object: a.Object(), Note: a.Reason})
	}
	return len(found), tx.db.Model(&models.Aside{}).Where("id IN ?", left).
		Updates(map[string]any{"looked_by": actor, "looked_at": tx.now}).Error
}

// TakeAside makes a tip of what was put aside, left there or not: its parts
// become the tip's, unopened. One that is a tip already is KindConflict,
// error.aside_taken.
func (tx *Tx) TakeAside(scope models.Scope, id, actor int64) (models.Tip, error) {
	a, err := first[models.Aside](tx.store.dialect.forUpdate(tx.asides(scope).Where("id = ?", id)))
	if err != nil {
		return models.Tip{}, err
	}
	if a.TipID != 0 {
		return models.Tip{}, models.Fail(models.KindConflict, "error.aside_taken")
	}
	parts, err := tx.AsideParts(id)
	if err != nil {
		return models.Tip{}, err
	}
	tips, err := tx.InsertTips([]NewTip{{Tip: tipOfAside(a), Envelopes: parts, Actor: actor, Origin: "backoffice"}})
	if err != nil {
		return models.Tip{}, err
	}
	tx.Audit(models.Audit{Actor: actor, Origin: "backoffice", Action: "aside.take", TipID: tips[0].ID, Object: a.Object(), Note: a.Reason})
	return tips[0], tx.handOver(a, tips[0].ID, actor)
}

func tipOfAside(a models.Aside) models.Tip {
	return models.Tip{
		RoundID: a.RoundID, TeamID: a.TeamID, Channel: models.ChannelMail, Category: models.CategoryOther,
		ReceivedAt: a.ReceivedAt, Named: a.Named, Files: a.Files, Bytes: a.Bytes, Lang: a.Lang,
	}
}

// handOver leaves the parts to the tip: the first message that was put aside
// became it, any other with the same bytes is its duplicate.
func (tx *Tx) handOver(a models.Aside, tipID, actor int64) error {
	if err := tx.db.Where("aside_id = ?", a.ID).Delete(&asidePart{}).Error; err != nil {
		return err
	}
	err := tx.db.Model(&models.Aside{}).Where("id = ?", a.ID).
		Updates(map[string]any{"looked_by": actor, "looked_at": tx.now, "tip_id": tipID}).Error
	if err != nil {
		return err
	}
	rows, err := all[models.Ledger](tx.db.Where("aside_id = ?", a.ID).Order("id"))
	if err != nil {
		return err
	}
	for i, r := range rows {
		outcome := models.LedgerTip
		if i > 0 {
			outcome = models.LedgerDuplicate
		}
		err := tx.db.Model(&models.Ledger{}).Where("id = ?", r.ID).Updates(map[string]any{"outcome": outcome, "tip_id": tipID}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// followAsides makes those rows duplicates of a tip that say of their bytes what
// they were put aside as, and were overtaken: somebody has taken that as a tip
// since a worker looked.
func (tx *Tx) followAsides(rows []models.Ledger) error {
	var ids []int64
	for _, r := range rows {
		if r.AsideID != 0 {
			ids = append(ids, r.AsideID)
		}
	}
	taken := map[int64]int64{}
	err := chunks(ids, func(part []int64) error {
		found, err := all[models.Aside](tx.store.dialect.forShare(tx.db.Select("id", "tip_id").Where("id IN ?", part).Order("id")))
		for _, a := range found {
			taken[a.ID] = a.TipID
		}
		return err
	})
	for i, r := range rows {
		if tip := taken[r.AsideID]; tip != 0 {
			rows[i].Outcome, rows[i].TipID = models.LedgerDuplicate, tip
		}
	}
	return err
}
