package store

import (
	"time"

	"gorm.io/gorm/clause"
)

// answersKept is how long it is known who was answered: a day, and the other
// half of the world's day.
const answersKept = 48 * time.Hour

// MailAnswer is somebody who is answered by mail today. Sender is an HMAC of the
// day and the domain, and one of the day and the address.
type MailAnswer struct {
	Sender []byte    `gorm:"primaryKey"`
	At     time.Time // when it was claimed
	Sent   bool      // the server took the answer
}

// TableName is the table of MailAnswer.
func (MailAnswer) TableName() string { return "mail_answers" }

// ClaimMailAnswer takes it on to answer a sender, and reports false when somebody
// has, today. What is older than two days is forgotten here.
func (tx *Tx) ClaimMailAnswer(sender []byte) (bool, error) {
	if err := tx.db.Where("at < ?", tx.now.Add(-answersKept)).Delete(&MailAnswer{}).Error; err != nil {
		return false, err
	}
	done := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&MailAnswer{Sender: sender, At: tx.now})
	return done.RowsAffected == 1, done.Error
}

// MailAnswered records that the server took the answer.
func (tx *Tx) MailAnswered(sender []byte) error {
	return tx.db.Model(&MailAnswer{}).Where("sender = ?", sender).Update("sent", true).Error
}

// MailAnswersSince are the answers taken on since an instant, at most two days ago.
func (tx *Tx) MailAnswersSince(since time.Time) ([]MailAnswer, error) {
	return all[MailAnswer](tx.db.Where("at >= ?", since))
}
