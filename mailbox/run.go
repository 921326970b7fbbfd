package mailbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// relist is how long an idle connection is believed before the folder is listed
// anew: IDLE can stop without a word. It also renews IDLE in time, which
// servers end after ten minutes at the earliest.
const relist = 5 * time.Minute

// Run sweeps every account now, on the schedule, and whenever a server says
// that mail came, until ctx ends; then it returns nil once what was begun is
// recorded. It fails only when the accounts are misconfigured: whatever goes
// wrong with a server or the database is told to Progress and the log, and
// tried again after 1, 5, 15 and then every 60 minutes.
func (m *Mailbox) Run(ctx context.Context) error {
	if err := m.Validate(); err != nil {
		return err
	}
	var g errgroup.Group
	for _, a := range m.opts.Accounts {
		// IDLE tells of the folder that was opened last: that is to be the first.
		a.Folders = slices.Concat(a.Folders[1:], a.Folders[:1])
		g.Go(func() error {
			w := &worker{m: m, link: m.link(ctx, a)}
			w.run(ctx)
			w.link.leave()
			return nil
		})
	}
	return g.Wait()
}

// worker looks after one account.
type worker struct {
	m        *Mailbox
	link     *link
	failures int // in a row
}

func (w *worker) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := w.m.sweepOnce(ctx, w.link, w.m.take).Err()
		switch {
		case ctx.Err() != nil:
			return
		case keyOf(err) == keyBusy: // another worker is at it, or was killed at it
			w.link.leave()
			w.pause(ctx, w.m.opts.Limits.Lease)
		case hopeless(err):
			w.failures++
			w.link.cut()
			w.m.plan(ctx, w.link.account, backoff(w.failures), w.failures)
			w.pause(ctx, backoff(w.failures))
		default:
			w.failures = 0
			w.await(ctx)
		}
	}
}

// hopeless says whether an error keeps the account from being swept at all. A
// folder that is missing, or a server that would not move a message, does not.
func hopeless(err error) bool {
	if err == nil {
		return false
	}
	switch keyOf(err) {
	case keyFolder, keyMove:
		return false
	}
	return !errors.Is(err, context.Canceled)
}

func (w *worker) pause(ctx context.Context, d time.Duration) {
	select {
	case <-w.m.opts.After(d):
	case <-ctx.Done():
	}
}

// await returns when it is time for the next sweep.
func (w *worker) await(ctx context.Context) {
	now := w.m.opts.Now().In(w.m.zone())
	left := w.m.opts.Schedule.Next(now).Sub(now)
	w.m.plan(ctx, w.link.account, left, 0)
	b := w.link.box
	switch {
	case b == nil:
		w.pause(ctx, min(left, relist))
	case !b.canIdle:
		w.link.leave()
		w.pause(ctx, left)
	default:
		if err := b.idle(ctx, w.m.opts.After(min(left, relist)), nil); err != nil && ctx.Err() == nil {
			w.link.cut()
			w.pause(ctx, backoff(1)) // a line that broke may break again at once
		}
	}
}

// zone is where the times of day of a schedule are meant.
func (m *Mailbox) zone() *time.Location {
	if z := m.opts.Store.Calendar().Zone; z != nil {
		return z
	}
	return time.UTC
}
