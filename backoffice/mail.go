package backoffice

import (
	"strings"

	"heed/models"
	"heed/models/store"
)

// mailPage says what became of every message that was swept: facts of the
// ledger, none of what a message says or whom it is from.
type mailPage struct {
	Page
	boxes
	Accounts   []mailAccount
	Picked     bool
	Reads      bool  // the member may open what was put aside
	LateAsides int64 // of which nobody has settled so many in time
	Rows       []mailRow
	First      string
	Next       string
}

// mailAccount is a mailbox with the number of its messages by outcome; each
// number's link shows exactly those (P10).
type mailAccount struct {
	Name   string
	Values []facet
}

type mailRow struct {
	models.Ledger
	Why  string // message key; "" for a plain tip
	Tone string
}

// mail shows the mailboxes and the ledger; with live=1 the mailboxes alone, for
// counting the ledger takes longer than a look once a second may.
func (b *Backoffice) mail(v *visit) error {
	page := mailPage{}
	f := store.MailFilter{Account: v.Query("account"), Outcome: models.LedgerOutcome(v.Query("outcome")), Before: v.query("before"), Limit: listLimit}
	page.Picked = f.Account != "" || f.Outcome != ""
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		if page.Page, err = b.pageIn(tx, v, "backoffice.mail.title"); err != nil {
			return err
		}
		if page.boxes, err = b.readBoxes(tx, v, v.Query("only")); err != nil || v.Query("live") == "1" {
			return err
		}
		if page.Reads = v.me.HasAny(readers()...); page.Reads {
			if page.LateAsides, err = tx.LateAsides(v.me.Scope()); err != nil {
				return err
			}
		}
		counts, err := tx.MailTable(v.me.ID)
		if err != nil {
			return err
		}
		page.count(counts, f)
		rows, err := tx.MailList(v.me.ID, f)
		for _, row := range rows {
			page.Rows = append(page.Rows, mailRow{row, reasonKey(row.Reason), mailTone(row.Outcome)})
		}
		return err
	})
	if err != nil {
		return err
	}
	page.Live = "/mail?live=1"
	if f.Before != 0 {
		page.First = withQuery(v.OriginalURL(), "before", "")
	}
	if len(page.Rows) == listLimit {
		page.Next = withQuery(v.OriginalURL(), "before", decimal(page.Rows[listLimit-1].ID))
	}
	return b.site.Render(v.Ctx, 200, "mail", page)
}

// count lays the counts out by account, in the order of the outcomes.
func (p *mailPage) count(counts []store.MailCount, f store.MailFilter) {
	by := map[string]map[models.LedgerOutcome]int64{}
	var names []string
	for _, c := range counts {
		if by[c.Account] == nil {
			by[c.Account] = map[models.LedgerOutcome]int64{}
			names = append(names, c.Account)
		}
		by[c.Account][c.Outcome] = c.N
	}
	for _, name := range names {
		a := mailAccount{Name: name}
		for _, o := range models.LedgerOutcomes() {
			url := withQuery(withQuery("/mail", "account", name), "outcome", string(o))
			a.Values = append(a.Values, facet{Key: o.Key(), URL: url, N: by[name][o], Here: f.Account == name && f.Outcome == o})
		}
		p.Accounts = append(p.Accounts, a)
	}
}

// reasonKey is the message key of a ledger row's reason. A fault of the line or
// the server ended the sweep before it came to the message.
func reasonKey(code string) string {
	switch {
	case code == "":
		return ""
	case strings.HasPrefix(code, "error."):
		return "backoffice.reason.interrupted"
	}
	return "backoffice.reason." + code
}

func reasonKeys(codes []string) []string {
	var keys []string
	for _, code := range codes {
		keys = append(keys, reasonKey(code))
	}
	return keys
}

func mailTone(o models.LedgerOutcome) string {
	switch o {
	case models.LedgerTip, models.LedgerJoined:
		return "done"
	case models.LedgerRetry:
		return "wait"
	case models.LedgerQuarantined, models.LedgerSetAside:
		return "open"
	case models.LedgerDuplicate, models.LedgerVanished:
	}
	return "neutral"
}
