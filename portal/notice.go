package portal

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/captcha"
	"heed/web/locale"
)

// fresh is how long a notice is believed before the store is asked again.
const fresh = 5 * time.Second

// notice is what the public is told of the round that takes reports, as it stood
// at one moment, with the pages made of it.
type notice struct {
	Round  models.Round
	Units  []models.Unit
	Closed models.Round // the round whose closing time passed last; ID 0 for none

	closedUnits []models.Unit
	at          time.Time
	forms       sync.Map // formKey → *web.Spliced
}

// formKey names one way the empty form is shown.
type formKey struct {
	lang  locale.Lang
	large bool
}

// Over says that no round takes reports now and one did before.
func (n *notice) Over() bool { return n.Round.Standing && n.Closed.ID != 0 }

// begun is the notice under which a form was begun. A form that was open at the
// closing time is still taken into its round for as long as it can be sent at all;
// after that it goes to who takes reports now.
func (n *notice) begun(roundID int64, now time.Time) *notice {
	if roundID == 0 || roundID != n.Closed.ID || now.After(n.Closed.AcceptUntil.Add(captcha.Life)) {
		return n
	}
	return &notice{Round: n.Closed, Units: n.closedUnits, at: n.at}
}

// old says whether the store must be asked again: after a while, and at once
// when the closing time has passed.
func (n *notice) old(now time.Time) bool {
	return now.Sub(n.at) >= fresh || now.Before(n.at) || !n.Round.Accepts(now)
}

// choices are the units to pick from, in the language.
func (n *notice) choices(lang locale.Lang) []web.Choice {
	var all []web.Choice
	for _, u := range n.Units {
		all = append(all, web.Choice{Value: unitValue(u.ID), Text: named(lang, u.Name, u.NameEn)})
	}
	if len(all) == 0 {
		return nil
	}
	return append(all, web.Choice{Value: unitOther, Key: "portal.report.unit_other"})
}

func named(lang locale.Lang, zh, en string) string {
	if lang == locale.EN && en != "" {
		return en
	}
	return zh
}

// notices keeps the notice in force, so that a page costs no query.
type notices struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger
	load  sync.Mutex
	last  atomic.Pointer[notice]
}

func newNotices(s *store.Store, now func() time.Time, log *slog.Logger) *notices {
	return &notices{store: s, now: now, log: log}
}

// current is the notice in force. While the store is down it is the last one
// known: a form can still be read and shown again with what was typed.
func (n *notices) current(ctx context.Context) (*notice, error) {
	if last := n.last.Load(); last != nil && !last.old(n.now()) {
		return last, nil
	}
	n.load.Lock()
	defer n.load.Unlock()
	last := n.last.Load()
	if last != nil && !last.old(n.now()) {
		return last, nil
	}
	read, err := n.read(ctx)
	if err != nil && last != nil {
		n.log.LogAttrs(ctx, slog.LevelWarn, "notice not read, using the last one", slog.String("cause", err.Error()))
		return last, nil
	}
	if err != nil {
		return nil, err
	}
	n.last.Store(read)
	return read, nil
}

func (n *notices) read(ctx context.Context) (*notice, error) {
	fresh := &notice{at: n.now()}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if fresh.Round, err = tx.OpenRound(); err != nil {
			return err
		}
		if fresh.Closed, err = lastClosed(tx, fresh.at); err != nil {
			return err
		}
		if fresh.Units, err = unitsOf(tx, fresh.Round.ID); err != nil || fresh.Closed.ID == 0 {
			return err
		}
		fresh.closedUnits, err = unitsOf(tx, fresh.Closed.ID)
		return err
	})
	return fresh, err
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
