package store

import (
	"bytes"
	"context"
	"strconv"

	"heed/models"
)

// messageInvariants hold each dialogue against its tip, its receipt and the
// audit log: no message is gone without a trace, and none is unread unseen.
func messageInvariants() []invariant {
	return []invariant{
		{"P6", "check.message_audit", `SELECT m.id FROM messages m WHERE 1 <> (SELECT COUNT(*) FROM audit a
			WHERE a.tip_id = m.tip_id AND a.object = 'message:' || CAST(m.id AS TEXT) AND a.action = 'message.' || m.kind AND a.actor = m.by_id)
			UNION SELECT a.seq FROM audit a LEFT JOIN messages m ON a.object = 'message:' || CAST(m.id AS TEXT) AND a.tip_id = m.tip_id
			WHERE a.action LIKE 'message.%' AND m.id IS NULL`, nil},
		{"P6", "check.message_read", `SELECT m.id FROM messages m WHERE m.read_by <> 0 AND NOT EXISTS (SELECT 1 FROM audit a
			WHERE a.tip_id = m.tip_id AND a.action = 'message.read' AND a.actor = m.read_by)`, nil},
		{"P3", "check.message_key", `SELECT m.id FROM messages m LEFT JOIN tips t ON t.id = m.tip_id LEFT JOIN round_keys k ON k.id = m.key_id
			WHERE t.id IS NULL OR k.id IS NULL OR k.round_id <> t.round_id OR k.purpose <> 'content'`, nil},
		{
			"P3", "check.message_reply", `SELECT m.id FROM messages m LEFT JOIN receipts r ON r.tip_id = m.tip_id
			WHERE (r.tip_id IS NULL AND m.mail = 0) OR m.kind NOT IN ? OR (m.sender = 'office') <> (m.kind IN ('question', 'reply'))
			OR (m.sender = 'office') <> (length(m.reply) > 0)`,
			[]any{models.MessageKinds()},
		},
		{"P1", "check.message_files", `SELECT m.id FROM messages m WHERE m.files <> (SELECT COUNT(*) FROM envelopes e
			WHERE e.tip_id = m.tip_id AND e.kind = 'file' AND e.ord >= m.first_file AND e.ord < m.first_file + m.files)`, nil},
		{"P2", "check.message_mail", `SELECT m.id FROM messages m WHERE m.mail <> 0 AND (m.sender <> 'reporter' OR NOT EXISTS (SELECT 1 FROM envelopes e
			WHERE e.tip_id = m.tip_id AND e.kind = 'mail' AND e.ord = m.mail - 1))`, nil},
		{"P2", "check.ledger_joined", `SELECT tip_id AS id FROM (
			SELECT tip_id, 1 AS n FROM mail_ledger WHERE outcome = 'joined'
			UNION ALL SELECT tip_id, -1 AS n FROM messages WHERE mail <> 0) AS both_sides GROUP BY tip_id HAVING SUM(n) <> 0`, nil},
		{"P10", "check.message_unread", `SELECT t.id FROM tips t WHERE t.unread <> (SELECT COUNT(*) FROM messages m
			WHERE m.tip_id = t.id AND m.sender = 'reporter' AND m.read_by = 0)`, nil},
		{"P10", "check.unread_counts", `SELECT (CAST(assignee_id AS TEXT) || '/' || CAST(team_id AS TEXT) || '/' || state || '/'
			|| CAST(unit_id AS TEXT) || '/' || channel || '/' || category || CASE WHEN overdue THEN '/overdue' ELSE '' END) AS id FROM (
			SELECT assignee_id, team_id, state, unit_id, channel, category, overdue, n FROM unread_counts
			UNION ALL
			SELECT assignee_id, team_id, state, unit_id, channel, category, overdue, -COUNT(*) AS n FROM tips WHERE unread > 0
			GROUP BY assignee_id, team_id, state, unit_id, channel, category, overdue) AS both_sides
			GROUP BY assignee_id, team_id, state, unit_id, channel, category, overdue HAVING SUM(n) <> 0`, nil},
	}
}

// saidParts are the verdicts on what is sealed in messages.
type saidParts struct{ sealed, chain culprits }

// checkMessages compares what is sealed in every message with its size and
// hash, and with what the audit row of its arrival says of it, page by page.
func (s *Store) checkMessages(ctx context.Context) ([]CheckLine, error) {
	var parts saidParts
	for last := int64(0); ; {
		var page []models.Message
		err := s.Read(ctx, func(tx *Tx) (err error) {
			if page, err = all[models.Message](tx.db.Where("id > ?", last).Order("id").Limit(envelopePage)); err != nil || len(page) == 0 {
				return err
			}
			return parts.look(tx, page)
		})
		if err != nil || len(page) == 0 {
			return []CheckLine{parts.sealed.line("P1", "check.message_sealed"), parts.chain.line("P6", "check.message_chain")}, err
		}
		last = page[len(page)-1].ID
	}
}

func (p *saidParts) look(tx *Tx, page []models.Message) error {
	var tips []int64
	for _, m := range page {
		tips = append(tips, m.TipID)
	}
	rows, err := all[models.Audit](tx.db.Where("tip_id IN ? AND action LIKE 'message.%' AND note <> ''", tips))
	if err != nil {
		return err
	}
	notes := map[string]string{}
	for _, a := range rows {
		notes[a.Object] = a.Note
	}
	files, err := all[models.Envelope](tx.db.Select("tip_id, kind, ord, sha256").
		Where("tip_id IN ? AND kind IN ?", tips, []models.EnvelopeKind{models.EnvelopeFile, models.EnvelopeMail}))
	if err != nil {
		return err
	}
	for _, m := range page {
		if !sealedAs(m.Data, m.Size, m.SHA256) || !sealedAs(m.Reply, m.ReplySize, m.ReplySHA256) {
			p.sealed.add(strconv.FormatInt(m.ID, 10))
		}
		own := sealedOf(m, files)
		if note, ok := notes[messageObject(m.ID)]; ok && len(own) == m.Files+min(m.Mail, 1) && note != sealedNote(m, own) {
			p.chain.add(strconv.FormatInt(m.ID, 10))
		}
	}
	return nil
}

func sealedAs(data []byte, size int64, sum []byte) bool {
	n, got := sealedSum(data)
	return n == size && bytes.Equal(got, sum)
}
