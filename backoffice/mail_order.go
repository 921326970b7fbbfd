package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
)

// orderMail asks a worker to sweep an account now, or to test its connection.
// The answer appears where the mailbox is shown.
func (b *Backoffice) orderMail(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	kind, done := models.MailOrderSweep, "mail_sweep"
	if models.MailOrderKind(f.Get("kind")) == models.MailOrderTest {
		kind, done = models.MailOrderTest, "mail_test"
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		if err := knownMail(tx, f.Get("account")); err != nil {
			return err
		}
		_, err := tx.AskMailOrder(f.Get("account"), kind, v.me.ID)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(local(f.Get("back"), "/mail"), done)
}

// knownMail says whether there is an account of that name; KindNotFound when
// there is none.
func knownMail(tx *store.Tx, name string) error {
	accounts, err := tx.MailAccounts()
	if err != nil || slices.ContainsFunc(accounts, func(a models.MailAccount) bool { return a.Name == name }) {
		return err
	}
	rows, err := tx.MailStatuses()
	if err != nil || slices.ContainsFunc(rows, func(s models.MailStatus) bool { return s.Account == name }) {
		return err
	}
	return models.Fail(models.KindNotFound, "error.not_found")
}

// forgetMail drops an account that no worker's environment names any more. One
// that some worker still has comes back with its next sweep.
func (b *Backoffice) forgetMail(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	name := f.Get("account")
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		if err := knownMail(tx, name); err != nil {
			return err
		}
		tx.Audit(models.Audit{Actor: v.me.ID, Origin: "backoffice", Action: "mail.forget", Object: "mail_account:" + name})
		return tx.ForgetMail(name)
	})
	if err != nil {
		return err
	}
	return v.to("/mail", "mail_forgotten")
}
