package store

import (
	"time"

	"heed/models"

	"gorm.io/gorm/clause"
)

// SetMailStatus writes the row of a folder in place of the one before. When that
// one knows LastOK, Failures or AlertAt and s does not, they stay: a sweep
// that only begins does not forget how the last one ended.
func (tx *Tx) SetMailStatus(s models.MailStatus) error {
	s.At, s.Args = tx.now, given(s.Args)
	if s.LastOK != nil {
		due := s.LastOK.Add(time.Duration(s.Period) * time.Second)
		s.AlertAt = &due
	}
	columns := []string{"source", "worker", "begun_at", "ended_at", "seen", "done", "bytes", "total_bytes", "backlog", "error", "args", "period", "at"}
	update := clause.AssignmentColumns(columns)
	if s.LastOK != nil {
		update = append(update, clause.AssignmentColumns([]string{"last_ok", "alert_at"})...)
	} else {
		due := tx.now.Add(time.Duration(s.Period) * time.Second)
		s.AlertAt = &due // of a folder that was never read: from now on
		update = append(update, clause.Assignment{
			Column: clause.Column{Name: "alert_at"}, Value: clause.Expr{SQL: "COALESCE(mail_status.alert_at, excluded.alert_at)"},
		})
	}
	return tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "account"}, {Name: "folder"}}, DoUpdates: update,
	}).Create(&s).Error
}

// KeepMailFolders forgets the rows of an account's folders but for those named:
// the account has other folders now.
func (tx *Tx) KeepMailFolders(account string, folders []string) error {
	return tx.db.Where("account = ? AND folder NOT IN ?", account, folders).Delete(&models.MailStatus{}).Error
}

// PlanMail notes when an account is to be swept next and how often in a row it
// could not be read.
func (tx *Tx) PlanMail(account string, next time.Time, failures int64) error {
	return tx.db.Model(&models.MailStatus{}).Where("account = ?", account).
		Updates(map[string]any{"next_at": next.UTC(), "failures": failures}).Error
}

// ExpectMail says that an account is to be read within a period from now on,
// whether a worker knows of it or not.
func (tx *Tx) ExpectMail(account string, period time.Duration) error {
	due, seconds := tx.now.Add(period), int64(period/time.Second)
	res := tx.db.Model(&models.MailStatus{}).Where("account = ?", account).Updates(map[string]any{"alert_at": due, "period": seconds})
	if res.Error != nil || res.RowsAffected > 0 {
		return res.Error
	}
	return tx.db.Create(&models.MailStatus{Account: account, Source: models.MailFromSite, Period: seconds, AlertAt: &due, Args: given(nil), At: tx.now}).Error
}

// ForgetMail drops what is known of an account's sweeps, but for their reports:
// nobody expects it to be read any more.
func (tx *Tx) ForgetMail(account string) error {
	return tx.db.Where("account = ?", account).Delete(&models.MailStatus{}).Error
}

// MailStatuses are the rows of all folders, by account and folder.
func (tx *Tx) MailStatuses() ([]models.MailStatus, error) {
	return all[models.MailStatus](tx.db.Order("account, folder"))
}

// LateMail are the accounts that were not read within their period, in the order
// of their names, without those that are paused. One probe of an index while
// there is none.
func (tx *Tx) LateMail() ([]string, error) {
	var names []string
	err := tx.db.Model(&models.MailStatus{}).Where("alert_at IS NOT NULL AND alert_at <= ?", tx.now).
		Where("account NOT IN (SELECT name FROM mail_accounts WHERE NOT active)").
		Distinct().Order("account").Pluck("account", &names).Error
	return names, err
}

// given is an empty list of placeholders instead of none: the column wants one.
func given(args map[string]any) map[string]any {
	if args == nil {
		return map[string]any{}
	}
	return args
}
