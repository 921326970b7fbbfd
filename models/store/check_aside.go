package store

// asideInvariants hold what was put aside against the ledger, the audit log and
// its parts. Rows of the ledger from before there were asides have none.
func asideInvariants() []invariant {
	return []invariant{
		{"P2", "check.ledger_aside", `SELECT l.id FROM mail_ledger l LEFT JOIN mail_asides a ON a.id = l.aside_id
			WHERE l.outcome = 'set_aside' AND l.aside_id IS NOT NULL AND (a.id IS NULL OR a.tip_id <> 0)`, nil},
		{"P2", "check.aside_ledger", `SELECT a.id FROM mail_asides a WHERE NOT EXISTS (SELECT 1 FROM mail_ledger l WHERE l.aside_id = a.id
			AND l.digest = a.digest AND l.tip_id = a.tip_id AND l.outcome = CASE WHEN a.tip_id = 0 THEN 'set_aside' ELSE 'tip' END)`, nil},
		{"P1", "check.aside_text", `SELECT a.id FROM mail_asides a WHERE (a.tip_id = 0) <> EXISTS (
			SELECT 1 FROM aside_parts p WHERE p.aside_id = a.id AND p.kind = 'text')`, nil},
		{"P1", "check.aside_files", `SELECT a.id FROM mail_asides a LEFT JOIN (
			SELECT aside_id, COUNT(*) AS n FROM aside_parts WHERE kind = 'file' GROUP BY aside_id) f ON f.aside_id = a.id
			WHERE a.tip_id = 0 AND a.files <> COALESCE(f.n, 0)`, nil},
		{"P3", "check.aside_key", `SELECT p.id FROM aside_parts p LEFT JOIN mail_asides a ON a.id = p.aside_id LEFT JOIN round_keys k ON k.id = p.key_id
			WHERE a.id IS NULL OR k.id IS NULL OR k.round_id <> a.round_id
			OR k.purpose <> CASE WHEN p.kind IN ('identity', 'mail', 'original') THEN 'identity' ELSE 'content' END`, nil},
		{"P1", "check.aside_bundle", `SELECT p.id FROM aside_parts p LEFT JOIN bundles b ON b.id = p.bundle_id
			WHERE p.bundle_id IS NOT NULL AND (b.id IS NULL OR b.key_id <> p.key_id)`, nil},
		{"P6", "check.aside_audit", `SELECT a.id FROM mail_asides a LEFT JOIN (SELECT object,
			SUM(CASE WHEN action = 'aside.submit' THEN 1 ELSE 0 END) AS made, SUM(CASE WHEN action = 'aside.submit' THEN 0 ELSE 1 END) AS settled
			FROM audit WHERE action IN ('aside.submit', 'aside.leave', 'aside.take') GROUP BY object) l ON l.object = 'aside:' || CAST(a.id AS TEXT)
			WHERE COALESCE(l.made, 0) <> 1 OR (a.looked_by = 0) <> (COALESCE(l.settled, 0) = 0)`, nil},
	}
}
