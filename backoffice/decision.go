package backoffice

import (
	"heed/models"
	"heed/models/store"
)

// decisionView is a decision with what staff wrote of it.
type decisionView struct {
	models.Decision
	Tone      string
	Proposer  string
	Text      models.DecisionText
	Approvals []approvalView
	Steps     [][]models.Role // who must approve
	Original  string          // the number of the tip it repeats
	Link      string
}

// approvalView is one approval, or the rejection, of a decision.
type approvalView struct {
	models.Approval
	Who string
}

// readDecisions loads a tip's decisions that the scope may know of, the newest
// first, without their texts.
func readDecisions(tx *store.Tx, scope models.Scope, tipID int64, n names) ([]decisionView, error) {
	rows, err := tx.Decisions(scope, tipID)
	if err != nil {
		return nil, err
	}
	var out []decisionView
	for _, d := range rows {
		view, err := readDecision(tx, d, n)
		if err != nil {
			return nil, err
		}
		out = append(out, view)
	}
	return out, nil
}

func readDecision(tx *store.Tx, d models.Decision, n names) (decisionView, error) {
	view := decisionView{Decision: d, Proposer: n.staff[d.ProposedBy], Tone: decisionTone(d.State)}
	rule, err := models.FindDisposition(d.Code)
	if err != nil {
		return view, err
	}
	view.Steps = rule.Approvers
	given, err := tx.Approvals(d.ID)
	if err != nil {
		return view, err
	}
	for _, a := range given {
		view.Approvals = append(view.Approvals, approvalView{a, n.staff[a.StaffID]})
	}
	switch {
	case d.FindingID != 0:
		view.Link = "/findings/" + decimal(d.FindingID)
	case d.HandoffID != 0:
		view.Link = "/handoffs/" + decimal(d.HandoffID)
	}
	return view, nil
}

func decisionTone(s models.DecisionState) string {
	switch s {
	case models.DecisionApproved:
		return "done"
	case models.DecisionRejected:
		return "late"
	case models.DecisionProposed:
	}
	return "wait"
}

func (b *Backoffice) openDecision(v *visit, d *decisionView) error {
	if len(d.Sealed) == 0 {
		return nil
	}
	return b.openText(v, d.KeyID, d.Sealed, &d.Text)
}
