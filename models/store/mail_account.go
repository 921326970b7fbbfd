package store

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"heed/models"

	"gorm.io/gorm"
)

// MailAccounts are the mailboxes that were set up on the staff site, by name,
// those that are not active too.
func (tx *Tx) MailAccounts() ([]models.MailAccount, error) {
	return all[models.MailAccount](tx.db.Order("name"))
}

// MailAccount is one of them; KindNotFound when there is none.
func (tx *Tx) MailAccount(id int64) (models.MailAccount, error) {
	return first[models.MailAccount](tx.db.Where("id = ?", id))
}

// InsertMailAccount stores a new account in its Normal form, and who made it.
// Faults are FieldErrors with the fields of the form: those of Validate, a name
// that is taken (name), a round or team that is not there (round, team).
func (tx *Tx) InsertMailAccount(a models.MailAccount, by int64) (models.MailAccount, error) {
	a = a.Normal()
	a.ID, a.Version, a.ChangedAt, a.ChangedBy = 0, 1, tx.now, by
	if err := tx.checkMailAccount(a); err != nil {
		return a, err
	}
	err := tx.db.Create(&a).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) { // somebody else was faster
		return a, mailNameTaken(a.Name)
	}
	if err != nil {
		return a, err
	}
	tx.auditMailAccount(a, "mail_account.insert")
	return a, nil
}

// UpdateMailAccount changes an account, but for its name, which the ledger
// holds. When it was changed since the version that a was read with, that is
// KindConflict, "error.conflict", and nothing is changed. Faults are as with
// InsertMailAccount. An account is never deleted: it is made inactive.
func (tx *Tx) UpdateMailAccount(a models.MailAccount, by int64) (models.MailAccount, error) {
	old, err := tx.MailAccount(a.ID)
	if err != nil {
		return a, err
	}
	a = a.Normal()
	a.Name = old.Name
	if err := tx.checkMailAccount(a); err != nil {
		return a, err
	}
	read := a.Version
	a.Version, a.ChangedAt, a.ChangedBy = read+1, tx.now, by
	res := tx.db.Model(&a).Select("*").Omit("id").Where("version = ?", read).Updates(&a)
	if res.Error != nil {
		return a, res.Error
	}
	if res.RowsAffected == 0 {
		return a, models.Fail(models.KindConflict, "error.conflict")
	}
	tx.auditMailAccount(a, "mail_account.update")
	return a, nil
}

func (tx *Tx) auditMailAccount(a models.MailAccount, action string) {
	state := "inactive"
	if a.Active {
		state = "active"
	}
	tx.Audit(models.Audit{
		Actor: a.ChangedBy, Origin: "backoffice", Action: action, Object: "mail_account:" + strconv.FormatInt(a.ID, 10), To: state,
		Note: whereTo(a),
	})
}

// whereTo says which secret goes where, so that an account that was pointed
// elsewhere for a while and back has left its trace.
func whereTo(a models.MailAccount) string {
	words := []string{"server=" + net.JoinHostPort(a.Host, strconv.Itoa(a.Port))}
	if u, err := url.Parse(a.TokenURL); err == nil && u.Host != "" {
		words = append(words, "token="+u.Host)
	}
	return strings.Join(append(words, "secret="+a.Secret), " ")
}

func (tx *Tx) checkMailAccount(a models.MailAccount) error {
	var faults models.FieldErrors
	errors.As(a.Validate(), &faults)
	var others int64
	if err := tx.db.Model(&models.MailAccount{}).Where("name = ? AND id <> ?", a.Name, a.ID).Count(&others).Error; err != nil {
		return err
	}
	if others > 0 {
		faults = append(faults, mailNameTaken(a.Name)...)
	}
	more, err := tx.checkMailDesk(a)
	if err != nil {
		return err
	}
	return append(faults, more...).Err()
}

func mailNameTaken(name string) models.FieldErrors {
	var faults models.FieldErrors
	faults.Addf("name", "error.mail_account_twice", map[string]any{"name": name})
	return faults
}

// checkMailDesk: mail must not go to nobody.
func (tx *Tx) checkMailDesk(a models.MailAccount) (faults models.FieldErrors, err error) {
	if a.RoundID != 0 {
		if _, err = tx.Round(a.RoundID); models.KindOf(err) == models.KindNotFound {
			faults.Add("round", "error.mail_account_round_gone")
			return faults, nil
		}
	}
	if err != nil || a.TeamID == 0 {
		return nil, err
	}
	team, err := tx.Team(a.TeamID)
	if models.KindOf(err) == models.KindNotFound || err == nil && team.RoundID != a.RoundID {
		faults.Add("team", "error.mail_account_team")
		return faults, nil
	}
	return nil, err
}
