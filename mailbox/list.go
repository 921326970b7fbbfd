package mailbox

import (
	"context"
	"slices"
	"time"

	"heed/models"
	"heed/models/store"
)

// list compares the folder with the ledger and returns the messages to settle,
// in order. What was recorded and not moved is handed over to be moved; what
// left the folder meanwhile is noted.
func (p *pass) list(ctx context.Context) ([]uint32, error) {
	uids, err := p.listServer()
	if err != nil {
		return nil, err
	}
	known, err := p.readLedger(ctx, uids)
	if err != nil {
		return nil, err
	}
	todo := p.sort(uids, known)
	for _, uid := range todo {
		p.waiting[uid] = true
	}
	p.tally.count(func(r *Row) { r.Seen += len(todo) })
	return todo, p.noteGone(ctx, uids, known)
}

// listServer opens the folder and lists it, with a second try when a line that
// was kept from the sweep before turns out to be dead.
func (p *pass) listServer() ([]uint32, error) {
	kept := p.link.box != nil
	uids, err := p.tryList()
	if isLoss(err) {
		p.link.cut()
		if kept {
			uids, err = p.tryList()
		}
	}
	return uids, err
}

func (p *pass) tryList() ([]uint32, error) {
	b, err := p.link.ready()
	if err != nil {
		return nil, err
	}
	if p.mail.UIDValidity, err = b.choose(p.tally.row.Folder); err != nil {
		return nil, err
	}
	return b.uids()
}

// known is what the ledger says of a folder.
type known struct {
	now  time.Time
	done []uint32        // moved, and perhaps still there
	open []models.Ledger // neither moved nor gone, under any UIDVALIDITY
}

func (p *pass) readLedger(ctx context.Context, uids []uint32) (k known, err error) {
	err = p.m.opts.Store.Read(ctx, func(tx *store.Tx) error {
		k.now = tx.Now()
		if k.open, err = tx.OpenMail(p.mail.Account, p.mail.Folder); err != nil || len(uids) == 0 {
			return err
		}
		if p.swept, err = tx.SweptTo(p.mail); err != nil {
			return err
		}
		p.listed = uids[len(uids)-1]
		k.done, err = tx.DoneMail(p.mail, uids[0], uids[len(uids)-1])
		return err
	})
	return k, err
}

// sort says which of the listed messages are to be settled now.
func (p *pass) sort(uids []uint32, k known) (todo []uint32) {
	skip := make(map[uint32]bool, len(k.done)+len(k.open))
	for _, uid := range k.done {
		skip[uid] = true
	}
	for _, row := range k.open {
		_, listed := slices.BinarySearch(uids, row.UID)
		if row.UIDValidity != p.mail.UIDValidity || !listed {
			continue
		}
		skip[row.UID] = p.skip(row, k.now)
	}
	for _, uid := range uids {
		if !skip[uid] {
			todo = append(todo, uid)
		}
	}
	return todo
}

// skip says whether an open row needs no fetching now: its message is only to
// be moved, or is not yet to be tried again.
func (p *pass) skip(row models.Ledger, now time.Time) bool {
	if row.Outcome != models.LedgerRetry {
		p.toMove = append(p.toMove, row.UID)
		return true
	}
	p.tries[row.UID] = row.Tries
	if now.Before(row.At.Add(backoff(row.Tries))) {
		p.count(row.Outcome, row.UID)
		p.tally.count(func(r *Row) { r.Seen++; r.Failed++ })
		return true
	}
	return false
}

// noteGone records that messages with an open row are no longer listed.
func (p *pass) noteGone(ctx context.Context, uids []uint32, k known) error {
	var gone []models.Ledger
	var moved []uint32
	renumbered := false
	for _, row := range k.open {
		_, listed := slices.BinarySearch(uids, row.UID)
		switch {
		case row.UIDValidity != p.mail.UIDValidity:
			renumbered = true
		case listed:
		case row.Outcome == models.LedgerRetry:
			gone = append(gone, p.vanished(row.UID, k.now))
		default:
			moved = append(moved, row.UID)
		}
	}
	if !renumbered && len(gone)+len(moved) == 0 {
		return nil
	}
	return p.write(ctx, func(tx *store.Tx) error {
		if err := tx.MailRenumbered(p.mail); err != nil {
			return err
		}
		if err := tx.MailMoved(p.mail, moved); err != nil {
			return err
		}
		return tx.RecordMail(gone)
	})
}

// vanished is the row of a message that somebody else took out of the folder.
func (p *pass) vanished(uid uint32, now time.Time) models.Ledger {
	row := p.row(uid, models.LedgerVanished, whyExpunged)
	row.MovedAt = &now
	return row
}

// noteSwept records that every message listed has its row now.
func (p *pass) noteSwept(ctx context.Context) error {
	if p.listed <= p.swept {
		return nil
	}
	return p.write(ctx, func(tx *store.Tx) error { return tx.NoteSwept(p.mail, p.listed) })
}
