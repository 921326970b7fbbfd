package store

import "heed/models"

// findingInvariants tie each finding to the one decision that made it, and
// want three people on a worksheet.
func findingInvariants() []invariant {
	return []invariant{
		{"P9", "check.finding_decision", oneDecision("findings", "finding_id", models.ToFinding), nil},
		{"P9", "check.decision_finding", decisionsWithout("findings", "finding_id", models.ToFinding), nil},
		{"P9", "check.finding_state", `SELECT f.id FROM findings f JOIN decisions d ON d.finding_id = f.id
			WHERE (d.state || '/' || f.state) NOT IN ('proposed/proposed', 'rejected/withdrawn',
			'approved/drafted', 'approved/reviewed', 'approved/signed')`, nil},
		{"P7", "check.finding_people", `SELECT id FROM findings WHERE made_by = 0
			OR (reviewed_by <> 0) <> (state IN ('reviewed', 'signed')) OR (signed_by <> 0) <> (state = 'signed')
			OR reviewed_by = made_by OR signed_by = made_by OR (signed_by <> 0 AND signed_by = reviewed_by)`, nil},
	}
}

// handoffInvariants are the same for hand-offs, whose clock runs until they are
// signed for.
func handoffInvariants() []invariant {
	var clocks []string
	for _, s := range models.HandoffStates() {
		clocks = append(clocks, string(s)+"/"+string(models.HandoffClock(s)))
	}
	return []invariant{
		{"P9", "check.handoff_decision", oneDecision("handoffs", "handoff_id", models.ToClue), nil},
		{"P9", "check.decision_handoff", decisionsWithout("handoffs", "handoff_id", models.ToClue), nil},
		{"P9", "check.handoff_state", `SELECT h.id FROM handoffs h JOIN decisions d ON d.handoff_id = h.id
			WHERE (d.state || '/' || h.state) NOT IN ('proposed/proposed', 'rejected/withdrawn', 'approved/approved',
			'approved/sealed', 'approved/delivered', 'approved/signed_for', 'approved/returned')`, nil},
		{
			"P9", "check.handoff_clock", `SELECT id FROM handoffs WHERE (state || '/' || clock) NOT IN ? OR (clock = '') <> (due_on = '')`,
			[]any{clocks},
		},
	}
}

// oneDecision finds records that not exactly one decision made.
func oneDecision(table, link string, code models.Code) string {
	return `SELECT r.id FROM ` + table + ` r LEFT JOIN decisions d ON d.` + link + ` = r.id AND d.code = '` + string(code) + `'
		GROUP BY r.id HAVING COUNT(d.id) <> 1`
}

// decisionsWithout finds decisions that lack the record they speak of, or have
// one that does not belong to them.
func decisionsWithout(table, link string, code models.Code) string {
	return `SELECT d.id FROM decisions d LEFT JOIN ` + table + ` r ON r.id = d.` + link + `
		WHERE (d.code = '` + string(code) + `') <> (d.` + link + ` <> 0) OR (d.` + link + ` <> 0 AND r.id IS NULL)`
}
