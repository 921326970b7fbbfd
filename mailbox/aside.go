package mailbox

import (
	"strings"

	"heed/mailbox/parse"
	"heed/models"
	"heed/models/intake"
)

// aside says why a letter is put aside, or "": a machine sent it, the office
// itself did, or the receiving server marked it. A form that somebody filled in
// is sent by a machine too, and is a tip.
func (i *item) aside() string {
	switch {
	case i.own || i.proof.Ours:
		return whyOwn
	case i.proof.Virus:
		return whyVirus
	case i.mail.Auto == parse.Bounce:
		return whyBounce
	case i.mail.Auto == parse.Reply:
		return whyReply
	case i.mail.Auto == parse.List:
		return whyList
	case i.proof.Spam:
		return whySpam
	}
	return ""
}

// isOwn says whether a mail says that it is from the office's own address: what
// the office sends and finds in its mailbox again is nobody's report, and an
// answer to it would be answered for ever.
func (p *pass) isOwn(m parse.Mail) bool {
	if len(m.From) == 0 || m.From[0].Addr == "" {
		return false
	}
	own := append([]string{p.link.account.Username}, p.m.opts.Own...)
	for _, addr := range append(own, p.m.usernames()...) {
		if strings.Contains(addr, "@") && strings.EqualFold(addr, m.From[0].Addr) {
			return true
		}
	}
	return false
}

// addAside gives a letter the row of what its bytes were put aside as.
func (c *clerk) addAside(i item, id int64) {
	row := c.rowOf(i, models.LedgerSetAside, i.why)
	row.AsideID = id
	c.rows = append(c.rows, row)
}

// follow gives the letters of the same bytes as one that is stored their rows.
func (c *clerk) follow(first item, stored intake.Result) {
	if stored.Aside == 0 {
		c.twinsOf(first, models.LedgerDuplicate, "", stored.Tip.ID)
		return
	}
	c.asideTwins(first, stored.Aside)
}

func (c *clerk) asideTwins(first item, id int64) {
	for _, k := range c.twins[string(first.id)] {
		c.addAside(c.items[k], id)
	}
}
