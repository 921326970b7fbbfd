package store

import "heed/models"

// insertTipLedger ties messages to the tips they became. A row that waited to
// be tried again gives way, or that of a message that vanished; any other row of
// the same message means that the message is in already.
func (tx *Tx) insertTipLedger(rows []models.Ledger) error {
	if len(rows) == 0 {
		return nil
	}
	if err := tx.takeLedgerTurn(); err != nil {
		return err
	}
	columns := []string{"outcome", "tip_id", "digest", "reason", "message", "sender", "aside_id", "at", "moved_at"}
	res := tx.db.Clauses(ledgerGivesWay(columns...)).CreateInBatches(&rows, insertRows)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != int64(len(rows)) {
		return models.Fail(models.KindConflict, "error.ledger")
	}
	return nil
}

// takeLedgerTurn has those who write rows of mails, and what their digests are
// unique in, do so one after the other until each has committed. Two that meet over the
// same mails, in two mailboxes and in another order, would wait for each other, and
// the server ends the sweep of one of them. It is taken after tips are inserted: what is left of their
// transaction waits for the audit log anyway.
func (tx *Tx) takeLedgerTurn() error {
	if turn := tx.store.dialect.ledgerTurn(); turn != "" {
		return tx.db.Exec(turn).Error
	}
	return nil
}
