package mailbox

import (
	"errors"
	"strconv"
	"sync"
	"time"

	"heed/models"
)

// Row is what came of one folder in one sweep. Seen is the sum of the seven
// figures after it when the sweep has ended.
type Row struct {
	Account     string
	Folder      string // empty when the account could not be opened
	Seen        int    // messages in the folder that had no outcome before
	Imported    int
	Joined      int // messages of tips that were there
	Duplicate   int
	Quarantined int
	SetAside    int
	Vanished    int   // gone before they were read
	Failed      int   // to be tried again
	Unmoved     int   // settled, and still in the folder because the server would not move them
	Bytes       int64 // fetched
	TotalBytes  int64 // of the messages looked at so far, as the server says
	Begun       time.Time
	Ended       time.Time // zero while the folder is being swept
	Err         error     // why the folder was not swept to its end; typed
}

// Done is how many of Seen are settled.
func (r Row) Done() int {
	return r.Imported + r.Joined + r.Duplicate + r.Quarantined + r.SetAside + r.Vanished + r.Failed
}

func (r *Row) add(outcome models.LedgerOutcome, n int) {
	switch outcome {
	case models.LedgerTip:
		r.Imported += n
	case models.LedgerJoined:
		r.Joined += n
	case models.LedgerDuplicate:
		r.Duplicate += n
	case models.LedgerQuarantined:
		r.Quarantined += n
	case models.LedgerSetAside:
		r.SetAside += n
	case models.LedgerVanished:
		r.Vanished += n
	case models.LedgerRetry:
		r.Failed += n
	}
}

// Outcomes are the figures by outcome.
func (r Row) Outcomes() map[models.LedgerOutcome]int {
	return map[models.LedgerOutcome]int{
		models.LedgerTip: r.Imported, models.LedgerJoined: r.Joined, models.LedgerDuplicate: r.Duplicate, models.LedgerQuarantined: r.Quarantined,
		models.LedgerSetAside: r.SetAside, models.LedgerVanished: r.Vanished, models.LedgerRetry: r.Failed,
	}
}

// Report is what came of a sweep.
type Report struct{ Rows []Row }

// Err joins what went wrong, or is nil. Messages that wait to be tried again
// are not an error; Total counts them.
func (r Report) Err() error {
	var errs []error
	for _, row := range r.Rows {
		errs = append(errs, row.Err)
	}
	return errors.Join(errs...)
}

// Total adds up the rows.
func (r Report) Total() Row {
	var t Row
	for _, row := range r.Rows {
		t.Seen += row.Seen
		t.Imported += row.Imported
		t.Joined += row.Joined
		t.Duplicate += row.Duplicate
		t.Quarantined += row.Quarantined
		t.SetAside += row.SetAside
		t.Vanished += row.Vanished
		t.Failed += row.Failed
		t.Unmoved += row.Unmoved
		t.Bytes += row.Bytes
		t.TotalBytes += row.TotalBytes
		if t.Begun.IsZero() || !row.Begun.IsZero() && row.Begun.Before(t.Begun) {
			t.Begun = row.Begun
		}
		if row.Ended.After(t.Ended) {
			t.Ended = row.Ended
		}
	}
	return t
}

// Columns are the message keys of the head of Table.
func (Report) Columns() []string {
	return []string{
		"sweep.account", "sweep.folder", "sweep.seen", "sweep.imported", "sweep.joined", "sweep.duplicate", "sweep.quarantined",
		"sweep.set_aside", "sweep.vanished", "sweep.failed",
	}
}

// Table is a line a folder, in the columns of Columns.
func (r Report) Table() [][]string {
	var out [][]string
	for _, row := range r.Rows {
		line := []string{row.Account, row.Folder}
		for _, n := range []int{row.Seen, row.Imported, row.Joined, row.Duplicate, row.Quarantined, row.SetAside, row.Vanished, row.Failed} {
			line = append(line, strconv.Itoa(n))
		}
		out = append(out, line)
	}
	return out
}

// tally is a Row that several goroutines count in.
type tally struct {
	mu       sync.Mutex
	row      Row
	progress Progress
}

// count changes the row and shows it.
func (t *tally) count(change func(r *Row)) {
	t.mu.Lock()
	change(&t.row)
	row := t.row
	t.mu.Unlock()
	t.progress.Step(row)
}

func (t *tally) get() Row {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.row
}
