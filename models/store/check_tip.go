package store

import "heed/models"

func doneStates() []models.TipState {
	var out []models.TipState
	for _, s := range models.TipStates() {
		if s.Done() {
			out = append(out, s)
		}
	}
	return out
}

// tipInvariants are what each tip owes to the audit log, the clocks, the
// counters and the people.
func tipInvariants(today string) []invariant {
	done := doneStates()
	return []invariant{
		{"P6", "check.tip_submitted", `SELECT t.id FROM tips t WHERE NOT EXISTS (
			SELECT 1 FROM audit a WHERE a.tip_id = t.id AND a.action = 'tip.submit' AND a.from_state = '' AND a.to_state <> ''
			AND a.seq = (SELECT MIN(b.seq) FROM audit b WHERE b.tip_id = t.id))`, nil},
		{"P6", "check.tip_state", `SELECT t.id FROM tips t WHERE t.state <> COALESCE((
			SELECT a.to_state FROM audit a WHERE a.tip_id = t.id AND a.to_state <> '' ORDER BY a.seq DESC LIMIT 1), t.state)`, nil},
		{"P6", "check.tip_steps", `SELECT s.tip_id AS id FROM (
			SELECT seq, tip_id, from_state, LAG(to_state, 1, '') OVER (PARTITION BY tip_id ORDER BY seq) AS before
			FROM audit WHERE tip_id <> 0 AND to_state <> '') s WHERE s.from_state <> s.before`, nil},
		{"P6", "check.audit_tip", `SELECT a.seq AS id FROM audit a LEFT JOIN tips t ON t.id = a.tip_id
			WHERE a.tip_id <> 0 AND t.id IS NULL`, nil},
		{
			"P9", "check.tip_clock", `SELECT id FROM tips
			WHERE (state || CASE WHEN urgent THEN '+' ELSE '-' END || clock) NOT IN ? OR (due_on = '') <> (state IN ?)`,
			[]any{lawfulClocks(), done},
		},
		{"P9", "check.tip_overdue", `SELECT id FROM tips WHERE overdue AND due_on >= ?`, []any{today}},
		{"P9", "check.tip_outcome", `SELECT t.id FROM tips t WHERE t.state IN ? AND NOT EXISTS (
			SELECT 1 FROM decisions d WHERE d.tip_id = t.id AND d.state = 'approved' AND d.decided_at IS NOT NULL
			AND d.code = t.code AND d.body = t.body AND d.id = (SELECT MAX(e.id) FROM decisions e WHERE e.tip_id = t.id))`, []any{done}},
		{"P9", "check.tip_open", `SELECT id FROM tips WHERE state NOT IN ? AND (code <> '' OR body <> '')`, []any{done}},
		{"P10", "check.tip_counts", countFaults, nil},
		{"P7", "check.tip_assignee", `SELECT t.id FROM tips t LEFT JOIN staff s ON s.id = t.assignee_id
			WHERE t.assignee_id <> 0 AND s.id IS NULL`, nil},
		{"P7", "check.tip_recused", `SELECT t.id FROM tips t JOIN recusals r ON r.staff_id = t.assignee_id
			WHERE t.assignee_id <> 0 AND (r.tip_id = t.id OR (r.unit_id <> 0 AND r.unit_id = t.unit_id))
			GROUP BY t.id`, nil},
	}
}

// countFaults compares each counter with the tips that it counts; those of all
// tips stand as the hand 0.
const countFaults = `SELECT (CAST(hand AS TEXT) || '/' || CAST(team_id AS TEXT) || '/' || state || '/' || CAST(unit_id AS TEXT) || '/' || channel
	|| '/' || category || CASE WHEN overdue THEN '/overdue' ELSE '' END) AS id FROM (
		SELECT 0 AS hand, team_id, state, unit_id, channel, category, overdue, n FROM tip_counts
		UNION ALL
		SELECT assignee_id, team_id, state, unit_id, channel, category, overdue, n FROM held_counts
		UNION ALL
		SELECT 0, team_id, state, unit_id, channel, category, overdue, -COUNT(*) AS n FROM tips
		GROUP BY team_id, state, unit_id, channel, category, overdue
		UNION ALL
		SELECT assignee_id, team_id, state, unit_id, channel, category, overdue, -COUNT(*) AS n FROM tips WHERE assignee_id <> 0
		GROUP BY assignee_id, team_id, state, unit_id, channel, category, overdue) AS both_sides
	GROUP BY hand, team_id, state, unit_id, channel, category, overdue HAVING SUM(n) <> 0`

// lawfulClocks are the states with the clock that runs in them, as
// check.tip_clock writes them.
func lawfulClocks() []string {
	var out []string
	for _, s := range models.TipStates() {
		out = append(out, string(s)+"-"+string(models.TipClock(s, false)), string(s)+"+"+string(models.TipClock(s, true)))
	}
	return out
}

// tipParts are the rows that must stand beside a tip.
func tipParts() []invariant {
	return []invariant{
		{"P1", "check.tip_text", `SELECT t.id FROM tips t WHERE NOT EXISTS (
			SELECT 1 FROM envelopes e WHERE e.tip_id = t.id AND e.kind = 'text')`, nil},
		{"P1", "check.tip_files", `SELECT t.id FROM tips t LEFT JOIN (
			SELECT tip_id, COUNT(*) AS n FROM envelopes WHERE kind = 'file' GROUP BY tip_id) f ON f.tip_id = t.id
			WHERE t.files <> COALESCE(f.n, 0)`, nil},
		{"P1", "check.tip_named", `SELECT t.id FROM tips t WHERE t.named <> EXISTS (
			SELECT 1 FROM envelopes e WHERE e.tip_id = t.id AND e.kind IN ('identity', 'mail'))`, nil},
		{"P3", "check.envelope_key", `SELECT e.id FROM envelopes e LEFT JOIN tips t ON t.id = e.tip_id LEFT JOIN round_keys k ON k.id = e.key_id
			WHERE t.id IS NULL OR k.id IS NULL OR k.round_id <> t.round_id
			OR k.purpose <> CASE WHEN e.kind IN ('identity', 'mail', 'original') THEN 'identity' ELSE 'content' END`, nil},
		{"P1", "check.file_original", `SELECT o.id FROM envelopes o LEFT JOIN envelopes f
			ON f.tip_id = o.tip_id AND f.kind = 'file' AND f.ord = o.ord WHERE o.kind = 'original' AND f.id IS NULL`, nil},
		{"P1", "check.envelope_bundle", `SELECT e.id FROM envelopes e LEFT JOIN bundles b ON b.id = e.bundle_id
			WHERE e.bundle_id IS NOT NULL AND (b.id IS NULL OR b.key_id <> e.key_id)`, nil},
		{"P1", "check.receipt_web", `SELECT t.id FROM tips t WHERE t.channel = 'web' AND NOT EXISTS (
			SELECT 1 FROM receipts r WHERE r.tip_id = t.id)`, nil},
		{"P1", "check.receipt_tip", `SELECT r.tip_id AS id FROM receipts r LEFT JOIN tips t ON t.id = r.tip_id
			GROUP BY r.tip_id HAVING COUNT(*) <> 1 OR COUNT(t.id) <> 1`, nil},
	}
}
