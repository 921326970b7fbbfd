package store

import "heed/models"

// staffInvariants want every session, role, link and key to belong to somebody.
func staffInvariants() []invariant {
	var bound []models.Role
	for _, r := range models.Roles() {
		if r.TeamBound() {
			bound = append(bound, r)
		}
	}
	return []invariant{
		{"P3", "check.session_staff", `SELECT s.staff_id AS id FROM sessions s LEFT JOIN staff m ON m.id = s.staff_id
			WHERE m.id IS NULL GROUP BY s.staff_id`, nil},
		{"P3", "check.invite_staff", `SELECT i.staff_id AS id FROM invites i LEFT JOIN staff m ON m.id = i.staff_id
			WHERE m.id IS NULL GROUP BY i.staff_id`, nil},
		{
			"P3", "check.role_holder", `SELECT r.id FROM staff_roles r LEFT JOIN staff m ON m.id = r.staff_id LEFT JOIN teams t ON t.id = r.team_id
			WHERE m.id IS NULL OR r.role NOT IN ? OR (r.role IN ?) <> (t.id IS NOT NULL) OR (r.team_id <> 0 AND t.id IS NULL)`,
			[]any{models.Roles(), bound},
		},
		{"P3", "check.grant_holder", `SELECT g.key_id AS id FROM key_grants g LEFT JOIN round_keys k ON k.id = g.key_id
			LEFT JOIN staff m ON g.kind = 'staff' AND CAST(m.id AS TEXT) = g.holder_id AND m.recipient <> ''
			LEFT JOIN invites i ON g.kind = 'invite' AND i.id = g.holder_id AND i.used_at IS NULL
			WHERE k.id IS NULL OR g.holder_id = '' OR (g.kind = 'staff' AND m.id IS NULL) OR (g.kind = 'invite' AND i.id IS NULL)`, nil},
		{"P7", "check.grant_custodians", `SELECT g.key_id AS id FROM key_grants g LEFT JOIN round_keys k ON k.id = g.key_id
			WHERE g.kind = 'custodians' AND (k.purpose <> 'identity' OR 2 <> (SELECT COUNT(*) FROM staff m WHERE m.recipient <> ''
			AND (g.holder_id LIKE CAST(m.id AS TEXT) || '+%' OR g.holder_id LIKE '%+' || CAST(m.id AS TEXT))))`, nil},
		{"P7", "check.identity_people", `SELECT o.id FROM identity_openings o WHERE o.outer_id = o.inner_id OR o.half_by NOT IN (0, o.outer_id)
			OR o.opened_by NOT IN (0, o.inner_id) OR (o.opened_by <> 0 AND o.half_by = 0)`, nil},
		{"P6", "check.identity_audit", `SELECT o.id FROM identity_openings o WHERE o.opened_by <> 0 AND 2 <> (SELECT COUNT(DISTINCT a.actor)
			FROM audit a WHERE a.object = 'identity:' || CAST(o.id AS TEXT) AND a.tip_id = o.tip_id
			AND (a.action = 'identity.half' AND a.actor = o.half_by OR a.action = 'identity.open' AND a.actor = o.opened_by))`, nil},
		{"P7", "check.recusal_staff", `SELECT r.id FROM recusals r LEFT JOIN staff m ON m.id = r.staff_id WHERE m.id IS NULL`, nil},
	}
}
