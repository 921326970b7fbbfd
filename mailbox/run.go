package mailbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"heed/models"
)

// relist is how long an idle connection is believed before the folder is listed
// anew: IDLE can stop without a word. It also renews IDLE in time, which
// servers end after ten minutes at the earliest.
const relist = 5 * time.Minute

// Run sweeps every account now, on the schedule, whenever a server says that
// mail came, and when the staff site orders it, until ctx ends; then it returns
// nil once what was begun is recorded. Accounts that are set up, changed or
// switched off on the site meanwhile are taken up within seconds, and only they
// are begun anew. It fails only when the accounts of Options are misconfigured:
// whatever goes wrong with a server, the database or one account is told to
// Progress, the log and the account's status, and tried again after 1, 5, 15 and
// then every 60 minutes.
func (m *Mailbox) Run(ctx context.Context) error {
	if err := m.Validate(); err != nil {
		return err
	}
	c := crew{m: m, posts: map[string]*post{}, told: map[string]string{}}
	c.run(ctx)
	return nil
}

// worker looks after one account.
type worker struct {
	m        *Mailbox
	link     *link
	failures int           // in a row
	call     chan struct{} // holds a token when somebody wants a sweep now

	mu     sync.Mutex
	orders []models.MailOrder // that it is to answer
}

// order has an account swept now, and what comes of it told.
func (w *worker) order(o models.MailOrder) {
	w.mu.Lock()
	w.orders = append(w.orders, o)
	w.mu.Unlock()
	select {
	case w.call <- struct{}{}:
	default:
	}
}

// ordered are the orders that the next sweep answers.
func (w *worker) ordered() []models.MailOrder {
	select {
	case <-w.call:
	default:
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	orders := w.orders
	w.orders = nil
	return orders
}

func (w *worker) run(ctx context.Context) {
	for ctx.Err() == nil {
		orders := w.ordered()
		w.link.asked = len(orders) > 0
		report := w.m.sweepOnce(ctx, w.link, w.m.take)
		w.link.asked = false
		w.m.answerSweep(ctx, orders, report)
		if ctx.Err() == nil {
			w.rest(ctx, report.Err())
		}
	}
	w.m.answerSweep(ctx, w.ordered(), Report{})
}

// rest returns when it is time for the next sweep.
func (w *worker) rest(ctx context.Context, err error) {
	switch {
	case keyOf(err) == keyBusy: // another worker is at it, or was killed at it
		w.link.leave()
		w.pause(ctx, w.m.opts.Limits.Lease)
	case hopeless(err):
		w.failures++
		w.link.cut()
		left := w.m.penalty(ctx, w.link.account, err, w.failures)
		w.m.plan(ctx, w.link.account, left, w.failures)
		w.sitOut(ctx, left, err)
	default:
		w.failures = 0
		w.await(ctx)
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

// pause waits for some time, or until somebody calls.
func (w *worker) pause(ctx context.Context, d time.Duration) (called bool) {
	select {
	case <-w.m.opts.After(d):
	case <-w.call:
		return true
	case <-ctx.Done():
	}
	return false
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
		if err := b.idle(ctx, w.m.opts.After(min(left, relist)), w.call); err != nil && ctx.Err() == nil {
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
