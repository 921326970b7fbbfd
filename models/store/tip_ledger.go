package store

import (
	"heed/models"

	"gorm.io/gorm/clause"
)

// insertTipLedger ties messages to the tips they became. A row that waited to
// be tried again gives way; any other row of the same message means that the
// message is in already.
func (tx *Tx) insertTipLedger(rows []models.Ledger) error {
	if len(rows) == 0 {
		return nil
	}
	res := tx.db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "account"}, {Name: "folder"}, {Name: "uidvalidity"}, {Name: "uid"}},
		DoUpdates: clause.AssignmentColumns([]string{"outcome", "tip_id", "digest", "reason", "message", "sender", "aside_id", "at"}),
		Where: clause.Where{Exprs: []clause.Expression{
			clause.Eq{Column: "mail_ledger.outcome", Value: models.LedgerRetry},
		}},
	}).CreateInBatches(&rows, insertRows)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != int64(len(rows)) {
		return models.Fail(models.KindConflict, "error.ledger")
	}
	return nil
}
