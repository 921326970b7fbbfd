package mailbox

import (
	"heed/mailbox/parse"
	"heed/models"
)

// item is a letter that was read, and what is to become of it.
type item struct {
	letter
	id      []byte // digest
	mail    parse.Mail
	outcome models.LedgerOutcome // tip, quarantined or set aside, as far as the letter itself says
	why     string               // code, for what is not a plain tip
}

// sift reads a letter. It never fails: what cannot be read is quarantined.
func (p *pass) sift(l letter) (i item) {
	i = item{letter: l, id: l.digest(p.m.secret), outcome: models.LedgerQuarantined, why: "panic"}
	defer func() {
		if recover() != nil { // a fault of ours must not stop the mailbox
			i.mail = parse.Mail{}
		}
	}()
	if l.over {
		i.why = "too_large"
		return i
	}
	i.mail = parse.Message(l.raw, p.m.opts.Limits.Parse)
	i.outcome, i.why = p.judge(i)
	return i
}

// judge says where a letter belongs. Marks of spam are noted on the tip and
// keep nobody's report from being read.
func (p *pass) judge(i item) (models.LedgerOutcome, string) {
	switch {
	case i.mail.Opaque && len(i.mail.Reasons) > 0:
		return models.LedgerQuarantined, string(i.mail.Reasons[0])
	case i.mail.Opaque:
		return models.LedgerQuarantined, "unreadable"
	case i.mail.Auto == parse.Bounce, i.mail.Auto == parse.Reply, i.mail.Auto == parse.List:
		return models.LedgerSetAside, string(i.mail.Auto)
	case !p.inTime(i.letter):
		return models.LedgerSetAside, "closed"
	}
	return models.LedgerTip, ""
}

// inTime says whether the server had a letter before closing time; one whose
// date nobody knows counts from now.
func (p *pass) inTime(l letter) bool {
	at := l.date
	if at.IsZero() {
		at = p.m.opts.Now()
	}
	return p.bureau.round.Accepts(at)
}
