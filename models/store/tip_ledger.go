package store

import "heed/models"

// insertTipLedger ties messages to the tips they became. A row that waited to
// be tried again gives way, or that of a message that vanished; any other row of
// the same message means that the message is in already.
func (tx *Tx) insertTipLedger(rows []models.Ledger) error {
	if len(rows) == 0 {
		return nil
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
