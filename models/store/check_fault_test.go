package store_test

import "crypto/sha256"

// faults say, for each line of Check, how to break it alone.
func faults() map[string]func(o *office, r *raw) {
	sql := func(statements ...string) func(*office, *raw) {
		return func(_ *office, r *raw) {
			for _, s := range statements {
				r.exec(s)
			}
		}
	}
	// loose runs statements on a table that lost its rules.
	loose := func(table string, statements ...string) func(*office, *raw) {
		return func(o *office, r *raw) {
			r.loosen(table)
			sql(statements...)(o, r)
		}
	}
	rewrite := func(statement string) func(*office, *raw) {
		return func(_ *office, r *raw) { r.rewriteAudit(statement) }
	}
	const closed = "(SELECT MIN(id) FROM tips WHERE state = 'closed')"
	return map[string]func(o *office, r *raw){
		"check.audit_chain": func(_ *office, r *raw) {
			if r.dialect == "sqlite" {
				r.exec("DROP TRIGGER audit_no_update")
			}
			r.exec("UPDATE audit SET actor = 99 WHERE seq = 3")
		},
		"check.audit_head": sql("UPDATE audit_head SET seq = seq + 1"),
		"check.audit_steps": rewrite(`UPDATE audit SET to_state = CASE to_state WHEN 'registered' THEN 'screening' ELSE to_state END,
			from_state = CASE from_state WHEN 'registered' THEN 'screening' ELSE from_state END WHERE tip_id = 4`),
		"check.audit_tip": rewrite("UPDATE audit SET tip_id = 4711 WHERE action = 'tip.recuse'"),
		"check.tip_submitted": rewrite(
			"UPDATE audit SET action = 'tip.appear' WHERE action = 'tip.submit' AND tip_id = 1"),
		"check.tip_state":    sql("UPDATE tips SET state = 'screening' WHERE id = 1", "UPDATE tips SET clock = 'triage' WHERE id = 1", recount),
		"check.tip_steps":    rewrite("UPDATE audit SET to_state = 'quarantined' WHERE action = 'tip.submit' AND tip_id = 1"),
		"check.tip_clock":    sql("UPDATE tips SET clock = 'triage' WHERE id = 1"),
		"check.tip_overdue":  sql("UPDATE tips SET overdue = "+yes+" WHERE id = 1", recount),
		"check.tip_outcome":  sql("UPDATE tips SET code = 'SUGGESTION' WHERE id = " + closed),
		"check.tip_open":     sql("UPDATE tips SET code = 'SUGGESTION' WHERE id = 1"),
		"check.tip_counts":   sql("UPDATE tip_counts SET n = n + 1 WHERE state = 'received' AND channel = 'web'"),
		"check.tip_assignee": sql("UPDATE tips SET assignee_id = 4711 WHERE id = 1", recount),
		"check.tip_recused":  sql("UPDATE tips SET assignee_id = (SELECT id FROM staff WHERE login = 'member2') WHERE id = 1", recount),

		"check.tip_text": func(_ *office, r *raw) {
			r.exec("DELETE FROM envelopes WHERE tip_id = 1 AND kind = 'text'")
			r.rewriteAudit("UPDATE audit SET object = '' WHERE action = 'tip.submit' AND tip_id = 1")
		},
		"check.tip_files": sql("UPDATE tips SET files = 2 WHERE id = 1"),
		"check.tip_named": sql("UPDATE tips SET named = " + no + " WHERE id = 1"),
		"check.file_original": func(_ *office, r *raw) {
			const tip = "tip_id = (SELECT MIN(tip_id) FROM envelopes WHERE kind = 'original')"
			r.exec("UPDATE envelopes SET ord = ord + 1 WHERE kind = 'original' AND " + tip)
			r.rewriteAudit("UPDATE audit SET object = '' WHERE action = 'tip.submit' AND " + tip)
		},
		"check.envelope_key":    sql("UPDATE envelopes SET key_id = key_id + 1 WHERE tip_id = 1 AND kind = 'text'"),
		"check.envelope_bundle": sql("UPDATE bundles SET key_id = key_id + 1 WHERE id = 1"),
		"check.bundle_changed":  sql("UPDATE bundles SET sealed = sha256 WHERE id = 1"),
		"check.receipt_web":     sql("DELETE FROM receipts WHERE tip_id = 1"),
		"check.receipt_tip": sql("UPDATE receipts SET tip_id = 4711 WHERE tip_id = 1",
			"UPDATE tips SET channel = 'letter' WHERE id = 1", recount),
		"check.tip_sealed": func(_ *office, r *raw) {
			forged := []byte("another text")
			sum := sha256.Sum256(forged)
			r.exec("UPDATE envelopes SET data = $1, size = $2, sha256 = $3 WHERE tip_id = 1 AND kind = 'text'", forged, len(forged), sum[:])
		},
		"check.sealed_inline": sql("UPDATE envelopes SET size = size + 1 WHERE tip_id = 1 AND kind = 'text'"),
		"check.blob_missing":  func(o *office, _ *raw) { delete(o.blobs, "ab/1") },
		"check.blob_changed":  func(o *office, _ *raw) { o.blobs["ab/1"] = []byte("something else") },

		"check.ledger_aside":       sql("INSERT INTO mail_ledger (account, folder, uidvalidity, uid, outcome, tip_id, reason, tries, at, aside_id) VALUES ('office', 'INBOX', 1, 9, 'set_aside', 0, '', 0, '2026-03-02 00:00:00+00:00', 4711)"),
		"check.aside_ledger":       sql("DELETE FROM mail_ledger WHERE uid = 72"),
		"check.aside_text":         sql("DELETE FROM aside_parts WHERE aside_id = 1 AND kind = 'text'"),
		"check.aside_files":        sql("UPDATE mail_asides SET files = 2 WHERE id = 1"),
		"check.aside_key":          sql("UPDATE aside_parts SET key_id = key_id + 1 WHERE aside_id = 1 AND kind = 'file'"),
		"check.aside_bundle":       sql("UPDATE bundles SET key_id = key_id + 1 WHERE id = (SELECT bundle_id FROM aside_parts WHERE aside_id = 1 AND kind = 'text')"),
		"check.aside_audit":        sql("UPDATE mail_asides SET looked_by = 0, looked_at = NULL WHERE id = 1"),
		"check.aside_inline":       sql("UPDATE aside_parts SET size = size + 1 WHERE aside_id = 1 AND kind = 'text'"),
		"check.blob_aside_missing": func(o *office, _ *raw) { delete(o.blobs, "aside/1") },
		"check.blob_aside_changed": func(o *office, _ *raw) { o.blobs["aside/1"] = []byte("something else of that len") },
		"check.ledger_tip":         sql("INSERT INTO mail_ledger (account, folder, uidvalidity, uid, outcome, tip_id, reason, tries, at) VALUES ('office', 'INBOX', 1, 9, 'duplicate', 4711, '', 0, '2026-03-02 00:00:00+00:00')"),
		"check.ledger_mail":        sql("DELETE FROM mail_ledger WHERE uid = 1"),
		"check.ledger_once":        loose("mail_ledger", "INSERT INTO mail_ledger (id, account, folder, uidvalidity, uid, outcome, tip_id, digest, reason, tries, at) SELECT 99, account, folder, uidvalidity, uid, 'set_aside', 0, digest, reason, tries, at FROM mail_ledger WHERE uid = 1"),
		"check.ledger_outcome":     sql("INSERT INTO mail_ledger (account, folder, uidvalidity, uid, outcome, tip_id, reason, tries, at) VALUES ('office', 'INBOX', 1, 9, 'lost', 0, '', 0, '2026-03-02 00:00:00+00:00')"),

		"check.decision_basis": sql("UPDATE decisions SET basis = '' WHERE code = 'NO_ACTION'"),
		"check.decision_rule":  sql("UPDATE decisions SET body = '' WHERE code = 'TO_REFERRAL'"),
		"check.decision_waits": func(_ *office, r *raw) {
			r.rewriteAudit("UPDATE audit SET to_state = 'reviewing' WHERE to_state = 'decision_proposed' AND tip_id = (SELECT id FROM tips WHERE state = 'decision_proposed')")
			r.exec("UPDATE tips SET state = 'reviewing', clock = 'triage' WHERE state = 'decision_proposed'")
			r.exec(recount)
		},
		"check.approval_other":    loose("approvals", "UPDATE approvals SET staff_id = proposed_by WHERE id = 1"),
		"check.approval_people":   loose("approvals", "UPDATE approvals SET staff_id = (SELECT id FROM staff WHERE login = 'head') WHERE role = 'deputy'"),
		"check.approval_role":     sql("UPDATE approvals SET role = 'clerk' WHERE id = 1"),
		"check.decision_approved": sql("DELETE FROM approvals WHERE role = 'deputy'"),

		"check.finding_decision": sql("INSERT INTO findings (number, round_id, team_id, unit_id, class, source, title, key_id, sealed, state, made_by, reviewed_by, signed_by, created_at, changed_at) SELECT '问题〔2026〕1-G1-02', round_id, team_id, unit_id, class, source, title, key_id, sealed, state, made_by, reviewed_by, signed_by, created_at, changed_at FROM findings",
			"UPDATE numbers SET n = 2 WHERE kind = 'finding'"),
		"check.decision_finding": sql("UPDATE decisions SET finding_id = 1 WHERE code = 'NO_ACTION'"),
		"check.finding_state":    sql("UPDATE findings SET state = 'withdrawn'"),
		"check.finding_people":   loose("findings", "UPDATE findings SET reviewed_by = made_by, state = 'reviewed'"),
		"check.handoff_decision": sql("INSERT INTO handoffs (number, round_id, team_id, recipient, items, persons, key_id, sealed, state, proposed_by, created_at, changed_at, clock, due_on) SELECT '移交〔2026〕1-G1-03', round_id, team_id, recipient, items, persons, key_id, sealed, state, proposed_by, created_at, changed_at, clock, due_on FROM handoffs WHERE id = 1",
			"UPDATE numbers SET n = 3 WHERE kind = 'handoff'"),
		"check.decision_handoff": sql("UPDATE decisions SET handoff_id = 2 WHERE code = 'NO_ACTION'"),
		"check.handoff_state":    sql("UPDATE handoffs SET state = 'withdrawn', clock = '', due_on = '' WHERE id = 2"),
		"check.handoff_clock":    sql("UPDATE handoffs SET clock = '', due_on = '' WHERE id = 1"),

		"check.session_staff":    sql("UPDATE sessions SET staff_id = 4711"),
		"check.invite_staff":     sql("UPDATE invites SET staff_id = 4711"),
		"check.role_holder":      sql("UPDATE staff_roles SET team_id = 4711 WHERE role = 'deputy'"),
		"check.grant_holder":     sql("UPDATE key_grants SET holder_id = '4711' WHERE kind = 'staff'"),
		"check.grant_custodians": sql("UPDATE key_grants SET holder_id = '1+4711' WHERE kind = 'custodians'"),
		"check.identity_people":  loose("identity_openings", "UPDATE identity_openings SET outer_id = 1"),
		"check.identity_audit":   rewrite("UPDATE audit SET actor = 1 WHERE action = 'identity.half'"),
		"check.recusal_staff":    sql("UPDATE recusals SET staff_id = 4711"),

		"check.message_audit":  rewrite("UPDATE audit SET actor = 99 WHERE action = 'message.question'"),
		"check.message_read":   rewrite("UPDATE audit SET actor = 99 WHERE action = 'message.read'"),
		"check.message_key":    sql("UPDATE messages SET key_id = key_id + 1 WHERE kind = 'question'"),
		"check.message_files":  sql("UPDATE messages SET first_file = first_file + 1 WHERE kind = 'fact'"),
		"check.message_mail":   sql("UPDATE messages SET mail = 4711 WHERE mail <> 0"),
		"check.ledger_joined":  sql("UPDATE mail_ledger SET outcome = 'duplicate' WHERE outcome = 'joined'"),
		"check.message_unread": sql("UPDATE tips SET unread = unread + 1 WHERE unread > 0"),
		"check.unread_counts":  sql("UPDATE unread_counts SET n = n + 1"),
		"check.message_sealed": sql("UPDATE messages SET size = size + 1 WHERE kind = 'question'"),
		"check.message_chain": func(_ *office, r *raw) {
			forged := []byte("another answer")
			sum := sha256.Sum256(forged)
			r.exec("UPDATE messages SET data = $1, size = $2, sha256 = $3 WHERE kind = 'answer'", forged, len(forged), sum[:])
		},
		"check.message_reply": sql("DELETE FROM receipts WHERE tip_id = (SELECT tip_id FROM messages WHERE kind = 'question')"),

		"check.number_tip":     sql("UPDATE numbers SET n = n + 1 WHERE kind = 'tip' AND team_id = 2"),
		"check.number_finding": sql("UPDATE findings SET number = '问题〔2026〕1-G1-07'"),
		"check.number_handoff": sql("UPDATE handoffs SET number = '移交〔2026〕1-G1-3' WHERE id = 1"),
	}
}

const (
	yes = "(1 = 1)"
	no  = "(1 = 0)"
	// recount makes the counters true again, so that only what they count is wrong.
	recount = `DELETE FROM tip_counts; INSERT INTO tip_counts
		SELECT team_id, state, unit_id, channel, category, overdue, COUNT(*), 0 FROM tips GROUP BY 1, 2, 3, 4, 5, 6;
		DELETE FROM held_counts; INSERT INTO held_counts
		SELECT assignee_id, team_id, state, unit_id, channel, category, overdue, COUNT(*) FROM tips WHERE assignee_id <> 0
		GROUP BY 1, 2, 3, 4, 5, 6, 7`
)
