package store

import (
	"heed/models"

	"gorm.io/gorm/clause"
)

// NoteMoves records where messages went, at the transaction's instant.
func (tx *Tx) NoteMoves(rows []models.MailMove) error {
	for i := range rows {
		rows[i].At = tx.now
	}
	return createAll(tx, rows)
}

// BeginCopy records a copy that is about to be asked for, and gives it its id.
func (tx *Tx) BeginCopy(m *models.MailMove) error {
	m.Copied, m.Begun, m.At = true, true, tx.now
	return tx.db.Create(m).Error
}

// EndCopy records what a copy came to: the sets of those that were copied and of
// where they are. With no UIDs nothing was copied, and the row goes.
func (tx *Tx) EndCopy(m models.MailMove) error {
	if m.UIDs == "" {
		return tx.db.Delete(&models.MailMove{}, m.ID).Error
	}
	m.Begun, m.At = false, tx.now
	return tx.db.Save(&m).Error
}

// Copies are the copies made of a folder's messages, in order.
func (tx *Tx) Copies(f MailFolder) ([]models.MailMove, error) {
	return all[models.MailMove](tx.db.Where("account = ? AND folder = ? AND uidvalidity = ? AND copied", f.Account, f.Folder, f.UIDValidity).Order("id"))
}

// MailMoves is a page of an account's moves in the order of their ids: those
// after one, at most limit.
func (tx *Tx) MailMoves(account string, after int64, limit int) ([]models.MailMove, error) {
	return all[models.MailMove](tx.db.Where("account = ? AND id > ?", account, after).Order("id").Limit(limit))
}

// NoteSwept records that a folder was swept to its end, up to a UID.
func (tx *Tx) NoteSwept(f MailFolder, uid uint32) error {
	return tx.db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "account"}, {Name: "folder"}},
		DoUpdates: clause.AssignmentColumns([]string{"uidvalidity", "uid", "at"}),
	}).Create(&models.MailSwept{Account: f.Account, Folder: f.Folder, UIDValidity: f.UIDValidity, UID: uid, At: tx.now}).Error
}

// SweptTo is the UID up to which a folder was swept to its end; 0 when it never
// was since its server numbers it so.
func (tx *Tx) SweptTo(f MailFolder) (uint32, error) {
	rows, err := all[models.MailSwept](tx.db.Where("account = ? AND folder = ? AND uidvalidity = ?", f.Account, f.Folder, f.UIDValidity))
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].UID, nil
}

// MailSwept says of each folder of an account how far it was swept to its end.
func (tx *Tx) MailSwept(account string) ([]models.MailSwept, error) {
	return all[models.MailSwept](tx.db.Where("account = ?", account).Order("folder"))
}
