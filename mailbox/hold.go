package mailbox

import (
	"context"
	"errors"
	"time"

	"heed/models"
	"heed/models/store"
)

// hold is the lease of an account, renewed as long as a sweep runs.
type hold struct {
	m      *Mailbox
	lease  models.Lease
	cancel context.CancelCauseFunc
	done   chan struct{}
}

// take leases an account. When another worker has it, that is KindConflict. The
// returned context ends when the lease is lost.
func (m *Mailbox) take(ctx context.Context, a Account) (context.Context, *hold, error) {
	h := &hold{m: m, done: make(chan struct{})}
	err := m.opts.Store.Write(ctx, func(tx *store.Tx) (err error) {
		h.lease, err = tx.TakeLease(a.Name, m.holder, m.opts.Limits.Lease)
		return err
	})
	if models.KindOf(err) == models.KindConflict {
		err = a.fault(models.KindConflict, keyBusy, err)
	}
	if err != nil {
		return ctx, nil, err
	}
	ctx, h.cancel = context.WithCancelCause(ctx)
	go h.renew(ctx, a)
	return ctx, h, nil
}

// takeSoon waits as long as a killed worker's lease lasts.
func (m *Mailbox) takeSoon(ctx context.Context, a Account) (context.Context, *hold, error) {
	const pause = time.Second
	for waited := time.Duration(0); ; waited += pause {
		held, h, err := m.take(ctx, a)
		if keyOf(err) != keyBusy || waited > m.opts.Limits.Lease {
			return held, h, err
		}
		select {
		case <-m.opts.After(pause):
		case <-ctx.Done():
			return ctx, nil, ctx.Err()
		}
	}
}

func (h *hold) renew(ctx context.Context, a Account) {
	defer close(h.done)
	length := h.m.opts.Limits.Lease
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.m.opts.After(length / 3):
		}
		err := h.m.opts.Store.Write(ctx, func(tx *store.Tx) error { return tx.RenewLease(h.lease, length) })
		if err != nil && ctx.Err() == nil {
			h.cancel(a.fault(models.KindConflict, keyBusy, err))
			return
		}
	}
}

// drop ends the renewing and lets the next one have the account.
func (h *hold) drop(ctx context.Context) error {
	h.cancel(nil)
	<-h.done
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	err := h.m.opts.Store.Write(ctx, func(tx *store.Tx) error { return tx.DropLease(h.lease) })
	if models.KindOf(err) == models.KindConflict {
		return nil // somebody else has it already
	}
	return err
}

// lastWords is how long a worker that was told to stop may still write.
const lastWords = 10 * time.Second

// reason is why a context ended: the cause that was given, if any.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, context.Canceled) {
		return cause
	}
	return err
}
