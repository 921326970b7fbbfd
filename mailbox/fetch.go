package mailbox

import (
	"context"
	"runtime/debug"
	"slices"

	"heed/models"
)

// parcel is what one fetch brought, on its way to the ledger.
type parcel struct {
	letters []letter
	failed  []models.Ledger // rows of messages that could not be had
	weight  int64           // of flight
	items   []item          // the letters, once sifted
}

// breaksMax is how many lines may be lost in a row without a message between
// them before the sweep gives up for now: enough to find one message among 200.
const (
	breaksMax   = 12
	silentCosts = 3 // more, when the line was lost by waiting
)

// fetcher brings the messages of a pass, on one connection, one FETCH at a time.
//
// It fetches the first bytes of every message, which is all of most: to ask for
// sizes first, so that no batch is too large, or in the same command, would have the
// server read each message twice. What turns out to be longer is then planned by its
// size and fetched whole. Where most are longer, more of each is
// fetched at once, and fewer at a time: a first small batch tells.
type fetcher struct {
	*pass
	todo  []uint32         // nothing fetched yet
	first int64            // how much of each message is fetched at once; 0 before the first batch
	large []uint32         // longer than its beginning, not planned yet
	sizes map[uint32]int64 // of those
	queue []batch
}

// first is how much of each message is fetched at once: what fills a batch
// without more than its bytes.
func (l Limits) first() int64 { return max(l.BatchBytes/int64(l.BatchMails), 1) }

// next takes the next batch; there is none when all is fetched.
func (f *fetcher) next() (b batch, more bool) {
	l := f.m.opts.Limits
	switch {
	case len(f.queue) > 0:
	case len(f.large) >= l.BatchMails, len(f.large) > 0 && len(f.todo) == 0:
		f.queue, f.large = plan(f.large, f.sizes, l), nil
	case len(f.todo) > 0:
		n := min(len(f.todo), f.width())
		f.queue = []batch{{uids: f.todo[:n:n], first: f.first, bytes: int64(n) * f.first}}
		f.todo = f.todo[n:]
	default:
		return batch{}, false
	}
	b, f.queue = f.queue[0], f.queue[1:]
	return b, true
}

// width is how many messages go into the next batch of beginnings.
func (f *fetcher) width() int {
	l := f.m.opts.Limits
	if f.first == 0 {
		f.first = l.first()
		return max(l.BatchMails/probe, 1)
	}
	return min(l.BatchMails, max(int(l.BatchBytes/f.first), 1))
}

// probe is how much smaller than others the batch is that shows how long the
// messages of a folder are; together is how many of them make a batch at the least.
const (
	probe    = 10
	together = 4
)

// learn sets how much of each message is fetched at once: half as much again as
// those in the middle were long, which spares the server to read them twice. What is
// so long that a batch would hold few of it is planned by its size.
func (f *fetcher) learn(came []letter) {
	if len(came) == 0 {
		return
	}
	sizes := make([]int64, len(came))
	for k, l := range came {
		sizes[k] = max(l.size, int64(len(l.raw)))
	}
	slices.Sort(sizes)
	l := f.m.opts.Limits
	f.first = max(sizes[len(sizes)/2]*3/2, l.first())
	if f.first > l.BatchBytes/together {
		f.first = l.first()
	}
}

// box is the connection with this pass's folder open. Should the folder have
// been numbered anew, that is an error: everything listed is worth nothing.
func (p *pass) box() (*box, error) {
	if p.link.box != nil {
		return p.link.box, nil
	}
	b, err := p.link.ready()
	if err != nil {
		return nil, err
	}
	return b, p.back(b)
}

// again opens the line and the folder anew after a loss, unless too many were
// lost in a row. A server that keeps silent is given up sooner.
func (p *pass) again(lost error) error {
	for {
		p.link.cut()
		p.breaks++
		if isLoss(lost) && keyOf(lost) == keySilent {
			p.breaks += silentCosts
		}
		if p.breaks > breaksMax {
			return lost
		}
		_, err := p.box()
		if !isLoss(err) {
			return err
		}
		lost = err
	}
}

// isLoss says whether an error is that of a lost line, which may be opened anew.
func isLoss(err error) bool {
	key := keyOf(err)
	return key == keyCut || key == keySilent
}

// run fetches everything.
func (f *fetcher) run(ctx context.Context, out chan<- parcel) error {
	for {
		next, more := f.next()
		if !more {
			return nil
		}
		weight := min(max(next.bytes, 1), f.m.opts.Limits.FlightBytes)
		if err := f.flight.Acquire(ctx, weight); err != nil {
			return err
		}
		if weight == f.m.opts.Limits.FlightBytes {
			debug.FreeOSMemory() // nothing else is under way; what is left of the one before is as large
		}
		p, err := f.fetch(ctx, next)
		if err != nil {
			return err
		}
		f.foresee(p)
		p.weight = min(p.bytes(), weight)
		f.flight.Release(weight - p.weight)
		select {
		case out <- p:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (p parcel) bytes() (n int64) {
	for _, l := range p.letters {
		n += int64(len(l.raw))
	}
	return n
}

// fetch brings one batch, or the part of it that can be had; the rest is
// queued in halves, and a single message that fails is looked into.
func (f *fetcher) fetch(ctx context.Context, next batch) (parcel, error) {
	if len(next.uids) == 1 && f.sizes[next.uids[0]] > f.m.opts.Limits.MailBytes {
		return f.single(ctx, next.uids[0])
	}
	b, err := f.box()
	if err != nil {
		return parcel{}, err
	}
	letters, err := b.letters(next.uids, next.first, f.m.opts.Limits.MailBytes)
	whole, longer := f.sort(letters, next.first)
	if err == nil && next.first > 0 {
		err = f.measure(b, longer)
		f.learn(slices.Concat(whole, longer))
	}
	p, rest := parcel{letters: whole}, without(without(next.uids, whole), longer)
	f.postpone(longer)
	switch {
	case err == nil:
		return f.missing(ctx, p, rest)
	case !refused(err):
		if err := f.again(err); err != nil {
			return p, err
		}
	}
	if len(rest) == 1 {
		return f.missing(ctx, p, rest)
	}
	f.queue = append(halves(rest, next.first, f.sizes), f.queue...)
	return p, nil
}

// sort keeps the letters whose body came, each once, and tells those apart of
// which only the first bytes did.
func (f *fetcher) sort(letters []letter, first int64) (whole, longer []letter) {
	seen := map[uint32]bool{}
	for _, l := range letters {
		if l.over {
			f.sizes[l.uid] = l.size
		}
		if l.raw == nil || seen[l.uid] || !f.isWaiting(l.uid) {
			continue
		}
		seen[l.uid] = true
		if first > 0 && int64(len(l.raw)) == first {
			longer = append(longer, l)
		} else {
			whole = append(whole, l)
		}
	}
	if len(seen) > 0 {
		f.breaks = 0
	}
	return whole, longer
}

// measure asks how long letters are of which only the first bytes came. A server
// that will not say has them fetched one by one.
func (f *fetcher) measure(b *box, longer []letter) error {
	uids := make([]uint32, len(longer))
	for k, l := range longer {
		uids[k] = l.uid
	}
	sizes, err := b.sizes(uids)
	for k, l := range longer {
		longer[k].size = sizes[l.uid]
	}
	if refused(err) {
		return nil
	}
	return err
}

// postpone plans letters that are longer than what came of them for later.
func (f *fetcher) postpone(longer []letter) {
	var bytes int64
	for _, l := range longer {
		f.large = append(f.large, l.uid)
		if l.size > 0 {
			size := max(l.size, int64(len(l.raw)))
			f.sizes[l.uid], bytes = size, bytes+size
		}
	}
	f.tally.count(func(r *Row) { r.TotalBytes += bytes })
}

// foresee counts what came and was not planned by its size.
func (f *fetcher) foresee(p parcel) {
	var bytes int64
	for _, l := range p.letters {
		if _, planned := f.sizes[l.uid]; !planned {
			bytes += int64(len(l.raw))
		}
	}
	f.tally.count(func(r *Row) { r.TotalBytes += bytes })
}

func (p *pass) isWaiting(uid uint32) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waiting[uid]
}

// missing looks for messages that a server left out of its answer without a
// word: they are gone, or it said their UID too late.
func (f *fetcher) missing(ctx context.Context, p parcel, rest []uint32) (parcel, error) {
	for _, uid := range rest {
		one, err := f.single(ctx, uid)
		p.letters, p.failed = append(p.letters, one.letters...), append(p.failed, one.failed...)
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// single fetches one message by its place in the folder, at last without the
// date that some servers break.
func (f *fetcher) single(ctx context.Context, uid uint32) (parcel, error) {
	why := whyNotSent
	for _, date := range []bool{true, false} {
		if err := ctx.Err(); err != nil {
			return parcel{}, err
		}
		l, found, err := f.look(uid, date)
		switch {
		case err == nil && !found:
			return parcel{failed: []models.Ledger{f.vanished(uid, f.m.opts.Now().UTC())}}, nil
		case err == nil && l.raw != nil:
			f.breaks = 0
			return parcel{letters: []letter{l}}, nil
		case err == nil:
			why = whyNotSent
		case refused(err):
			why = whyRefused
		default:
			why = whyCut
			if err := f.again(err); err != nil {
				return parcel{}, err
			}
		}
	}
	row := f.row(uid, models.LedgerRetry, why)
	row.Tries++
	return parcel{failed: []models.Ledger{row}}, nil
}

// look fetches one message, or the beginning of one that is too large. It is
// not found when the server no longer has it.
func (f *fetcher) look(uid uint32, date bool) (l letter, found bool, err error) {
	b, err := f.box()
	if err != nil {
		return l, true, err
	}
	seq, err := b.sequence(uid)
	if err != nil || seq == 0 {
		return l, err != nil, err
	}
	most := f.m.opts.Limits.MailBytes
	if f.sizes[uid] <= most {
		if l, err = f.at(b, seq, uid, date, 0, most); err != nil || !l.over {
			return l, true, err
		}
	}
	l, err = f.at(b, seq, uid, date, beginning, beginning)
	l.over, l.size = true, f.sizes[uid]
	return l, true, err
}

func (f *fetcher) at(b *box, seq, uid uint32, date bool, first, most int64) (letter, error) {
	letters, err := b.letterAt(seq, date, first, most)
	for _, l := range letters {
		if l.uid == uid && (l.raw != nil || l.over) {
			return l, nil
		}
	}
	return letter{}, err
}
