package backoffice

import (
	"slices"
	"strings"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// mailAccountsPage lists the accounts: those of the table, and those that the
// workers' environments name, which are changed there.
type mailAccountsPage struct {
	Page
	Rows []mailAccountRow
	Env  []string
}

type mailAccountRow struct {
	models.MailAccount
	Server string
	Desk   string // where its tips go; "" for the round that is open
}

func (b *Backoffice) mailAccounts(v *visit) error {
	page := mailAccountsPage{}
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		if page.Page, err = b.pageIn(tx, v, "backoffice.mailbox.list"); err != nil {
			return err
		}
		accounts, err := tx.MailAccounts()
		if err != nil {
			return err
		}
		desks, err := mailDesks(tx, v)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			row := mailAccountRow{MailAccount: a, Server: a.Host + ":" + decimal(int64(a.Port))}
			for _, d := range desks {
				if d.Value == deskValue(a) {
					row.Desk = d.Text
				}
			}
			page.Rows = append(page.Rows, row)
		}
		rows, err := tx.MailStatuses()
		for _, r := range rows {
			if !hasMail(accounts, r.Account) && !slices.Contains(page.Env, r.Account) {
				page.Env = append(page.Env, r.Account)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "mail_accounts", page)
}

// mailAccountPage is the form of one account, and how its mailbox gets on.
type mailAccountPage struct {
	Page
	boxes
	Account models.MailAccount // as it stands; ID 0 for a new one
	Form    form.Form
	Presets []mailPreset
	Preset  mailPreset
	mailChoices
}

// mailChoices are what the form's lists offer.
type mailChoices struct {
	Securities, Auths, Grants, Answers, Desks, Periods []web.Choice
}

func (b *Backoffice) mailAccount(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	return b.showMailAccount(v, id, nil, nil)
}

func (b *Backoffice) newMailAccountForm(v *visit) error { return b.showMailAccount(v, 0, nil, nil) }

// showMailAccount shows the form: as it stands, as a preset has it, or as it was
// typed with its faults.
func (b *Backoffice) showMailAccount(v *visit, id int64, f form.Values, fault error) error {
	page := mailAccountPage{Account: models.NewMailAccount(), Presets: mailPresets(), Preset: findPreset(v.Query("preset"))}
	page.Preset.fill(&page.Account)
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error { return b.readMailPage(tx, v, id, &page) })
	if err != nil {
		return err
	}
	if f == nil {
		f = mailValues(page.Account)
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page.Form = form.New(f, mailFaults(fault))
	page.offer(f.Get("period"))
	return b.site.Render(v.Ctx, status, "mail_account", page)
}

func (b *Backoffice) readMailPage(tx *store.Tx, v *visit, id int64, page *mailAccountPage) (err error) {
	title := "backoffice.mailbox.new"
	if id != 0 {
		title = "backoffice.mailbox.title"
		if page.Account, err = tx.MailAccount(id); err != nil {
			return err
		}
		if page.boxes, err = b.readBoxes(tx, v, page.Account.Name); err != nil {
			return err
		}
	}
	page.Live = withQuery("/mail?live=1", "only", page.Account.Name)
	if page.Page, err = b.pageIn(tx, v, title, "name", page.Account.Name); err != nil {
		return err
	}
	page.Desks, err = mailDesks(tx, v)
	return err
}

func (p *mailAccountPage) offer(period string) {
	for _, s := range models.MailSecurities() {
		p.Securities = append(p.Securities, web.Choice{Value: string(s), Key: s.Key()})
	}
	for _, a := range models.MailAuths() {
		p.Auths = append(p.Auths, web.Choice{Value: string(a), Key: a.Key()})
	}
	for _, g := range models.MailGrants() {
		p.Grants = append(p.Grants, web.Choice{Value: string(g), Key: g.Key()})
	}
	for _, a := range models.MailAnswers() {
		p.Answers = append(p.Answers, web.Choice{Value: string(a), Key: a.Key(), Hint: a.Key() + "_hint"})
	}
	p.Periods = mailPeriods(period)
}

// mailFaults puts the faults of round and team at the one field that asks for
// both.
func mailFaults(err error) error {
	faults, ok := err.(models.FieldErrors) //nolint:errorlint // the store returns the list itself
	if !ok {
		return err
	}
	for _, f := range faults {
		if f.Field == "round" || f.Field == "team" {
			f.Field = "desk"
		}
	}
	return faults
}

func (b *Backoffice) newMailAccount(v *visit) error { return b.keepMailAccount(v, 0) }

func (b *Backoffice) saveMailAccount(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	return b.keepMailAccount(v, id)
}

// keepMailAccount stores a new account, which is read only once somebody says
// so, or changes one.
func (b *Backoffice) keepMailAccount(v *visit, id int64) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return b.showMailAccount(v, id, f, err)
	}
	a := readMailAccount(f)
	if strings.ContainsAny(a.TokenURL, "{}") {
		var faults models.FieldErrors
		faults.Add("token_url", "backoffice.error.tenant")
		return b.showMailAccount(v, id, f, faults)
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		if id == 0 {
			a, err = tx.InsertMailAccount(a, v.me.ID)
			return err
		}
		old, err := tx.MailAccount(id)
		if err != nil {
			return err
		}
		a.ID, a.Active = id, old.Active
		if a, err = tx.UpdateMailAccount(a, v.me.ID); err != nil || !a.Active || a.Period == old.Period {
			return err
		}
		return tx.ExpectMail(a.Name, mailPeriod(a))
	})
	if err != nil {
		return b.showMailAccount(v, id, f, err)
	}
	return v.to("/mail/accounts/"+decimal(a.ID), "mail_saved")
}

// activateMail has an account read from now on, or no more. What was read stays.
func (b *Backoffice) activateMail(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	on, done := f.Get("active") == "1", "mail_paused"
	if on {
		done = "mail_active"
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		a, err := tx.MailAccount(id)
		if err != nil {
			return err
		}
		a.Active = on
		if a, err = tx.UpdateMailAccount(a, v.me.ID); err != nil {
			return err
		}
		if !on {
			return tx.ForgetMail(a.Name)
		}
		return tx.ExpectMail(a.Name, mailPeriod(a))
	})
	if err != nil {
		return err
	}
	return v.to("/mail/accounts/"+decimal(id), done)
}

// Advanced says whether something is set, or wrong, among what few need.
func (p mailAccountPage) Advanced() bool {
	for _, name := range []string{"period", "authserv", "pin", "ca"} {
		if p.Form.Value(name) != "" || p.Form.Fault(name) != nil {
			return true
		}
	}
	return false
}
