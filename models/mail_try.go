package models

import "time"

// MailTry is how the sign-ins of an account fail: kept in the database, so that
// a worker that is started again and again locks no account.
type MailTry struct {
	Account  string `gorm:"primaryKey"`
	Print    int64  // 16 bits of a keyed digest of what was refused: enough to see that it was changed, too few to guess by
	Failures int    // in a row
	NextAt   time.Time
	Early    int       // tries before NextAt, because somebody asked or the secret changed
	EarlyAt  time.Time // when the first of them was
	Key      string    // what the server said, as a message key
}

// TableName is the table of MailTry.
func (MailTry) TableName() string { return "mail_tries" }
