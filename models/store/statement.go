package store

import (
	"time"

	"heed/models"

	"gorm.io/gorm/clause"
)

// NoteStatementKey records the public half of the key that signs statements,
// with the time when it was first in use. One that is known stays as it is.
func (tx *Tx) NoteStatementKey(public string) error {
	row := models.StatementKey{Public: public, At: tx.now}
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

// StatementKeys are all keys that ever signed statements here, the oldest first.
func (tx *Tx) StatementKeys() ([]models.StatementKey, error) {
	return all[models.StatementKey](tx.db.Order("id"))
}

// Registered is when the report of a register number was received and the
// SealedHash of what is stored of it now; KindNotFound when there is none. It
// tells nothing about what became of it.
func (tx *Tx) Registered(number string) (at time.Time, sealed [32]byte, err error) {
	tip, err := first[models.Tip](tx.db.Select("id, received_at").Where("number = ?", number))
	if err != nil {
		return at, sealed, err
	}
	begun, err := first[models.Audit](tx.db.Select("object").Where("tip_id = ? AND action = 'tip.submit'", tip.ID))
	if err != nil {
		return at, sealed, err
	}
	parts, err := all[models.Envelope](tx.db.Select("id, kind, ord, sha256").Where("tip_id = ?", tip.ID))
	return tip.ReceivedAt, models.SealedHash(models.Taken(parts, begun.Object)), err
}
