package store

import "heed/models"

// Approvals are the approvals, or the rejection, of a decision in order.
func (tx *Tx) Approvals(decisionID int64) ([]models.Approval, error) {
	return all[models.Approval](tx.db.Where("decision_id = ?", decisionID).Order("id"))
}

// nextStep says which approval a member could give now. The proposer is
// KindConflict error.own_proposal, one who approved already
// error.approved_already, anybody without the role KindForbidden.
func (tx *Tx) nextStep(d models.Decision, tip models.Tip, m models.Member) (int, error) {
	if d.ProposedBy == m.ID {
		return 0, models.Fail(models.KindConflict, "error.own_proposal")
	}
	given, err := tx.Approvals(d.ID)
	if err != nil {
		return 0, err
	}
	done := map[int]bool{}
	for _, a := range given {
		if a.StaffID == m.ID {
			return 0, models.Fail(models.KindConflict, "error.approved_already")
		}
		done[a.Step] = true
	}
	rule, err := models.FindDisposition(d.Code)
	if err != nil {
		return 0, err
	}
	step, ok := rule.ApproverFor(m.RolesFor(tip.TeamID), done)
	if !ok {
		return 0, models.Fail(models.KindForbidden, "error.not_approver")
	}
	return step, nil
}

// Approve gives the member's approval. The last one that is needed closes the
// tip with the disposition, and brings its finding or hand-off to life.
func (tx *Tx) Approve(decisionID int64, m models.Member) (models.Decision, error) {
	d, tip, err := tx.decide(decisionID, m, false)
	if err != nil {
		return d, err
	}
	given, err := tx.Approvals(d.ID)
	if err != nil {
		return d, err
	}
	rule, err := models.FindDisposition(d.Code)
	if err != nil || len(given) < len(rule.Approvers) {
		return d, err
	}
	return tx.close(d, tip, m)
}

// close takes the last two steps of a decided tip.
func (tx *Tx) close(d models.Decision, tip models.Tip, m models.Member) (models.Decision, error) {
	if err := tx.endDecision(&d, models.DecisionApproved); err != nil {
		return d, err
	}
	step := Step{Actor: m.ID, Origin: "backoffice", Note: string(d.Code)}
	if _, err := tx.MoveTip(tip.ID, models.EventApprove, step); err != nil {
		return d, err
	}
	step.Change = func(t *models.Tip) { t.Code, t.Body = d.Code, d.Body }
	if _, err := tx.MoveTip(tip.ID, models.EventClose, step); err != nil {
		return d, err
	}
	if d.FindingID != 0 {
		return d, tx.stepFinding(d.FindingID, models.FindingAccept, m.ID)
	}
	if d.HandoffID != 0 {
		return d, tx.stepHandoff(d.HandoffID, models.HandoffApprove, m.ID, HandoffText{})
	}
	return d, nil
}

// Reject sends the tip back to review. Whoever could approve the next step may
// reject; what was proposed with it is withdrawn.
func (tx *Tx) Reject(decisionID int64, m models.Member) (models.Decision, error) {
	d, tip, err := tx.decide(decisionID, m, true)
	if err != nil {
		return d, err
	}
	if err := tx.endDecision(&d, models.DecisionRejected); err != nil {
		return d, err
	}
	if _, err := tx.MoveTip(tip.ID, models.EventReject, Step{Actor: m.ID, Origin: "backoffice", Note: string(d.Code)}); err != nil {
		return d, err
	}
	if d.FindingID != 0 {
		return d, tx.stepFinding(d.FindingID, models.FindingWithdraw, m.ID)
	}
	if d.HandoffID != 0 {
		return d, tx.stepHandoff(d.HandoffID, models.HandoffWithdraw, m.ID, HandoffText{})
	}
	return d, nil
}

// decide writes the member's word on a decision. The recused are told that
// there is no such decision.
func (tx *Tx) decide(decisionID int64, m models.Member, reject bool) (models.Decision, models.Tip, error) {
	if d, err := tx.Decision(models.Scope{StaffID: m.ID, All: true}, decisionID); err != nil {
		return d, models.Tip{}, err
	}
	d, tip, err := tx.lockDecision(decisionID)
	if err != nil {
		return d, tip, err
	}
	step, err := tx.nextStep(d, tip, m)
	if err != nil {
		return d, tip, err
	}
	rule, err := models.FindDisposition(d.Code)
	if err != nil {
		return d, tip, err
	}
	row := models.Approval{
		DecisionID: d.ID, Step: step, Role: actingRole(rule.Approvers[step], m.RolesFor(tip.TeamID)),
		StaffID: m.ID, ProposedBy: d.ProposedBy, Rejected: reject, At: tx.now,
	}
	if err := tx.db.Create(&row).Error; err != nil {
		return d, tip, err
	}
	action := "decision.approve"
	if reject {
		action = "decision.reject"
	}
	tx.Audit(models.Audit{Actor: m.ID, Origin: "backoffice", Action: action, TipID: tip.ID, Note: string(row.Role)})
	return d, tip, nil
}

func actingRole(wanted, held []models.Role) models.Role {
	for _, w := range wanted {
		for _, h := range held {
			if w == h {
				return w
			}
		}
	}
	return ""
}

func (tx *Tx) endDecision(d *models.Decision, state models.DecisionState) error {
	d.State, d.DecidedAt = state, &tx.now
	return tx.db.Save(d).Error
}
