package mailbox

import (
	"context"
	"slices"
	"sync"
	"time"

	"heed/models"
	"heed/models/store"
)

// crew is the workers of one process, one an account.
type crew struct {
	m     *Mailbox
	posts map[string]*post  // by the account's name
	told  map[string]string // what was said last of an account that cannot be swept, by name
	known map[string]entry
	tests sync.WaitGroup
}

// post is a worker at its account.
type post struct {
	version int64
	worker  *worker
	cancel  context.CancelFunc
	done    chan struct{}
}

// lookForOrders is how often the staff site's orders are looked for.
const lookForOrders = time.Second

// run keeps the workers as the accounts want them until ctx ends and everybody
// is done.
func (c *crew) run(ctx context.Context) {
	defer c.dismiss()
	for ctx.Err() == nil {
		c.muster(ctx)
		if c.m.opts.Secrets == nil { // the accounts never change
			<-ctx.Done()
			return
		}
		for waited := time.Duration(0); waited < lookAgain && ctx.Err() == nil; waited += lookForOrders {
			select {
			case <-c.m.opts.After(lookForOrders):
				c.lookForOrders(ctx)
			case <-ctx.Done():
			}
		}
	}
}

func (c *crew) dismiss() {
	for _, p := range c.posts {
		p.cancel()
	}
	for _, p := range c.posts {
		<-p.done
	}
	c.tests.Wait()
}

// muster reads the accounts and starts, ends and begins anew what changed. When
// they cannot be read, everybody goes on.
func (c *crew) muster(ctx context.Context) {
	entries, err := c.m.book(ctx)
	if err != nil {
		if ctx.Err() == nil {
			c.m.opts.Logger.Warn("the mail accounts could not be read", "err", logged(err))
		}
		if c.known != nil {
			return
		}
	}
	c.known = map[string]entry{}
	for _, e := range entries {
		if _, twin := c.known[e.account.Name]; !twin {
			c.known[e.account.Name] = e
		}
	}
	c.retire()
	for _, e := range entries {
		c.report(ctx, e)
	}
	for name, e := range c.known {
		if e.wanted() && c.posts[name] == nil {
			c.posts[name] = c.m.station(ctx, e)
		}
	}
}

// wanted says whether the account is to be swept.
func (e entry) wanted() bool { return e.active && e.err == nil }

// retire ends the workers whose account is gone, switched off, broken or
// changed, and waits for them.
func (c *crew) retire() {
	var ended []*post
	for name, p := range c.posts {
		if e := c.known[name]; !e.wanted() || e.version != p.version {
			p.cancel()
			ended = append(ended, p)
			delete(c.posts, name)
		}
	}
	for _, p := range ended {
		<-p.done
	}
}

// report tells once of each version of an account that it cannot be swept.
func (c *crew) report(ctx context.Context, e entry) {
	name := e.account.Name
	if twin := c.known[name].version != e.version; twin {
		name += "\x00"
	}
	said := keyOf(e.err)
	if said != "" && e.active && c.told[name] != said {
		c.m.tell(ctx, e)
	}
	c.told[name] = said
}

// station sends a worker to an account.
func (m *Mailbox) station(ctx context.Context, e entry) *post {
	ctx, cancel := context.WithCancel(ctx)
	a := e.account
	// IDLE tells of the folder that was opened last: that is to be the first.
	a.Folders = slices.Concat(a.Folders[1:], a.Folders[:1])
	p := &post{version: e.version, cancel: cancel, done: make(chan struct{}), worker: &worker{m: m, link: m.link(ctx, a), call: make(chan struct{}, 1)}}
	go func() {
		defer close(p.done)
		p.worker.run(ctx)
		p.worker.link.leave()
	}()
	return p
}

// lookForOrders takes what the staff site wants of accounts that this process
// knows. An order may be the first word of an account or of a change.
func (c *crew) lookForOrders(ctx context.Context) {
	var orders []models.MailOrder
	err := c.m.opts.Store.Read(ctx, func(tx *store.Tx) (err error) {
		orders, err = tx.OpenMailOrders()
		return err
	})
	if err != nil || len(orders) == 0 {
		return // a database that is gone is told of by the sweeps
	}
	c.muster(ctx)
	for _, o := range orders {
		if e, ok := c.known[o.Account]; ok && c.m.takeOrder(ctx, o) {
			c.carryOut(ctx, e, o)
		}
	}
}

func (c *crew) carryOut(ctx context.Context, e entry, o models.MailOrder) {
	switch {
	case e.err != nil:
		c.m.answer(ctx, o, e.err)
	case o.Kind == models.MailOrderTest:
		c.tests.Go(func() { c.m.answer(ctx, o, c.m.test(ctx, e.account)) })
	case c.posts[o.Account] == nil:
		c.m.answer(ctx, o, e.account.fault(models.KindConflict, keyInactive, nil))
	default:
		c.posts[o.Account].worker.order(o)
	}
}
