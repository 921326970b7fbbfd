package mailbox

import (
	"context"

	"heed/models"
	"heed/models/store"
)

// keyLost is what the store says when another worker has taken the account.
const keyLost = "error.lease"

func lost(err error) bool { return keyOf(err) == keyLost }

// write runs fn in one transaction as the holder of the account's lease. A
// worker that was stopped for so long that another has the account writes
// nothing more, however late it goes on.
func (p *pass) write(ctx context.Context, fn func(tx *store.Tx) error) error {
	return p.fenced(p.m.opts.Store.Write(ctx, func(tx *store.Tx) error {
		if l := p.link.lease; l != nil {
			if err := tx.HoldLease(*l); err != nil {
				return err
			}
		}
		return fn(tx)
	}))
}

// holds asks whether the account is still ours, before something is done on the
// server. The server knows of no lease: what it is told in the instant after is
// about messages that are recorded, which whoever has the account moves alike.
func (p *pass) holds(ctx context.Context) error {
	l := p.link.lease
	if l == nil {
		return nil
	}
	return p.fenced(p.m.opts.Store.Read(ctx, func(tx *store.Tx) error { return tx.HoldLease(*l) }))
}

// fenced is the fault of the account when another worker has it now.
func (p *pass) fenced(err error) error {
	if lost(err) {
		return p.link.account.fault(models.KindConflict, keyBusy, err)
	}
	return err
}
