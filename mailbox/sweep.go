package mailbox

import (
	"context"
	"errors"

	"heed/models"
	"heed/models/store"
)

// Sweep sweeps every account once, one after the other, and reports. What went
// wrong with one account keeps no other from being swept; the error joins it
// all. Messages that wait to be tried again are no error: see Report.Total.
func (m *Mailbox) Sweep(ctx context.Context) (Report, error) {
	if err := m.Validate(); err != nil {
		return Report{}, err
	}
	entries, err := m.book(ctx)
	if err != nil {
		return Report{}, err
	}
	var all Report
	for _, e := range entries {
		switch {
		case e.err != nil:
			all.Rows = append(all.Rows, m.tell(ctx, e).Rows...)
		case e.active:
			l := m.link(ctx, e.account)
			r := m.sweepOnce(ctx, l, m.takeSoon)
			l.leave()
			all.Rows = append(all.Rows, r.Rows...)
		}
	}
	return all, all.Err()
}

type takeLease func(context.Context, Account) (context.Context, *hold, error)

// sweepOnce sweeps one account under its lease and tells what came of it.
func (m *Mailbox) sweepOnce(ctx context.Context, l *link, take takeLease) Report {
	var r Report
	begun := m.opts.Now()
	held, h, err := take(ctx, l.account)
	if err == nil {
		l.lease = &h.lease
		r, err = m.sweepFolders(held, l)
		l.lease = nil
		err = errors.Join(err, h.drop(ctx))
	}
	if err != nil {
		row := Row{Account: l.account.Name, Begun: begun, Ended: m.opts.Now(), Err: err}
		r.Rows = append(r.Rows, row)
		m.noteUnopened(ctx, l.account, row)
	}
	m.logReport(r)
	m.opts.Progress.Swept(r)
	return r
}

// sweepFolders goes on with the next folder when one cannot be opened, or does not
// let its messages go, and ends when the account cannot be had.
func (m *Mailbox) sweepFolders(ctx context.Context, l *link) (Report, error) {
	var r Report
	var b bureau
	err := m.opts.Store.Read(ctx, func(tx *store.Tx) (err error) {
		b, err = findBureau(tx, l.account)
		return err
	})
	if err != nil {
		return r, err
	}
	t := tour{link: l}
	for _, folder := range l.account.Folders {
		if !t.visit(ctx, m.newPass(l, b, folder)) {
			break
		}
	}
	t.settleAnswers(ctx)
	t.finish(ctx)
	for _, p := range t.passes {
		r.Rows = append(r.Rows, p.tally.get())
	}
	return r, nil
}

func (m *Mailbox) logReport(r Report) {
	for _, row := range r.Rows {
		log := m.opts.Logger.With("account", row.Account, "folder", row.Folder, "seen", row.Seen, "imported", row.Imported,
			"joined", row.Joined, "duplicate", row.Duplicate, "quarantined", row.Quarantined, "set_aside", row.SetAside, "failed", row.Failed)
		switch {
		case row.Err != nil && !errors.Is(row.Err, context.Canceled):
			log.Warn("mailbox not swept to its end", "err", logged(row.Err))
		case row.Seen > 0:
			log.Info("mailbox swept")
		}
	}
}

// logged is an error for the log: its key alone, because a server's words may
// repeat what a reporter wrote.
func logged(err error) string {
	if key := keyOf(err); key != "" {
		return key
	}
	return models.Internal(nil).Key
}
