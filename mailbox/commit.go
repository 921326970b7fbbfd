package mailbox

import (
	"context"
	"errors"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"

	"golang.org/x/sync/errgroup"
)

// clerk settles one parcel: what is new becomes tips in one commit, and the
// rest gets its rows.
type clerk struct {
	*pass
	ctx   context.Context //nolint:containedctx // one clerk lives as long as one commit
	rows  []models.Ledger
	fresh []item           // letters nobody has yet
	twins map[string][]int // digest of a fresh letter → UIDs of the same bytes, as indexes of items
	items []item
	tips  map[string]int64 // digest → tip
	aside map[string]int64 // digest → what was put aside

	joints  []joint                    // letters that answer a tip
	refs    map[string][]store.MailRef // name of a Message-ID → the mails that letters may answer
	named   map[string][][]byte        // name of a Message-ID → digests of the mails that bear it
	claimed []string                   // of pass.inHand
	twice   map[uint32]bool            // another clerk has a letter of the same Message-ID
}

func (p *pass) commit(ctx context.Context, next parcel) error {
	c := &clerk{pass: p, ctx: ctx, rows: next.failed, items: next.items, twins: map[string][]int{}, twice: map[uint32]bool{}}
	c.claim()
	defer c.release()
	if err := c.compare(); err != nil {
		return err
	}
	joined, err := c.join()
	c.settle(joined)
	if err != nil {
		return err
	}
	imported, err := c.submit()
	c.settle(imported) // they are in, whatever else failed
	if err != nil {
		return err
	}
	if err := c.record(ctx, c.rows); err != nil {
		return err
	}
	c.settle(c.rows)
	p.tally.count(func(r *Row) {
		for _, l := range next.letters {
			r.Bytes += int64(len(l.raw))
		}
	})
	return nil
}

// compare sorts out what is a tip already, here or in another folder, and what
// another worker recorded meanwhile.
func (c *clerk) compare() error {
	recorded, err := c.lookUp(c.items)
	if err != nil {
		return err
	}
	for k, i := range c.items {
		id := string(i.id)
		twins, twice := c.twins[id]
		i = c.marked(i)
		switch {
		case recorded[i.uid]:
			c.elsewhere(i.uid)
		case c.tips[id] == 0 && c.putsOff(i):
		case c.tips[id] == 0 && !twice && c.joins(i):
			c.twins[id] = nil
		case i.outcome == models.LedgerRetry:
			c.add(i, i.outcome, i.why, 0)
		case c.tips[id] != 0:
			c.add(i, models.LedgerDuplicate, "", c.tips[id])
		case c.aside[id] != 0:
			c.addAside(i, c.aside[id])
		case twice:
			c.twins[id] = append(twins, k)
		default:
			c.twins[id] = nil
			c.fresh = append(c.fresh, i)
		}
	}
	return nil
}

// lookUp reads which letters have a row with an outcome, and which digests are
// tips.
func (c *clerk) lookUp(items []item) (recorded map[uint32]bool, err error) {
	uids, ids := make([]uint32, len(items)), make([][]byte, len(items))
	for k, i := range items {
		uids[k], ids[k] = i.uid, i.id
	}
	recorded = map[uint32]bool{}
	return recorded, c.m.opts.Store.Read(c.ctx, func(tx *store.Tx) error {
		rows, err := tx.MailRows(c.mail, uids)
		if err != nil {
			return err
		}
		for _, r := range rows {
			recorded[r.UID] = !r.Outcome.GivesWay()
		}
		if c.aside, err = tx.AsidesByDigest(ids); err != nil {
			return err
		}
		if c.tips, err = tx.TipsByDigest(ids); err != nil || c.named != nil {
			return err
		}
		return c.lookUpKin(tx, items)
	})
}

// elsewhere leaves a message to the worker that recorded it.
func (c *clerk) elsewhere(uid uint32) {
	c.mu.Lock()
	delete(c.waiting, uid)
	c.mu.Unlock()
	c.tally.count(func(r *Row) { r.Seen-- })
}

func (c *clerk) add(i item, outcome models.LedgerOutcome, why string, tip int64) {
	row := c.rowOf(i, outcome, why)
	row.TipID = tip
	if outcome == models.LedgerRetry {
		row.Tries++
	}
	c.rows = append(c.rows, row)
}

// settle counts rows that are committed.
func (c *clerk) settle(rows []models.Ledger) {
	for _, r := range rows {
		c.settled(r.Outcome, r.UID)
	}
}

// submit makes tips of what is fresh and returns the rows that this committed.
// A letter that is refused is quarantined; one that even so is refused is to be
// tried again.
func (c *clerk) submit() (done []models.Ledger, err error) {
	batch := c.batch()
	defer batch.Close()
	drafts, err := c.drafts(batch)
	if err != nil {
		return nil, err
	}
	var blamed, clash []item
	for k, out := range batch.Submit(c.ctx, drafts) {
		if lost(out.Err) {
			err = errors.Join(err, c.fenced(out.Err))
			continue
		}
		switch models.KindOf(out.Err) { //nolint:exhaustive // every other kind is the letter's own fault
		case models.KindUnavailable:
			if err == nil || keyOf(err) != keyOf(out.Err) { // one fault for all that share a blob or a commit
				err = errors.Join(err, out.Err)
			}
			continue
		case models.KindConflict:
			clash = append(clash, c.fresh[k])
			continue
		}
		if out.Err != nil {
			blamed = append(blamed, c.fresh[k])
			continue
		}
		done = append(done, *drafts[k].Ledger)
		c.follow(c.fresh[k], out.Result)
		c.acknowledge(c.fresh[k], out.Result)
	}
	if err != nil {
		return done, err
	}
	alone, err := c.resolve(clash)
	if err != nil {
		return done, err
	}
	more, err := c.quarantine(append(blamed, alone...))
	return append(done, more...), err
}

// batch begins what the fresh letters are sealed into. What is said in a letter
// is sealed twice: as it was understood, and in the letter as it came.
func (c *clerk) batch() *intake.Batch {
	var bytes int64
	for _, i := range c.fresh {
		bytes += 2 * int64(len(i.raw))
	}
	return c.m.opts.Intake.Batch(c.ctx, bytes)
}

// drafts seals attachments, several letters at a time. A letter that none can be
// made of is quarantined without its attachments.
func (c *clerk) drafts(batch *intake.Batch) ([]intake.Draft, error) {
	drafts := make([]intake.Draft, len(c.fresh))
	g, ctx := errgroup.WithContext(c.ctx)
	g.SetLimit(sifters)
	for k, i := range c.fresh {
		g.Go(func() (err error) {
			drafts[k], c.fresh[k], err = c.sound(ctx, batch, i)
			return err
		})
	}
	return drafts, g.Wait()
}

// twinsOf gives the letters of the same bytes in the same parcel their outcome.
func (c *clerk) twinsOf(first item, outcome models.LedgerOutcome, why string, tip int64) {
	for _, k := range c.twins[string(first.id)] {
		c.add(c.items[k], outcome, why, tip)
	}
}

// quarantine submits plainer what intake would not take. When it takes none of
// several even so, the fault is not theirs.
func (c *clerk) quarantine(blamed []item) (done []models.Ledger, err error) {
	drafts := make([]intake.Draft, len(blamed))
	for k, i := range blamed {
		drafts[k] = c.refusedDraft(i)
	}
	var failed []item
	for k, out := range c.m.opts.Intake.SubmitBatch(c.ctx, drafts) {
		if out.Err != nil {
			failed, err = append(failed, blamed[k]), out.Err
			continue
		}
		done = append(done, *drafts[k].Ledger)
		c.twinsOf(blamed[k], models.LedgerDuplicate, "", out.Tip.ID)
	}
	if err != nil && (len(failed) > 1 && len(done) == 0 || models.KindOf(err) == models.KindUnavailable) {
		return done, err
	}
	c.putBack(failed, whyNotStored)
	return done, nil
}

// resolve sees who was first with letters that clashed with another worker's,
// and returns those that clashed with nobody's.
func (c *clerk) resolve(clash []item) (rest []item, err error) {
	if len(clash) == 0 {
		return nil, nil
	}
	recorded, err := c.lookUp(clash)
	if err != nil {
		return nil, err
	}
	for _, i := range clash {
		tip, aside := c.tips[string(i.id)], c.aside[string(i.id)]
		switch {
		case recorded[i.uid]:
			c.elsewhere(i.uid)
		case tip != 0:
			c.add(i, models.LedgerDuplicate, "", tip)
		case aside != 0:
			c.addAside(i, aside)
		default:
			rest = append(rest, i)
			continue
		}
		switch {
		case tip != 0:
			c.twinsOf(i, models.LedgerDuplicate, "", tip)
		case aside != 0:
			c.asideTwins(i, aside)
		default:
			c.twinsOf(i, models.LedgerRetry, whyConflict, 0)
		}
	}
	return rest, nil
}

// putBack leaves letters, and their twins, for another try.
func (c *clerk) putBack(items []item, why string) {
	for _, i := range items {
		c.add(i, models.LedgerRetry, why, 0)
		c.twinsOf(i, models.LedgerRetry, why, 0)
	}
}
