package models

import (
	"slices"
	"strings"
	"time"
)

// MailUnmoved is the message key of the fault that a sweep ends with when messages
// are settled and could not be moved.
const MailUnmoved = "error.mail_move"

// SweepReport is what came of one folder in one sweep that saw anything or
// failed. Seen is the sum of the seven figures after it when the sweep has
// ended well.
//
// UIDs name the messages behind the figures, so that one which a reader may not
// know of can be taken out of every report that counted it (P7).
type SweepReport struct {
	ID          int64 // the microsecond it was stored in: a report that a reader does not see leaves no gap
	Account     string
	Folder      string // empty when the account could not be opened
	BegunAt     time.Time
	EndedAt     time.Time
	Seen        int64
	Imported    int64
	Joined      int64
	Duplicate   int64
	Quarantined int64
	SetAside    int64
	Vanished    int64
	Failed      int64
	Unmoved     int64
	Bytes       int64                    // fetched
	Error       string                   // message key of what kept the sweep from its end; "" for nothing
	Args        map[string]any           `gorm:"serializer:json"` // placeholders of that message; never a reporter's words
	UIDValidity uint32                   `gorm:"column:uidvalidity"`
	UIDs        map[LedgerOutcome]string `gorm:"column:uids;serializer:json"` // sets as UIDSet writes them; what the sweep came to, not what became of it since
	UnmovedUIDs string                   `gorm:"column:unmoved_uids"`
}

// TableName is the table of SweepReport.
func (SweepReport) TableName() string { return "sweep_reports" }

// Blank says whether there is nothing to report.
func (r SweepReport) Blank() bool { return r.Seen == 0 && r.Error == "" }

// Without takes messages out of the figures that count them. uids, of the
// report's UIDVALIDITY, rise. A report whose sets cannot be read is an error, and
// stays as it was.
func (r *SweepReport) Without(uids []uint32) error {
	out := *r
	for outcome, set := range r.UIDs {
		n, err := among(set, uids)
		if err != nil {
			return err
		}
		if figure := out.figure(outcome); figure != nil {
			*figure -= n
			out.Seen -= n
		}
	}
	n, err := among(r.UnmovedUIDs, uids)
	if err != nil {
		return err
	}
	if out.Unmoved -= n; out.Unmoved == 0 && n > 0 && out.Error == MailUnmoved {
		out.Error, out.Args = "", map[string]any{} // it failed over these alone
	}
	*r = out
	return nil
}

func (r *SweepReport) figure(outcome LedgerOutcome) *int64 {
	return map[LedgerOutcome]*int64{
		LedgerTip: &r.Imported, LedgerJoined: &r.Joined, LedgerDuplicate: &r.Duplicate, LedgerQuarantined: &r.Quarantined,
		LedgerSetAside: &r.SetAside, LedgerVanished: &r.Vanished, LedgerRetry: &r.Failed,
	}[outcome]
}

// among is how many of some UIDs, which rise, a set names.
func among(set string, uids []uint32) (n int64, err error) {
	if set == "" {
		return 0, nil
	}
	for part := range strings.SplitSeq(set, ",") {
		low, high, err := uidRange(part)
		if err != nil {
			return 0, err
		}
		from, _ := slices.BinarySearch(uids, low)
		to, there := slices.BinarySearch(uids, high)
		if there {
			to++
		}
		n += int64(to - from)
	}
	return n, nil
}
