package backoffice

import (
	"cmp"
	"math"
	"slices"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/web/locale"
)

// boxes is the part of a page that says how the mailboxes get on. A script
// fetches the page anew, with live=1, and puts what has changed in its place.
type boxes struct {
	Boxes   []mailBox
	Command bool   // the member may order a sweep or a test
	Live    string // the address of this part
	Every   int    // seconds to the next look
	Reading int    // how many are being read now
}

// mailBox is one account as the page shows it.
type mailBox struct {
	Name       string
	ID         int64  // in the table of accounts; 0 for one of the environment
	Tone, Word string // its state, as a chip
	Said       string // what has just changed, for a screen reader
	Alert      bool
	Reading    bool
	Listing    bool // it is not known yet how much there is
	Folder     string
	Percent    int64
	Pace       string // messages a second
	Left       phrase
	Seen       bool          // a worker was at it
	Why        *models.Error // what kept the last sweep from its end
	LastRun    time.Time     // when the last sweep ended, or this one began
	LastOK     time.Time     // when all folders were last read to their end
	NextAt     time.Time
	Lost       time.Time // when the worker at it was heard of last
	Listed     bool      // some folder could be listed
	Backlog    int64     // of those that could
	Failures   int64
	Orders     []mailOrder
}

// phrase is a message with one number.
type phrase struct {
	Key string
	N   int64
}

// readBoxes reads the accounts of the table and of the workers' environments, in
// the order of their names; only picks one out.
func (b *Backoffice) readBoxes(tx *store.Tx, v *visit, only string) (out boxes, err error) {
	out.Command = v.me.HasAny(administrators()...)
	accounts, err := tx.MailAccounts()
	if err != nil {
		return out, err
	}
	rows, err := tx.MailStatuses()
	if err != nil {
		return out, err
	}
	folders := map[string][]models.MailStatus{}
	for _, r := range rows {
		folders[r.Account] = append(folders[r.Account], r)
	}
	for _, a := range accounts {
		out.add(newMailBox(a.Name, a.ID, a.Active, folders[a.Name], tx.Now()))
		delete(folders, a.Name)
	}
	for name, rows := range folders {
		out.add(newMailBox(name, 0, true, rows, tx.Now()))
	}
	slices.SortFunc(out.Boxes, func(a, b mailBox) int { return cmp.Compare(a.Name, b.Name) })
	out.Boxes = slices.DeleteFunc(out.Boxes, func(m mailBox) bool { return only != "" && m.Name != only })
	return out, out.readOrders(tx)
}

func (b *boxes) add(m mailBox) {
	b.Boxes = append(b.Boxes, m)
	if m.Reading {
		b.Reading++
	}
}

// newMailBox adds up the folders of an account.
func newMailBox(name string, id int64, active bool, folders []models.MailStatus, now time.Time) mailBox {
	m := mailBox{Name: name, ID: id}
	var bad time.Time
	for _, f := range folders {
		m.Seen = m.Seen || f.BegunAt != nil
		m.Alert = m.Alert || active && f.Late(now)
		if f.Listed() {
			m.Listed, m.Backlog = true, m.Backlog+f.Backlog
		}
		m.Failures = max(m.Failures, f.Failures)
		m.LastRun = latest(m.LastRun, f.BegunAt, f.EndedAt)
		if f.LastOK != nil && (m.LastOK.IsZero() || f.LastOK.Before(m.LastOK)) {
			m.LastOK = *f.LastOK
		}
		if f.NextAt != nil && f.NextAt.After(now) && (m.NextAt.IsZero() || f.NextAt.Before(m.NextAt)) {
			m.NextAt = *f.NextAt
		}
		if f.Lost(now) {
			m.Lost = f.At
		}
		if f.Error != "" && f.At.After(bad) {
			m.Why, bad = &models.Error{Key: f.Error, Args: f.Args}, f.At
		}
		if f.Reading(now) {
			m.read(f)
		}
	}
	m.judge(active)
	return m
}

func latest(t time.Time, others ...*time.Time) time.Time {
	for _, o := range others {
		if o != nil && o.After(t) {
			t = *o
		}
	}
	return t
}

// read takes the figures of the folder that is being read.
func (m *mailBox) read(f models.MailStatus) {
	m.Reading, m.Folder, m.Listing = true, f.Folder, f.Seen == 0
	if f.Seen > 0 {
		m.Percent = 100 * f.Done / f.Seen
	}
	if pace, left := f.Pace(); pace > 0 {
		m.Pace, m.Left = perSecond(pace), newLeft(left)
	}
}

func perSecond(pace float64) string {
	if pace >= 10 {
		return locale.Number(int64(math.Round(pace)))
	}
	return decimal(int64(pace)) + "." + decimal(int64(pace*10)%10)
}

func newLeft(d time.Duration) phrase {
	switch {
	case d < time.Minute:
		return phrase{"backoffice.box.left_seconds", int64(d/time.Second) + 1}
	case d < 100*time.Minute:
		return phrase{"backoffice.box.left_minutes", int64((d + time.Minute/2) / time.Minute)}
	}
	return phrase{"backoffice.box.left_hours", int64((d + time.Hour/2) / time.Hour)}
}

// judge puts the state into one word.
func (m *mailBox) judge(active bool) {
	switch {
	case !active:
		m.Tone, m.Word, m.Why, m.NextAt, m.Lost = "neutral", "paused", nil, time.Time{}, time.Time{}
	case m.Alert && !m.Reading:
		m.Tone, m.Word = "late", "alert"
	case m.Reading:
		m.Tone, m.Word = "open", "reading"
	case m.Why != nil || !m.Lost.IsZero():
		m.Tone, m.Word = "wait", "failed"
	case !m.Seen:
		m.Tone, m.Word = "neutral", "never"
	default:
		m.Tone, m.Word = "done", "fresh"
	}
	m.Said, m.Word = m.Word, "backoffice.box."+m.Word
	if m.Why != nil {
		m.Said += " " + m.Why.Key
	}
}
