package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// Proposal is a disposition that a member of staff proposes. Exactly the codes
// TO_FINDING and TO_CLUE carry a Finding or a Handoff.
type Proposal struct {
	TipID      int64
	Code       models.Code
	Body       models.BodyID
	OriginalID int64
	Basis      string
	KeyID      int64
	Sealed     []byte // models.DecisionText
	By         int64
	Finding    *models.Finding // Title, Class, Source, UnitID, KeyID, Sealed
	Handoff    *models.Handoff // Recipient, Items, Persons, KeyID, Sealed
}

// Propose moves the tip to decision_proposed and stores what is proposed, with
// its finding or hand-off in the state proposed. A wrong field is KindInvalid,
// a tip that is not ready for it KindConflict.
func (tx *Tx) Propose(p Proposal) (models.Decision, error) {
	if err := tx.checkProposal(p); err != nil {
		return models.Decision{}, err
	}
	tip, err := tx.MoveTip(p.TipID, models.EventPropose, Step{Actor: p.By, Origin: "backoffice", Note: string(p.Code)})
	if err != nil {
		return models.Decision{}, err
	}
	d := models.Decision{
		TipID: p.TipID, Code: p.Code, Body: p.Body, OriginalID: p.OriginalID, Basis: p.Basis, KeyID: p.KeyID, Sealed: p.Sealed,
		State: models.DecisionProposed, ProposedBy: p.By, ProposedAt: tx.now,
	}
	if d.FindingID, err = tx.proposeFinding(tip, p); err != nil {
		return d, err
	}
	if d.HandoffID, err = tx.proposeHandoff(tip, p); err != nil {
		return d, err
	}
	return d, tx.db.Create(&d).Error
}

func (tx *Tx) checkProposal(p Proposal) error {
	rule, err := models.FindDisposition(p.Code)
	if err != nil {
		return err
	}
	var faults models.FieldErrors
	if rule.Body && !p.Body.Valid() {
		faults.Add("body", "error.body")
	}
	if (p.Code == models.ToFinding) != (p.Finding != nil) {
		faults.Add("title", "error.required")
	}
	if (p.Code == models.ToClue) != (p.Handoff != nil) {
		faults.Add("recipient", "error.required")
	}
	if p.Basis == "" {
		faults.Add("basis", "error.required")
	}
	if len(p.Sealed) == 0 {
		faults.Add("reason", "error.required")
	}
	if rule.Original {
		err = tx.checkOriginal(p)
	}
	if models.KindOf(err) == models.KindNotFound {
		faults.Add("original", "error.original")
		err = nil
	}
	if err != nil {
		return err
	}
	return faults.Err()
}

// checkOriginal wants a tip of the same round that is not the tip itself.
func (tx *Tx) checkOriginal(p Proposal) error {
	tip, err := first[models.Tip](tx.db.Where("id = ?", p.TipID))
	if err != nil {
		return err
	}
	_, err = first[models.Tip](tx.db.Where("id = ? AND id <> ? AND round_id = ?", p.OriginalID, tip.ID, tip.RoundID))
	return err
}

// Decision is one decision of a tip that the scope may know of.
func (tx *Tx) Decision(scope models.Scope, id int64) (models.Decision, error) {
	return first[models.Decision](tx.db.Where("id = ? AND tip_id IN (?)", id, tx.tips(scope).Select("id")))
}

// Decisions are a tip's decisions, the newest first.
func (tx *Tx) Decisions(tipID int64) ([]models.Decision, error) {
	return all[models.Decision](tx.db.Where("tip_id = ?", tipID).Order("id DESC"))
}

// OpenDecision is the decision that waits for approval; KindNotFound if none.
func (tx *Tx) OpenDecision(tipID int64) (models.Decision, error) {
	return first[models.Decision](tx.db.Where("tip_id = ? AND state = ?", tipID, models.DecisionProposed))
}

// lockDecision takes the decision for this transaction, with its tip. Only one
// that still waits can be decided.
func (tx *Tx) lockDecision(id int64) (models.Decision, models.Tip, error) {
	d, err := first[models.Decision](tx.store.dialect.forUpdate(tx.db.Where("id = ?", id)))
	if err != nil {
		return d, models.Tip{}, err
	}
	tip, err := first[models.Tip](tx.db.Where("id = ?", d.TipID))
	if err == nil && d.State != models.DecisionProposed {
		err = models.Fail(models.KindConflict, "error.decided_already")
	}
	return d, tip, err
}

// WaitingDecision is a decision that waits for one member's approval.
type WaitingDecision struct {
	models.Decision
	Tip  models.Tip
	Step int
}

// Waiting are the decisions whose next step this member may approve: not the
// member's own, not one where the member approved already, and nothing that
// the member is recused from. The oldest come first.
func (tx *Tx) Waiting(m models.Member) ([]WaitingDecision, error) {
	open, err := all[models.Decision](tx.waiting(m))
	if err != nil {
		return nil, err
	}
	var out []WaitingDecision
	for _, d := range open {
		tip, err := first[models.Tip](tx.db.Where("id = ?", d.TipID))
		if err != nil {
			return nil, err
		}
		step, err := tx.nextStep(d, tip, m)
		if kind := models.KindOf(err); kind == models.KindForbidden || kind == models.KindConflict {
			continue // a step for other roles
		}
		if err != nil {
			return nil, err
		}
		out = append(out, WaitingDecision{Decision: d, Tip: tip, Step: step})
	}
	return out, nil
}

// waiting leaves out by query what the member may not know of, and what waits
// for roles that the member does not have.
func (tx *Tx) waiting(m models.Member) *gorm.DB {
	everywhere := tx.tips(models.Scope{StaffID: m.ID, All: true}).Select("id")
	return tx.db.Where("state = ? AND proposed_by <> ? AND tip_id IN (?)", models.DecisionProposed, m.ID, everywhere).
		Where("id NOT IN (SELECT decision_id FROM approvals WHERE staff_id = ?)", m.ID).
		Where(tx.stepsFor(m)).Order("id").Limit(500)
}

// stepsFor is the condition that a decision has a step to be approved by one of
// the member's roles.
func (tx *Tx) stepsFor(m models.Member) *gorm.DB {
	any := tx.db.Where("1 = 0")
	for _, r := range m.Roles {
		for step, codes := range models.StepsOf(r.Role) {
			one := tx.db.Where("code IN ? AND NOT EXISTS "+
				"(SELECT 1 FROM approvals a WHERE a.decision_id = decisions.id AND a.step = ?)", codes, step)
			if r.Role.TeamBound() {
				one = one.Where("tip_id IN (SELECT id FROM tips WHERE team_id = ?)", r.TeamID)
			}
			any = any.Or(one)
		}
	}
	return any
}
