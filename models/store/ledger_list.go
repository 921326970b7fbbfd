package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// MailFilter picks rows of the mail ledger. Zero fields pick nothing out.
type MailFilter struct {
	Account string
	Outcome models.LedgerOutcome
	Before  int64 // only rows recorded before the one with this id
	Limit   int   // 50 when 0
}

// mailSeen is the query of the ledger as a member of staff may see it: without
// the rows of tips that they are recused from (P7).
func (tx *Tx) mailSeen(staffID int64) *gorm.DB {
	return tx.db.Model(&models.Ledger{}).
		Where("(tip_id = 0 OR tip_id NOT IN (SELECT tip_id FROM recusals WHERE staff_id = ?))", staffID).
		Where("tip_id NOT IN (SELECT t.id FROM tips t JOIN recusals r ON r.unit_id = t.unit_id WHERE r.staff_id = ? AND r.unit_id <> 0)", staffID)
}

// MailList are the rows that a filter picks out, the newest first.
func (tx *Tx) MailList(staffID int64, f MailFilter) ([]models.Ledger, error) {
	q := tx.mailSeen(staffID)
	if f.Account != "" {
		q = q.Where("account = ?", f.Account)
	}
	if f.Outcome != "" {
		q = q.Where("outcome = ?", f.Outcome)
	}
	if f.Before > 0 {
		q = q.Where("id < ?", f.Before)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return all[models.Ledger](q.Order("id DESC").Limit(f.Limit))
}

// MailCount is how many messages of an account came to an outcome.
type MailCount struct {
	Account string
	Outcome models.LedgerOutcome
	N       int64
}

// MailTable counts the rows that MailList has, by account and outcome.
func (tx *Tx) MailTable(staffID int64) ([]MailCount, error) {
	var rows []MailCount
	err := tx.mailSeen(staffID).Select("account, outcome, COUNT(*) AS n").Group("account, outcome").Order("account, outcome").Scan(&rows).Error
	return rows, err
}
