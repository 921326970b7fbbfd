package store

// ledgerInvariants hold the messages of the swept mailboxes against the tips
// they became (P2).
func ledgerInvariants() []invariant {
	return []invariant{
		{"P2", "check.ledger_tip", `SELECT l.id FROM mail_ledger l LEFT JOIN tips t ON t.id = l.tip_id
			WHERE (l.outcome IN ('tip', 'quarantined') AND (t.id IS NULL OR t.channel <> 'mail'))
			OR (l.outcome IN ('duplicate', 'joined') AND t.id IS NULL)`, nil},
		{"P2", "check.ledger_mail", `SELECT t.id FROM tips t LEFT JOIN (
			SELECT tip_id, COUNT(*) AS n FROM mail_ledger WHERE outcome IN ('tip', 'quarantined') GROUP BY tip_id) l ON l.tip_id = t.id
			WHERE t.channel = 'mail' AND COALESCE(l.n, 0) <> 1`, nil},
		{"P2", "check.ledger_once", `SELECT MIN(id) AS id FROM mail_ledger GROUP BY account, folder, uidvalidity, uid HAVING COUNT(*) > 1`, nil},
		{"P2", "check.ledger_outcome", `SELECT id FROM mail_ledger
			WHERE outcome NOT IN ('tip', 'joined', 'duplicate', 'quarantined', 'set_aside', 'vanished', 'retry')
			OR (outcome = 'retry' AND moved_at IS NOT NULL)`, nil},
	}
}
