package store

import (
	"fmt"

	"heed/models"
)

// Audit notes a row for the audit log. It is written, chained to the row
// before it, when the transaction ends; only Write carries it.
func (tx *Tx) Audit(row models.Audit) {
	row.At = tx.now
	tx.audit = append(tx.audit, row)
}

// AuditOf is a tip's way through the office, oldest first.
func (tx *Tx) AuditOf(tipID int64) ([]models.Audit, error) {
	return all[models.Audit](tx.db.Where("tip_id = ?", tipID).Order("seq"))
}

// AuditOfObject is the way of something that is not a tip, such as finding:3.
func (tx *Tx) AuditOfObject(object string) ([]models.Audit, error) {
	return all[models.Audit](tx.db.Where("object = ?", object).Order("seq"))
}

// ChainEnd is the last row's number and hash, to be noted elsewhere: it is how
// a log whose end was cut off is told from a whole one.
func (tx *Tx) ChainEnd() (string, error) {
	head, err := first[auditHead](tx.db.Where("id = 1"))
	return fmt.Sprintf("%d %x", head.Seq, head.Hash), err
}

type auditHead struct {
	ID   int64
	Seq  int64
	Hash []byte
}

func (auditHead) TableName() string { return "audit_head" }

// lockHead takes the end of the log until the commit, which makes the chain one
// line however many processes write.
func (tx *Tx) lockHead() (auditHead, error) {
	return first[auditHead](tx.store.dialect.forUpdate(tx.db.Where("id = 1")))
}

// flushAudit appends the noted rows behind the head, which the caller holds.
func (tx *Tx) flushAudit(head auditHead) error {
	for i := range tx.audit {
		row := &tx.audit[i]
		head.Seq++
		row.Seq, row.Prev = head.Seq, head.Hash
		row.Hash = row.ChainHash()
		head.Hash = row.Hash
	}
	if err := tx.db.CreateInBatches(tx.audit, insertRows).Error; err != nil {
		return err
	}
	tx.audit = nil
	return tx.db.Save(&head).Error
}

// eachAudit walks the whole log in order, a page at a time.
func (tx *Tx) eachAudit(fn func(models.Audit) error) error {
	for last := int64(0); ; {
		rows, err := all[models.Audit](tx.db.Where("seq > ?", last).Order("seq").Limit(1000))
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
			last = row.Seq
		}
	}
}
