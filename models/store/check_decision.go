package store

import (
	"fmt"
	"strings"

	"heed/models"
)

// decisionInvariants are what each decision owes: a reason, a tip that stands
// where the decision does, and every approval that its disposition needs.
func decisionInvariants() []invariant {
	return []invariant{
		{"P9", "check.decision_basis", `SELECT id FROM decisions WHERE basis = '' OR length(sealed) = 0
			OR (state = 'proposed') <> (decided_at IS NULL)`, nil},
		{
			"P9", "check.decision_rule", `SELECT id FROM decisions WHERE code NOT IN ?
			OR (code IN ? AND body = '') OR (code IN ? AND original_id IN (0, tip_id))`,
			[]any{
				codesWhere(anyCode), codesWhere(func(d models.Disposition) bool { return d.Body }),
				codesWhere(func(d models.Disposition) bool { return d.Original }),
			},
		},
		{"P9", "check.decision_waits", `SELECT t.id FROM tips t LEFT JOIN decisions d ON d.tip_id = t.id AND d.state = 'proposed'
			WHERE (t.state = 'decision_proposed') <> (d.id IS NOT NULL)`, nil},
	}
}

// approvalInvariants hold the approvals against the rule of their disposition
// (P7).
func approvalInvariants() []invariant {
	needed := "CASE d.code " + neededApprovals() + " ELSE -1 END"
	counted := `(SELECT decision_id, SUM(CASE WHEN rejected THEN 0 ELSE 1 END) AS yes, SUM(CASE WHEN rejected THEN 1 ELSE 0 END) AS no
		FROM approvals GROUP BY decision_id)`
	return []invariant{
		{"P7", "check.approval_other", `SELECT a.id FROM approvals a LEFT JOIN decisions d ON d.id = a.decision_id
			LEFT JOIN staff s ON s.id = a.staff_id
			WHERE d.id IS NULL OR s.id IS NULL OR a.staff_id = d.proposed_by OR a.proposed_by <> d.proposed_by`, nil},
		{"P7", "check.approval_people", `SELECT decision_id AS id FROM approvals GROUP BY decision_id
			HAVING COUNT(DISTINCT staff_id) <> COUNT(*) OR COUNT(DISTINCT step) <> COUNT(*)`, nil},
		{"P7", "check.approval_role", `SELECT a.id FROM approvals a JOIN decisions d ON d.id = a.decision_id
			WHERE (d.code || '/' || CAST(a.step AS TEXT) || '/' || a.role) NOT IN ?`, []any{lawfulApprovals()}},
		{"P7", "check.decision_approved", `SELECT d.id FROM decisions d LEFT JOIN ` + counted + ` a ON a.decision_id = d.id
			WHERE (d.state = 'approved' AND (COALESCE(a.yes, 0) <> ` + needed + ` OR COALESCE(a.no, 0) <> 0))
			OR (d.state = 'proposed' AND (COALESCE(a.yes, 0) >= ` + needed + ` OR COALESCE(a.no, 0) <> 0))
			OR (d.state = 'rejected' AND COALESCE(a.no, 0) <> 1)
			OR d.state NOT IN ('proposed', 'approved', 'rejected')`, nil},
	}
}

func anyCode(models.Disposition) bool { return true }

func codesWhere(want func(models.Disposition) bool) []models.Code {
	var out []models.Code
	for _, d := range models.Dispositions() {
		if want(d) {
			out = append(out, d.Code)
		}
	}
	return out
}

// neededApprovals is a CASE by code. The codes are constants of ours.
func neededApprovals() string {
	var b strings.Builder
	for _, d := range models.Dispositions() {
		fmt.Fprintf(&b, " WHEN '%s' THEN %d", d.Code, len(d.Approvers))
	}
	return b.String()
}

// lawfulApprovals are code, step and role of every approval that can be given.
func lawfulApprovals() []string {
	var out []string
	for _, d := range models.Dispositions() {
		for step, roles := range d.Approvers {
			for _, r := range roles {
				out = append(out, fmt.Sprintf("%s/%d/%s", d.Code, step, r))
			}
		}
	}
	return out
}
