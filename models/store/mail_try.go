package store

import (
	"heed/models"

	"gorm.io/gorm/clause"
)

// MailTry is how the sign-ins of an account fail, or nothing but its name when
// they do not.
func (tx *Tx) MailTry(account string) (models.MailTry, error) {
	try, err := first[models.MailTry](tx.db.Where("account = ?", account))
	if models.KindOf(err) == models.KindNotFound {
		return models.MailTry{Account: account}, nil
	}
	return try, err
}

// NoteMailTry keeps how the sign-ins of an account fail, in place of what was
// known.
func (tx *Tx) NoteMailTry(try models.MailTry) error {
	return tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&try).Error
}

// ForgetMailTry is for an account that was signed in to.
func (tx *Tx) ForgetMailTry(account string) error {
	return tx.db.Where("account = ?", account).Delete(&models.MailTry{}).Error
}
