package mailbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"heed/models"
	"heed/models/store"
)

// pace is how often at most the row of a folder is written while it is swept.
const pace = time.Second

// beat is how often at least it is, so that a message that takes minutes does not
// look like a worker that is gone.
const beat = 30 * time.Second

// watch writes how the sweep of one folder gets on, for whoever looks at it from
// another process: at the beginning, at most once a second and at least every beat, and at the end with
// the report. It has a goroutine and transactions of its own, so that no commit
// waits for it; a row that cannot be written is left out.
type watch struct {
	Progress
	m       *Mailbox
	account Account
	counted counted // the messages behind the figures; known at the end

	mu   sync.Mutex
	row  Row
	news chan struct{}
	stop context.CancelFunc
	done chan struct{}
}

// watch follows a folder from now on. end must be called.
func (m *Mailbox) watch(ctx context.Context, a Account, row Row) *watch {
	w := &watch{Progress: m.opts.Progress, m: m, account: a, row: row, news: make(chan struct{}, 1), done: make(chan struct{})}
	ctx, w.stop = context.WithCancel(ctx)
	go w.follow(ctx)
	return w
}

// Step passes the figures on and notes that they are to be written.
func (w *watch) Step(row Row) {
	w.mu.Lock()
	w.row = row
	w.mu.Unlock()
	select {
	case w.news <- struct{}{}:
	default:
	}
	w.Progress.Step(row)
}

func (w *watch) last() Row {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.row
}

func (w *watch) follow(ctx context.Context) {
	defer close(w.done)
	tick := time.NewTicker(pace)
	defer tick.Stop()
	alive := time.NewTicker(w.m.beat)
	defer alive.Stop()
	for ctx.Err() == nil {
		s := w.status(w.last())
		w.write(ctx, &s, nil)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		select {
		case <-w.news:
		case <-alive.C:
		case <-ctx.Done():
			return
		}
	}
}

// end writes the last row, and the report when there is anything to report.
func (w *watch) end(ctx context.Context, row Row) {
	w.stop()
	<-w.done
	s := w.status(row)
	s.EndedAt = &row.Ended
	if row.Err == nil || keyOf(row.Err) == keyMove { // what is not moved is read all the same
		s.LastOK = &row.Ended
	}
	if row.Seen == 0 && row.Err != nil {
		s.Backlog = -1 // it was not listed
	}
	s.Error, s.Args = cause(row.Err)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if keyOf(row.Err) == keyBusy { // the row is the other worker's by now
		w.write(ctx, nil, row.report())
		return
	}
	w.write(ctx, &s, row.report())
}

func (w *watch) status(row Row) models.MailStatus {
	return models.MailStatus{
		Account: row.Account, Folder: models.MailFolderKey(row.Folder), Source: w.account.source(), Worker: w.m.holder, BegunAt: &row.Begun,
		Seen: int64(row.Seen), Done: int64(row.Done()), Bytes: row.Bytes, TotalBytes: row.TotalBytes,
		Backlog: int64(row.Seen - row.Done() + row.Failed), Period: int64(w.m.period(w.account) / time.Second),
	}
}

func (w *watch) write(ctx context.Context, s *models.MailStatus, report *models.SweepReport) {
	w.m.note(ctx, w.account, func(tx *store.Tx) error {
		if s != nil {
			if err := errors.Join(tx.SetMailStatus(*s), tx.KeepMailFolders(s.Account, w.account.folderKeys())); err != nil {
				return err
			}
		}
		if report == nil {
			return nil
		}
		w.counted.fill(report)
		return tx.AddSweepReport(*report)
	})
}

// note writes what is for show only: when it fails, the sweep goes on.
func (m *Mailbox) note(ctx context.Context, a Account, fn func(tx *store.Tx) error) {
	if err := m.opts.Store.Write(ctx, fn); err != nil && ctx.Err() == nil {
		m.opts.Logger.Warn("how a mailbox gets on could not be noted", "account", a.Name, "err", logged(err))
	}
}

// cause is why a sweep did not come to its end, as a message; a worker that was
// told to stop, or that another one holds back, is no fault of the account.
func cause(err error) (key string, args map[string]any) {
	if err == nil || errors.Is(err, context.Canceled) || keyOf(err) == keyBusy {
		return "", nil
	}
	var known *models.Error
	if errors.As(err, &known) {
		return known.Key, known.Args
	}
	return models.Internal(nil).Key, nil
}

// report is the row as it is kept, or nil when there is nothing to report.
func (r Row) report() *models.SweepReport {
	out := models.SweepReport{
		Account: r.Account, Folder: models.MailFolderKey(r.Folder), BegunAt: r.Begun, EndedAt: r.Ended,
		Seen: int64(r.Seen), Imported: int64(r.Imported), Joined: int64(r.Joined), Duplicate: int64(r.Duplicate),
		Quarantined: int64(r.Quarantined), SetAside: int64(r.SetAside), Vanished: int64(r.Vanished), Failed: int64(r.Failed),
		Unmoved: int64(r.Unmoved), Bytes: r.Bytes,
	}
	if out.Error, out.Args = cause(r.Err); out.Blank() {
		return nil
	}
	return &out
}

// noteUnopened is for an account whose sweep failed before its first folder.
func (m *Mailbox) noteUnopened(ctx context.Context, a Account, row Row) {
	if key, _ := cause(row.Err); key == "" {
		return
	}
	if len(a.Folders) > 0 {
		row.Folder = a.Folders[0]
	}
	w := &watch{m: m, account: a, done: make(chan struct{}), stop: func() {}}
	close(w.done)
	w.end(ctx, row)
}

// plan notes when a worker means to sweep an account again.
func (m *Mailbox) plan(ctx context.Context, a Account, wait time.Duration, failures int) {
	next := m.opts.Now().Add(wait)
	m.note(ctx, a, func(tx *store.Tx) error { return tx.PlanMail(a.Name, next, int64(failures)) })
}

// period is how long an account may stay unread before that is an alert.
func (m *Mailbox) period(a Account) time.Duration {
	if a.Period > 0 {
		return a.Period
	}
	return 3 * m.opts.Schedule.Longest(m.opts.Now().In(m.zone()))
}

// folderKeys are the names that rows of the account's folders have.
func (a Account) folderKeys() []string {
	var keys []string
	for _, f := range a.Folders {
		keys = append(keys, models.MailFolderKey(f))
	}
	return keys
}

func (a Account) source() models.MailSource {
	if a.OnSite {
		return models.MailFromSite
	}
	return models.MailFromEnv
}
