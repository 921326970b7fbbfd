package portal

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"heed/models"
	"heed/models/store"
)

// fresh is how long a notice is believed before the store is asked again.
const fresh = 5 * time.Second

// notices keeps the notice in force, so that a page costs no query. One visitor
// at a time waits for the store; the others go on with the last notice.
type notices struct {
	store  *store.Store
	now    func() time.Time
	log    *slog.Logger
	load   sync.Mutex
	last   atomic.Pointer[notice]
	failed time.Time // when the store last gave no notice; under load
}

func newNotices(s *store.Store, now func() time.Time, log *slog.Logger) *notices {
	return &notices{store: s, now: now, log: log}
}

// current is the notice in force. While the store is down it is the last one
// known: a form can still be read and shown again with what was typed.
func (n *notices) current(ctx context.Context) (*notice, error) {
	last := n.last.Load()
	if last == nil {
		n.load.Lock()
	} else if !last.old(n.now()) || !n.load.TryLock() {
		return last, nil
	}
	defer n.load.Unlock()
	return n.renew(ctx)
}

// renew asks the store for the notice, unless somebody just did.
func (n *notices) renew(ctx context.Context) (*notice, error) {
	now, last := n.now(), n.last.Load()
	if last != nil && (!last.old(now) || now.Sub(n.failed).Abs() < fresh) {
		return last, nil
	}
	read, err := n.read(ctx)
	if err == nil {
		n.last.Store(read)
		return read, nil
	}
	if last == nil || models.KindOf(err) == models.KindNotFound {
		return nil, err
	}
	n.failed = now
	n.log.LogAttrs(ctx, slog.LevelWarn, "notice not read, using the last one", slog.String("cause", err.Error()))
	return last, nil
}

func (n *notices) read(ctx context.Context) (*notice, error) {
	read := &notice{at: n.now()}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if read.Round, err = tx.OpenRound(); err != nil {
			return err
		}
		if read.Closed, err = lastClosed(tx, read.at); err != nil {
			return err
		}
		if err = announced(tx, read); err != nil {
			return err
		}
		if read.Units, err = unitsOf(tx, read.Round.ID); err != nil || read.Closed.ID == 0 {
			return err
		}
		read.closedUnits, err = unitsOf(tx, read.Closed.ID)
		return err
	})
	return read, err
}

// announced notes the round that visitors come for, if its notice is published.
func announced(tx *store.Tx, n *notice) error {
	round := n.Round
	if n.Over() {
		round = n.Closed
	}
	told, err := tx.Notice(round.ID)
	if models.KindOf(err) == models.KindNotFound || err == nil && !told.Published {
		return nil
	}
	n.Announced, n.Since = round.ID, told.Since
	return err
}

func unitsOf(tx *store.Tx, roundID int64) ([]models.Unit, error) {
	views, err := tx.RoundUnits(roundID)
	var units []models.Unit
	for _, v := range views {
		units = append(units, v.Unit)
	}
	return units, err
}

func lastClosed(tx *store.Tx, now time.Time) (models.Round, error) {
	var last models.Round
	rounds, err := tx.Rounds()
	for _, r := range rounds {
		if !r.Accepts(now) && r.AcceptUntil.After(last.AcceptUntil) {
			last = r
		}
	}
	return last, err
}
