package intake

import (
	"context"
	"errors"
	"time"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/models/store"
)

// groupMax is how many tips share a commit at the most: enough that the fsync
// costs little per tip, few enough that nobody waits long.
const groupMax = 256

// commitTime bounds one commit. It is not the visitor's own deadline: a
// visitor who leaves must not undo the tips that share the commit.
const commitTime = 30 * time.Second

// settleTime bounds how long a lost answer is looked for.
const settleTime = 10 * time.Second

// entry is one sealed tip on its way into the database.
type entry struct {
	index   int // in the batch it came with
	tip     store.NewTip
	receipt receipt.Receipt
	stored  models.Tip
	result  chan error
}

// finish waits for the commit and says what came of it.
func (e *entry) finish(out *Outcome) {
	if out.Err = <-e.result; out.Err == nil {
		out.Result = Result{Tip: e.stored, Aside: e.aside(), Receipt: e.receipt, Sealed: models.SealedHash(e.tip.Envelopes)}
	}
}

// commit hands entries to the commit loop together.
func (i *Intake) commit(entries []*entry) {
	if len(entries) == 0 {
		return
	}
	i.gate.RLock()
	defer i.gate.RUnlock()
	if i.shut {
		end(entries, models.Fail(models.KindUnavailable, "error.stopping"))
		return
	}
	i.queue <- entries
}

// commitLoop takes whatever waits and commits it as a group, until Close.
func (i *Intake) commitLoop() {
	defer close(i.done)
	defer i.settling.Wait()
	for group := range i.queue {
		group = i.fill(group)
		for len(group) > 0 {
			n := min(len(group), groupMax)
			i.commitGroup(group[:n:n])
			group = group[n:]
		}
	}
}

func (i *Intake) fill(group []*entry) []*entry {
	for len(group) < groupMax {
		select {
		case more, ok := <-i.queue:
			if !ok {
				return group
			}
			group = append(group, more...)
		default:
			return group
		}
	}
	return group
}

// commitGroup stores a group in one transaction. When that fails for another
// reason than a database that is gone, one entry is to blame: each half tries
// on its own.
func (i *Intake) commitGroup(group []*entry) {
	err := i.write(group)
	switch {
	case err == nil:
		end(group, nil)
	case errors.Is(err, store.ErrCommitUnknown):
		i.settling.Go(func() { i.settle(group, err) })
	case len(group) == 1, models.KindOf(err) == models.KindUnavailable:
		end(group, err)
	default:
		i.commitGroup(group[:len(group)/2])
		i.commitGroup(group[len(group)/2:])
	}
}

// settle finds out whether a commit whose answer was lost came through, for as
// long as a visitor can be kept waiting: a report that is in must not be refused,
// or it would be sent again and its receipt never seen.
func (i *Intake) settle(group []*entry, lost error) {
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	again := time.NewTicker(settleTime / 20)
	defer again.Stop()
	for absent := 0; absent < 2; {
		in, err := i.stored(ctx, group[0])
		switch {
		case err == nil && in:
			end(group, nil)
			return
		case err == nil:
			absent++ // once more: the server may just be at it
		}
		select {
		case <-ctx.Done():
			end(group, lost)
			return
		case <-again.C:
		}
	}
	end(group, lost)
}

func (i *Intake) stored(ctx context.Context, e *entry) (in bool, err error) {
	err = i.opts.Store.Read(ctx, func(tx *store.Tx) error {
		in, err = e.isIn(tx)
		return err
	})
	return in, err
}

// end ends a group with one error, or with none.
func end(group []*entry, err error) {
	for _, e := range group {
		e.result <- err
	}
}

func (i *Intake) write(group []*entry) error {
	ctx, cancel := context.WithTimeout(context.Background(), commitTime)
	defer cancel()
	rows := make([]store.NewTip, len(group))
	for k, e := range group {
		rows[k] = e.tip
	}
	return i.opts.Store.Write(ctx, func(tx *store.Tx) error {
		tips, err := tx.InsertTips(rows)
		for k := range tips {
			group[k].stored = tips[k]
		}
		return err
	})
}
