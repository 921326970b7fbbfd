package mailbox

import (
	"heed/mailbox/parse"
	"heed/mailbox/proof"
	"heed/models"
)

// examine asks who sent a letter, as far as that can be proven.
func (p *pass) examine(i *item) {
	from := ""
	if len(i.mail.From) == 1 {
		from = i.mail.From[0].Addr
	}
	e := proof.Examiner{AuthServ: p.link.account.AuthServ, Mark: p.m.mark}
	if !i.over { // of a beginning no signature holds
		e.Keys = p.m.keys
	}
	i.proof = e.Examine(p.link.ctx, i.raw, from, i.at)
	i.own = p.isOwn(i.mail)
}

// verified says whether the domain of the letter's sender is proven: a server
// that is believed says so, or a signature of that domain was verified here.
func (i *item) verified() bool { return i.proof.Verified }

// mailNote is what those who read the tip are told of the letter's way; nil when
// there is nothing to tell.
func (i *item) mailNote() *models.MailNote {
	n := models.MailNote{Kind: i.aside(), Auth: i.proof.Auth}
	if n.Kind == "" && i.mail.Auto == parse.Generated {
		n.Kind = string(parse.Generated)
	}
	if n.Kind == "" && len(n.Auth) == 0 {
		return nil
	}
	return &n
}
