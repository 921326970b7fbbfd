package mailbox

import (
	"bytes"
	"context"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// joint is a letter that answers a tip.
type joint struct {
	item
	tip int64
}

// answers says whether a letter may be part of a tip that is there. What nobody
// could read, or a machine sent, is not.
func (i *item) answers() bool {
	if i.outcome == models.LedgerRetry && i.why == whyClosed { // nobody looked what else it is
		return !i.mail.Opaque && !i.over && i.aside() == "" && len(i.kin.answers) > 0
	}
	return i.outcome == models.LedgerTip && len(i.kin.answers) > 0
}

// settleAnswers brings letters to their outcome that were put off.
func (p *pass) settleAnswers(ctx context.Context, uids []uint32) error {
	p.answering = true
	return p.runBelt(ctx, &fetcher{pass: p, todo: uids, sizes: map[uint32]int64{}})
}

// putsOff keeps a letter that answers others until the tour settles them.
func (c *clerk) putsOff(i item) bool {
	if c.answering || !i.answers() {
		return false
	}
	c.mu.Lock()
	c.chain.add(i.uid, i.kin)
	c.mu.Unlock()
	return true
}

// lookUpKin reads which tips the letters answer, once that is asked, and which
// other mails bear their Message-IDs.
func (c *clerk) lookUpKin(tx *store.Tx, items []item) (err error) {
	var own, answered [][]byte
	for _, i := range items {
		if i.kin.known.message != nil {
			own = append(own, i.kin.known.message)
		}
		if c.answering && i.answers() {
			for _, a := range i.kin.answers {
				answered = append(answered, a.message)
			}
		}
	}
	if c.named, err = tx.MailNames(own); err != nil {
		return err
	}
	c.refs, err = tx.MailRefs(answered)
	return err
}

// joins takes a letter that answers a tip.
func (c *clerk) joins(i item) bool {
	if !c.answering || !i.answers() {
		return false
	}
	tip := i.kin.tipOf(c.refs)
	if tip != 0 {
		c.joints = append(c.joints, joint{i, tip})
	}
	return tip != 0
}

// join makes messages of the letters that answer tips, in their order, and
// returns the rows that this committed. One that cannot be a message is a tip of
// its own.
func (c *clerk) join() (done []models.Ledger, err error) {
	var clash []item
	for _, j := range c.joints {
		row := c.rowOf(j.item, models.LedgerJoined, "")
		if j.why != whyClosed { // a dialogue goes on after closing time
			row.Reason = j.why
		}
		err := c.say(j, row)
		switch {
		case c.ctx.Err() != nil && err != nil:
			return done, err
		case lost(err):
			return done, c.fenced(err)
		case models.KindOf(err) == models.KindUnavailable:
			return done, err
		case models.KindOf(err) == models.KindConflict:
			clash = append(clash, j.item)
		case err != nil:
			c.standAlone(j.item, err)
		default:
			done = append(done, row)
			c.twinsOf(j.item, models.LedgerDuplicate, "", j.tip)
		}
	}
	rest, err := c.resolve(clash)
	c.putBack(rest, whyConflict)
	return done, err
}

// say stores a letter as a message of its tip.
func (c *clerk) say(j joint, row models.Ledger) (err error) {
	defer c.caught(&err)
	_, err = c.m.opts.Intake.FollowUp(c.ctx, c.followUp(j, row))
	return err
}

// standAlone makes a tip of its own of a letter that answers one.
func (c *clerk) standAlone(i item, cause error) {
	if i.outcome == models.LedgerRetry {
		c.putBack([]item{i}, i.why) // no round takes tips now
		return
	}
	if models.KindOf(cause) == models.KindLimited {
		i.also, i.why = append(i.also, whyManyUnread), whyManyUnread
	}
	c.fresh = append(c.fresh, i)
}

// marked is a letter with what other mails tell of it.
func (c *clerk) marked(i item) item {
	if !c.sameID(i) {
		return i
	}
	i.also = append(i.also, whySameID)
	if i.outcome == models.LedgerTip && i.why == "" {
		i.why = whySameID
	}
	return i
}

func (c *clerk) followUp(j joint, row models.Ledger) intake.FollowUpDraft {
	d := intake.FollowUpDraft{
		TipID: j.tip, Subject: j.mail.Subject, Text: j.mail.Text, RawMail: j.raw, ReceivedAt: j.at, Ledger: row, Lease: c.link.lease,
		Note: j.mailNote(),
	}
	for _, a := range j.mail.Attachments {
		d.Files = append(d.Files, intake.MailFile{Name: a.Name, Type: a.Type, Data: a.Data})
	}
	for _, r := range j.mail.Reasons {
		d.Reasons = append(d.Reasons, string(r))
	}
	for _, mark := range j.marks() {
		if mark != whyClosed {
			d.Reasons = append(d.Reasons, mark)
		}
	}
	return d
}

// claim holds the Message-IDs of a parcel as long as it is worked on, so that of
// two letters that bear the same, in two parcels at once, one sees the other.
func (c *clerk) claim() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, i := range c.items {
		name := string(i.kin.known.message)
		if name == "" {
			continue
		}
		first, taken := c.inHand[name]
		switch {
		case !taken:
			c.inHand[name], c.claimed = i.id, append(c.claimed, name)
		case !bytes.Equal(first, i.id):
			c.twice[i.uid] = true
		}
	}
}

func (c *clerk) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range c.claimed {
		delete(c.inHand, name)
	}
}

// sameID says whether another mail that says something else bears the letter's
// Message-ID.
func (c *clerk) sameID(i item) bool {
	if c.twice[i.uid] {
		return true
	}
	for _, other := range c.named[string(i.kin.known.message)] {
		if !bytes.Equal(other, i.id) {
			return true
		}
	}
	return false
}

// rowOf is a letter's ledger row without a tip.
func (p *pass) rowOf(i item, outcome models.LedgerOutcome, why string) models.Ledger {
	row := p.row(i.uid, outcome, why)
	row.Digest, row.Message, row.Sender = i.id, i.kin.known.message, i.kin.known.sender
	return row
}
