package mailbox

import (
	"context"
	"slices"

	"heed/models"
	"heed/models/store"
)

// entry is an account that a worker knows of.
type entry struct {
	account Account
	version int64 // in the table; 0 for one of Options
	active  bool
	err     error // why it cannot be swept
}

// book reads every account: those of Options and, if there are secrets for
// them, those that were set up on the staff site. Of two with one name the
// first is swept, and the other is an entry with an error.
func (m *Mailbox) book(ctx context.Context) (all []entry, err error) {
	defer func() { m.noteUsers(all) }()
	taken := map[string]bool{}
	for _, a := range m.opts.Accounts {
		taken[a.Name] = true
		all = append(all, entry{account: a, active: true})
	}
	if m.opts.Secrets == nil {
		return all, nil
	}
	var rows []models.MailAccount
	err = m.opts.Store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.MailAccounts()
		return err
	})
	for _, row := range rows {
		e := entry{version: row.Version, active: row.Active}
		e.account, e.err = m.opts.Secrets.accountOf(row)
		if taken[row.Name] {
			twice := e.account.fault(models.KindInvalid, keyTwice, nil)
			twice.Args["name"] = row.Name
			e.err = twice
		}
		taken[row.Name] = true
		all = append(all, e)
	}
	return all, err
}

func (m *Mailbox) noteUsers(all []entry) {
	users := make([]string, len(all))
	for i, e := range all {
		users[i] = e.account.Username
	}
	m.users.Store(&users)
}

// usernames are the names by which the office's mailboxes are signed in to, most
// often their addresses.
func (m *Mailbox) usernames() []string {
	if users := m.users.Load(); users != nil {
		return *users
	}
	return nil
}

// tell says that an account cannot be swept, as a sweep of it would.
func (m *Mailbox) tell(ctx context.Context, e entry) Report {
	now := m.opts.Now()
	row := Row{Account: e.account.Name, Begun: now, Ended: now, Err: e.err}
	m.noteUnopened(ctx, e.account, row)
	r := Report{Rows: []Row{row}}
	m.logReport(r)
	m.opts.Progress.Swept(r)
	return r
}

// HasAccounts says whether there is an account that is to be swept.
func (m *Mailbox) HasAccounts(ctx context.Context) (bool, error) {
	entries, err := m.book(ctx)
	return slices.ContainsFunc(entries, func(e entry) bool { return e.active }), err
}
