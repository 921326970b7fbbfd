package mailbox

import (
	"time"

	"heed/mailbox/parse"
	"heed/mailbox/proof"
	"heed/models"
)

// item is a letter that was read, and what is to become of it.
type item struct {
	letter
	id      []byte // digest
	mail    parse.Mail
	at      time.Time            // when it was received
	desk    desk                 // whose it is
	late    bool                 // it came after the account's round had closed
	outcome models.LedgerOutcome // as far as the letter itself says: tip, quarantined, set aside, or to be tried again
	why     string               // code, for what is not a plain tip
	kin     kin
	proof   proof.Finding // who sent it, as far as that is proven
	own     bool          // it says that the office itself sent it
	also    []string      // codes of marks that the letter alone does not tell
}

// sift reads a letter. It never fails: what cannot be read is quarantined.
func (p *pass) sift(l letter) (i item) {
	i = item{letter: l, id: l.digest(p.m.secret), at: p.received(l.date), outcome: models.LedgerQuarantined, why: whyPanic}
	i.desk, i.late = p.bureau.deskAt(i.at)
	defer func() {
		if recover() != nil { // a fault of ours must not stop the mailbox
			i.mail = parse.Mail{Opaque: true}
		}
	}()
	i.mail = p.m.read(l.raw, p.m.opts.Limits.Parse)
	p.examine(&i)
	i.kin = kinOf(p.m.names, i.mail, !i.proof.Denied())
	i.outcome, i.why = i.judge()
	return i
}

// judge says where a letter belongs. Nobody's mail is thrown away: what no person
// seems to have sent is put aside, sealed as a tip is, until somebody has looked.
func (i *item) judge() (models.LedgerOutcome, string) {
	switch {
	case i.desk.roundID == 0:
		return models.LedgerRetry, whyClosed
	case i.over:
		i.mail.Attachments = nil // cut off somewhere; the header and the text are what a beginning has
		return models.LedgerQuarantined, whyTooLarge
	case i.mail.Opaque && len(i.mail.Reasons) > 0:
		return models.LedgerQuarantined, string(i.mail.Reasons[0])
	case i.mail.Opaque:
		return models.LedgerQuarantined, whyUnreadable
	}
	if why := i.aside(); why != "" {
		return models.LedgerSetAside, why
	}
	if marks := i.marks(); len(marks) > 0 {
		return models.LedgerTip, marks[0]
	}
	return models.LedgerTip, ""
}

// marks are the codes of what a reader of the tip has to know besides what the
// parser noticed.
func (i *item) marks() (codes []string) {
	if i.late {
		codes = append(codes, whyClosed)
	}
	if i.mail.Auto == parse.Spam && !i.proof.Spam {
		codes = append(codes, whySpamSaid)
	}
	return append(codes, i.also...)
}

// received is when the server had a letter, but not later than now, whatever
// its clock says; now when it does not say.
func (p *pass) received(at time.Time) time.Time {
	now := p.m.opts.Now().UTC()
	if at.IsZero() || at.After(now) {
		return now
	}
	return at.UTC()
}
