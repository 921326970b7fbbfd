package mailbox

import (
	"context"
	"errors"
	"slices"
	"sync"

	"heed/models"
	"heed/models/store"

	"golang.org/x/sync/semaphore"
)

// pass is one folder in one sweep.
type pass struct {
	m      *Mailbox
	link   *link
	bureau bureau
	mail   store.MailFolder
	tally  tally
	tries  map[uint32]int // failures so far, of the messages that failed before
	flight *semaphore.Weighted
	breaks int // lines lost in a row without a message between them

	mu      sync.Mutex
	waiting map[uint32]bool                   // messages without an outcome yet
	toMove  []uint32                          // messages recorded and not moved
	counted map[models.LedgerOutcome][]uint32 // behind the figures
	chain   chain                             // letters that answer others, put off
	inHand  map[string][]byte                 // name of a Message-ID → digest of the letter that bears it, of those that a clerk has

	unmoved   []uint32          // what toMove was at the end
	moves     []models.MailMove // done and not recorded yet
	copies    copies
	listed    uint32 // the last UID that the server lists
	swept     uint32 // that of the last sweep that came to its end
	refusals  int    // single messages that the server would not move
	answering bool   // what was put off is on the belt
	many      bool   // more is new than is answered: nobody is, by this pass
	created   bool   // the processed folder was made, or tried to be, in this pass

	watch *watch
	err   error // why the folder cannot be swept to its end
	ended bool
}

func (m *Mailbox) newPass(l *link, b bureau, folder string) *pass {
	return &pass{
		m: m, link: l, bureau: b,
		mail:    store.MailFolder{Account: l.account.Name, Folder: folderKey(folder)},
		tally:   tally{row: Row{Account: l.account.Name, Folder: folder}, progress: m.opts.Progress},
		tries:   map[uint32]int{},
		waiting: map[uint32]bool{},
		counted: map[models.LedgerOutcome][]uint32{},
		inHand:  map[string][]byte{},
		flight:  semaphore.NewWeighted(m.opts.Limits.FlightBytes),
	}
}

// run lists the folder and settles what is new but for letters that answer others:
// those wait for the account's other folders. Without any the pass ends here.
func (p *pass) run(ctx context.Context) {
	p.begin(ctx)
	todo, err := p.list(ctx)
	if err != nil {
		p.end(ctx, err)
		return
	}
	p.many = len(todo) > answersASweep
	if len(todo) > 0 {
		p.err = p.settle(ctx, todo)
	}
	if p.err != nil || len(p.chain.links) == 0 {
		p.finish(ctx)
	}
}

// begin has everybody told how the pass gets on.
func (p *pass) begin(ctx context.Context) {
	p.tally.row.Begun = p.m.opts.Now()
	p.watch = p.m.watch(ctx, p.link.account, p.tally.row)
	p.tally.progress = p.watch
}

// finish tidies up once all is settled: what the office holds comes first, and a
// server moves many messages at once for less. When the pass was cut short, what it
// had listed is recorded as to be tried again, and what it had settled is moved by
// the next sweep.
func (p *pass) finish(ctx context.Context) {
	err := errors.Join(p.err, p.tidy(ctx, p.err))
	if err != nil {
		p.putOff(ctx, err)
	}
	if err == nil {
		err = p.noteSwept(ctx)
	}
	p.unmoved = slices.Clone(p.toMove)
	p.tally.count(func(r *Row) { r.Unmoved = len(p.toMove) })
	if err == nil && len(p.toMove) > 0 {
		err = p.whyUnmoved()
	}
	p.end(ctx, err)
}

// whyUnmoved says why messages are still in the folder: it is there no more, under
// this name, or the server would not move them.
func (p *pass) whyUnmoved() error {
	if b := p.link.box; b != nil {
		if err := p.back(b); keyOf(err) == keyFolder {
			return err
		}
	}
	return p.link.account.fault(models.KindUnavailable, keyMove, nil)
}

// end tells what came of the pass.
func (p *pass) end(ctx context.Context, err error) {
	p.ended, p.err = true, reason(ctx, err)
	p.tally.count(func(r *Row) { r.Ended, r.Err = p.m.opts.Now(), p.err })
	p.watch.counted = p.behind()
	p.watch.end(ctx, p.tally.get())
}

// back opens the pass's folder again after another one was open.
func (p *pass) back(b *box) error {
	validity, err := b.choose(p.tally.row.Folder)
	if err == nil && validity != p.mail.UIDValidity {
		err = p.link.account.fault(models.KindConflict, keyRenumbered, nil)
	}
	if err != nil {
		p.link.cut()
	}
	return err
}

// tidy moves what is settled, after a failure only if the line still stands.
func (p *pass) tidy(ctx context.Context, failed error) error {
	if failed != nil && (ctx.Err() != nil || p.link.box == nil || keyOf(failed) == keyBusy) {
		return nil
	}
	return p.moveRecorded(ctx)
}

// putOff records what was listed and not settled. The sweep has failed
// already, so that failing here too changes nothing: an unrecorded message is
// listed again.
func (p *pass) putOff(ctx context.Context, cause error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	why := whyInterrupted
	if key := keyOf(cause); key != "" {
		why = key
	}
	var rows []models.Ledger
	for uid := range p.waiting {
		rows = append(rows, p.row(uid, models.LedgerRetry, why))
		p.count(models.LedgerRetry, uid)
	}
	if err := p.record(ctx, rows); err != nil && keyOf(err) != keyBusy {
		p.m.opts.Logger.Warn("what is to be swept again could not be noted", "account", p.mail.Account, "err", logged(err))
	}
	p.tally.count(func(r *Row) { r.Failed += len(rows) })
}

// row is a message's ledger row without a tip. A row to be tried again keeps
// its tries.
func (p *pass) row(uid uint32, outcome models.LedgerOutcome, why string) models.Ledger {
	return models.Ledger{
		Account: p.mail.Account, Folder: p.mail.Folder, UIDValidity: p.mail.UIDValidity, UID: uid,
		Outcome: outcome, Reason: why, Tries: p.tries[uid],
	}
}

func (p *pass) record(ctx context.Context, rows []models.Ledger) error {
	if len(rows) == 0 {
		return nil
	}
	return p.write(ctx, func(tx *store.Tx) error { return tx.RecordMail(rows) })
}

// settled takes messages off the list of those that wait, counts them and, if
// they are in the folder for nothing now, hands them over to be moved.
func (p *pass) settled(outcome models.LedgerOutcome, uids ...uint32) {
	p.mu.Lock()
	for _, uid := range uids {
		delete(p.waiting, uid)
	}
	if outcome != models.LedgerRetry && outcome != models.LedgerVanished {
		p.toMove = append(p.toMove, uids...)
	}
	p.mu.Unlock()
	p.count(outcome, uids...)
	p.tally.count(func(r *Row) { r.add(outcome, len(uids)) })
}
