package store

import (
	"maps"
	"slices"
	"strings"

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
	if err := tx.checkUnit(p, &faults); err != nil {
		return err
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

// checkUnit wants a finding about a unit that its maker is not recused from: its
// maker could not see it (P7).
func (tx *Tx) checkUnit(p Proposal, faults *models.FieldErrors) error {
	if p.Finding == nil {
		return nil
	}
	var n int64
	err := tx.db.Model(&models.Recusal{}).Where("staff_id = ? AND unit_id = ? AND unit_id <> 0", p.By, p.Finding.UnitID).Count(&n).Error
	if n > 0 {
		faults.Add("unit", "error.recused_unit")
	}
	return err
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

// Decision is one decision that the scope may know of; any other is
// KindNotFound.
func (tx *Tx) Decision(scope models.Scope, id int64) (models.Decision, error) {
	return first[models.Decision](tx.decisions(scope).Where("id = ?", id))
}

// Decisions are a tip's decisions that the scope may know of, the newest first.
func (tx *Tx) Decisions(scope models.Scope, tipID int64) ([]models.Decision, error) {
	return all[models.Decision](tx.decisions(scope).Where("tip_id = ?", tipID).Order("id DESC"))
}

// decisions is the query of every decision of a scope's tips. One whose finding
// is about a unit that the member is recused from is not there, whatever its tip
// is about (P7).
func (tx *Tx) decisions(scope models.Scope) *gorm.DB {
	recused := tx.db.Model(&models.Finding{}).Select("id").
		Where("unit_id IN (SELECT unit_id FROM recusals WHERE staff_id = ? AND unit_id <> 0)", scope.StaffID)
	return tx.db.Model(&models.Decision{}).Where("EXISTS (?) AND finding_id NOT IN (?)", tx.tipOf("decisions", scope), recused)
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
	Tip models.Tip
}

// Waiting are the decisions whose next step this member may approve: not the
// member's own, not one where the member approved already, and nothing that
// the member is recused from. The oldest come first, 500 at the most.
func (tx *Tx) Waiting(m models.Member) ([]WaitingDecision, error) {
	return tx.withTips(tx.waiting(m).Order("id").Limit(500))
}

// CountWaiting is how many decisions wait for the member, without a limit.
func (tx *Tx) CountWaiting(m models.Member) (int64, error) {
	h, err := tx.hiddenFrom(models.Scope{StaffID: m.ID})
	if err != nil {
		return 0, err
	}
	q := tx.waiting(m)
	if len(h.units) == 0 && len(h.tips) == 0 { // nothing to leave out, as for nearly everybody: the shorter question
		q = waitingFor(tx.db.Model(&models.Decision{}), m)
	}
	var n int64
	err = q.Count(&n).Error
	return n, err
}

// WaitingFor is one decision that waits for the member; any other is
// KindNotFound.
func (tx *Tx) WaitingFor(m models.Member, id int64) (WaitingDecision, error) {
	d, err := first[models.Decision](tx.waiting(m).Where("id = ?", id))
	if err != nil {
		return WaitingDecision{}, err
	}
	tip, err := first[models.Tip](tx.db.Where("id = ?", d.TipID))
	return WaitingDecision{Decision: d, Tip: tip}, err
}

// WaitingOn is the decision on a tip that waits for the member; KindNotFound if
// none.
func (tx *Tx) WaitingOn(m models.Member, tipID int64) (models.Decision, error) {
	return first[models.Decision](tx.waiting(m).Where("tip_id = ?", tipID))
}

func (tx *Tx) withTips(q *gorm.DB) ([]WaitingDecision, error) {
	open, err := all[models.Decision](q)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	ids := make([]int64, len(open))
	for i, d := range open {
		ids[i] = d.TipID
	}
	tips, err := all[models.Tip](tx.db.Where("id IN ?", ids))
	byID := make(map[int64]models.Tip, len(tips))
	for _, t := range tips {
		byID[t.ID] = t
	}
	out := make([]WaitingDecision, len(open))
	for i, d := range open {
		out[i] = WaitingDecision{Decision: d, Tip: byID[d.TipID]}
	}
	return out, err
}

// waiting leaves out by query what the member may not know of, and what waits
// for roles that the member does not have.
func (tx *Tx) waiting(m models.Member) *gorm.DB {
	return waitingFor(tx.decisions(models.Scope{StaffID: m.ID, All: true}), m)
}

// waitingFor says the state itself, for the index of those that are open.
func waitingFor(decisions *gorm.DB, m models.Member) *gorm.DB {
	steps, args := stepsFor(m)
	return decisions.
		Where("state = 'proposed' AND proposed_by <> ? AND id NOT IN (SELECT decision_id FROM approvals WHERE staff_id = ?)", m.ID, m.ID).
		Where(steps, args...)
}

// stepsFor is the condition that a decision has a step to be approved by one of
// the member's roles. It reads the same for the same roles, so that a database
// which keeps plans meets it again.
func stepsFor(m models.Member) (string, []any) {
	sql, args := strings.Builder{}, []any{}
	sql.WriteString("(1 = 0")
	for _, r := range m.Roles {
		steps := models.StepsOf(r.Role)
		for _, step := range slices.Sorted(maps.Keys(steps)) {
			sql.WriteString(" OR (code IN ? AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.decision_id = decisions.id AND a.step = ?)")
			args = append(args, steps[step], step)
			if r.Role.TeamBound() {
				sql.WriteString(" AND tip_id IN (SELECT id FROM tips WHERE team_id = ?)")
				args = append(args, r.TeamID)
			}
			sql.WriteString(")")
		}
	}
	return sql.String() + ")", args
}
