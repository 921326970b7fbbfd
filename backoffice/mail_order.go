package backoffice

import (
	"slices"
	"time"

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
		if _, err := knownMail(tx, f.Get("account")); err != nil {
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

// knownMail says whether the account of a name is set up on the site; KindNotFound
// when no worker's environment names it either.
func knownMail(tx *store.Tx, name string) (onSite bool, err error) {
	accounts, err := tx.MailAccounts()
	if err != nil || hasMail(accounts, name) {
		return err == nil, err
	}
	rows, err := tx.MailStatuses()
	if err != nil || slices.ContainsFunc(rows, func(s models.MailStatus) bool { return s.Account == name }) {
		return false, err
	}
	return false, models.Fail(models.KindNotFound, "error.not_found")
}

func hasMail(accounts []models.MailAccount, name string) bool {
	return slices.ContainsFunc(accounts, func(a models.MailAccount) bool { return a.Name == name })
}

// forgetMail drops an account that no worker's environment names any more. One
// that some worker still has comes back with its next sweep. One of the site is
// refused: while it is active somebody is to be told when it is not read.
func (b *Backoffice) forgetMail(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	name := f.Get("account")
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		switch onSite, err := knownMail(tx, name); {
		case err != nil:
			return err
		case onSite:
			return models.Fail(models.KindConflict, "error.mail_on_site")
		}
		tx.Audit(models.Audit{Actor: v.me.ID, Origin: "backoffice", Action: "mail.forget", Object: "mail_account:" + name})
		return tx.ForgetMail(name)
	})
	if err != nil {
		return err
	}
	return v.to("/mail", "mail_forgotten")
}

// mailOrder is the last order of a kind, and what came of it.
type mailOrder struct {
	Kind  models.MailOrderKind
	State models.MailOrderState
	OK    bool
	At    time.Time
	Words *models.Error // nil until it is done
}

// orderShown is how long the answer to an order stays on the page.
const orderShown = 24 * time.Hour

// readOrders also says how soon to look again: every second while something is
// under way, or about to begin.
func (b *boxes) readOrders(tx *store.Tx) error {
	b.Every = 5
	if b.Reading > 0 {
		b.Every = 1
	}
	for i := range b.Boxes {
		if b.Boxes[i].Word == "backoffice.box.never" {
			b.Every = 1
		}
		orders, err := tx.LastMailOrders(b.Boxes[i].Name)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if tx.Now().Sub(o.AskedAt) > orderShown {
				continue
			}
			shown := newMailOrder(o, tx.Now())
			if shown.State == models.MailOrderWaiting || shown.State == models.MailOrderTaken {
				b.Every = 1
			}
			b.Boxes[i].Orders = append(b.Boxes[i].Orders, shown)
		}
	}
	return nil
}

func newMailOrder(o models.MailOrder, now time.Time) mailOrder {
	out := mailOrder{Kind: o.Kind, State: o.State(now), OK: o.OK(), At: o.AskedAt}
	if o.DoneAt == nil {
		return out
	}
	out.At = *o.DoneAt
	if o.Kind == models.MailOrderTest || !out.OK {
		out.Words = &models.Error{Key: o.Key, Args: o.Args}
	}
	return out
}

// orderForm is one button that orders something of a worker.
type orderForm struct {
	CSRF, Account, Label, Back string
	Kind                       models.MailOrderKind
}

func newOrder(p Page, m mailBox, kind string) orderForm {
	return orderForm{CSRF: p.CSRF, Account: m.Name, Kind: models.MailOrderKind(kind), Label: "backoffice.box.do." + kind, Back: p.Path}
}

// Order is the button of a mailbox on this page.
func (p mailPage) Order(m mailBox, kind string) orderForm { return newOrder(p.Page, m, kind) }

// Order is the button of the mailbox on this page.
func (p mailAccountPage) Order(m mailBox, kind string) orderForm { return newOrder(p.Page, m, kind) }
