package backoffice

import (
	"heed/models"
	"heed/models/store"
)

// saveWorksheet lets the maker mend what is not reviewed yet. It is held
// against the reporter's words like the first writing.
func (b *Backoffice) saveWorksheet(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	d := draft{Values: f, code: models.ToFinding}
	var faults models.FieldErrors
	d.prose(&faults, maxTitle, "title")
	d.prose(&faults, maxProse, "facts", "grounds")
	if err = faults.Err(); err == nil {
		err = b.compareWith(v, id, &d)
	}
	if err == nil {
		err = b.store.Write(v.UserContext(), func(tx *store.Tx) error { return saveWorksheet(tx, v.me, id, d) })
	}
	if models.KindOf(err) == models.KindInvalid {
		return b.showFinding(v, f, d.passages, err)
	}
	if err != nil {
		return err
	}
	return v.to("/findings/"+decimal(id), "saved")
}

// compareWith holds a worksheet against the tip that it came from, if any. When
// the maker can read that tip no longer, nothing outward is written of it.
func (b *Backoffice) compareWith(v *visit, findingID int64, d *draft) error {
	var tip models.Tip
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		if _, err = tx.Finding(v.me.Scope(), findingID); err != nil {
			return err
		}
		tip, err = tipBehind(tx, v.me, findingID)
		return err
	})
	if err != nil || tip.ID == 0 {
		return err
	}
	return b.compare(v, tip.ID, d)
}

// tipBehind is the tip of a finding; the zero tip when it came from none.
func tipBehind(tx *store.Tx, me models.Member, findingID int64) (models.Tip, error) {
	tip, err := tx.TipOfFinding(models.Scope{All: true}, findingID)
	if models.KindOf(err) == models.KindNotFound {
		return models.Tip{}, nil
	}
	if err != nil {
		return tip, err
	}
	if _, err = tx.Tip(me.Scope(), tip.ID); models.KindOf(err) == models.KindNotFound {
		err = models.Fail(models.KindForbidden, "error.forbidden")
	}
	return tip, err
}

func saveWorksheet(tx *store.Tx, me models.Member, id int64, d draft) error {
	f, err := tx.Finding(me.Scope(), id)
	if err != nil {
		return err
	}
	s, err := newSealer(tx, f.RoundID)
	if err != nil {
		return err
	}
	sealed, err := s.seal(models.Worksheet{Version: 1, Facts: d.Get("facts"), Basis: d.Get("grounds"), Evidence: d.Get("evidence")})
	if err != nil {
		return err
	}
	return tx.UpdateWorksheet(id, d.Get("title"), s.keyID, sealed, me)
}
