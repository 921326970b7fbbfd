package store

import (
	"fmt"

	"heed/models"

	"gorm.io/gorm"
)

// HandoffFilter picks hand-offs; a zero field picks all.
type HandoffFilter struct {
	RoundID int64
	State   models.HandoffState
	After   int64 // older than this one
	Limit   int   // 50 when 0
}

// proposeHandoff stores the hand-off that a proposal carries, if any.
func (tx *Tx) proposeHandoff(tip models.Tip, p Proposal) (int64, error) {
	if p.Handoff == nil {
		return 0, nil
	}
	h := *p.Handoff
	if err := checkHandoff(h); err != nil {
		return 0, err
	}
	number, err := tx.recordNumber(tip.TeamID, "handoff", wordHandoff)
	if err != nil {
		return 0, err
	}
	h.ID, h.Number, h.RoundID, h.TeamID = 0, number, tip.RoundID, tip.TeamID
	h.State, h.ProposedBy, h.CreatedAt, h.ChangedAt = models.HandoffProposed, p.By, tx.now, tx.now
	tx.startHandoffClock(&h)
	if err := tx.db.Create(&h).Error; err != nil {
		return 0, err
	}
	tx.auditObject(p.By, "handoff.propose", fmt.Sprintf("handoff:%d", h.ID), "", string(h.State))
	return h.ID, nil
}

// checkHandoff wants a known receiving body and both counts (DOMAIN: counts
// items and persons).
func checkHandoff(h models.Handoff) error {
	var faults models.FieldErrors
	if !h.Recipient.Valid() {
		faults.Add("recipient", "error.body")
	}
	if h.Items < 1 || h.Items > 1000 {
		faults.Add("items", "error.count")
	}
	if h.Persons < 0 || h.Persons > 1000 {
		faults.Add("persons", "error.count")
	}
	return faults.Err()
}

// startHandoffClock starts the clock of a state that has another one than
// runs: deciding is one clock from proposal to delivery.
func (tx *Tx) startHandoffClock(h *models.Handoff) {
	clock := models.HandoffClock(h.State)
	if clock == h.Clock {
		return
	}
	h.Clock, h.DueOn = clock, ""
	if clock != "" {
		h.DueOn = tx.store.opts.Calendar.Due(tx.store.opts.Profile.Clocks[clock], tx.now)
	}
}

// handoffScope widens a member's scope: the leading group and the office
// account for every hand-off.
func handoffScope(m models.Member) models.Scope {
	scope := m.Scope()
	if m.HasAny(models.RoleLeader, models.RoleOfficer, models.RoleDirector) {
		scope.All = true
	}
	return scope
}

func (tx *Tx) handoffs(m models.Member) *gorm.DB {
	return tx.records(&models.Handoff{}, "handoff_id", handoffScope(m))
}

// Handoffs lists the hand-offs that a member may know of, the newest first.
func (tx *Tx) Handoffs(m models.Member, f HandoffFilter) ([]models.Handoff, error) {
	q := tx.handoffs(m)
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	return all[models.Handoff](pageOf(q, f.RoundID, f.After, f.Limit))
}

// Handoff is one hand-off that the member may know of; any other is
// KindNotFound.
func (tx *Tx) Handoff(m models.Member, id int64) (models.Handoff, error) {
	return first[models.Handoff](tx.handoffs(m).Where("id = ?", id))
}

// MoveHandoff takes a step after the approval: seal, deliver, sign, return.
// What a step adds to the text (who signed, why it came back) replaces it. A
// returned hand-off reopens its tip.
func (tx *Tx) MoveHandoff(id int64, event models.HandoffEvent, m models.Member, text HandoffText) (models.Handoff, error) {
	h, err := tx.Handoff(m, id)
	if err != nil {
		return h, err
	}
	if event == models.HandoffApprove || event == models.HandoffWithdraw {
		return h, models.Fail(models.KindForbidden, "error.by_decision")
	}
	carriers := []models.Role{models.RoleOfficer, models.RoleDirector, models.RoleHead, models.RoleDeputy}
	if actingRole(carriers, m.RolesFor(h.TeamID)) == "" {
		return h, models.Fail(models.KindForbidden, "error.forbidden")
	}
	if err := tx.stepHandoff(id, event, m.ID, text); err != nil {
		return h, err
	}
	if event == models.HandoffReturn {
		if err := tx.reopenFor(id, m.ID); err != nil {
			return h, err
		}
	}
	return tx.Handoff(m, id)
}

// HandoffText is a clue text under the key that it is sealed to; the zero one
// leaves the text as it is.
type HandoffText struct {
	KeyID  int64
	Sealed []byte // models.ClueText
}

func (tx *Tx) stepHandoff(id int64, event models.HandoffEvent, actor int64, text HandoffText) error {
	h, err := first[models.Handoff](tx.store.dialect.forUpdate(tx.db.Where("id = ?", id)))
	if err != nil {
		return err
	}
	from := h.State
	if h.State, err = h.State.Next(event); err != nil {
		return err
	}
	if text.Sealed != nil {
		h.KeyID, h.Sealed = text.KeyID, text.Sealed
	}
	h.ChangedAt = tx.now
	tx.startHandoffClock(&h)
	tx.auditObject(actor, "handoff."+string(event), fmt.Sprintf("handoff:%d", id), string(from), string(h.State))
	return tx.db.Save(&h).Error
}

// reopenFor takes the tip of a returned hand-off up again (DOMAIN, Tip states).
func (tx *Tx) reopenFor(handoffID, actor int64) error {
	d, err := first[models.Decision](tx.db.Where("handoff_id = ?", handoffID))
	if err != nil {
		return err
	}
	tip, err := first[models.Tip](tx.db.Where("id = ?", d.TipID))
	if err != nil || tip.Open() {
		return err // taken up again already, for another reason
	}
	_, err = tx.MoveTip(d.TipID, models.EventReopen, Step{Actor: actor, Origin: "backoffice", Note: "handoff_returned"})
	return err
}

// handedOver refuses while a hand-off of the tip is on its way: one that comes
// back reopens the tip, which an archived one cannot be.
func (tx *Tx) handedOver(tipID int64) error {
	waiting := []models.HandoffState{models.HandoffApproved, models.HandoffSealed, models.HandoffDelivered}
	var n int64
	err := tx.db.Model(&models.Handoff{}).
		Where("state IN ? AND id IN (SELECT handoff_id FROM decisions WHERE tip_id = ?)", waiting, tipID).Count(&n).Error
	if err == nil && n > 0 {
		return models.Fail(models.KindConflict, "error.handoff_open")
	}
	return err
}
