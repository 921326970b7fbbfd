package models

import "time"

// SweepReport is what came of one folder in one sweep that saw anything or
// failed. Seen is the sum of the seven figures after it when the sweep has
// ended well.
type SweepReport struct {
	ID          int64
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
	Bytes       int64          // fetched
	Error       string         // message key of what kept the sweep from its end; "" for nothing
	Args        map[string]any `gorm:"serializer:json"` // placeholders of that message; never a reporter's words
}

// TableName is the table of SweepReport.
func (SweepReport) TableName() string { return "sweep_reports" }

// Blank says whether there is nothing to report.
func (r SweepReport) Blank() bool { return r.Seen == 0 && r.Error == "" }

// Take takes one message that came to an outcome out of the figures.
func (r *SweepReport) Take(outcome LedgerOutcome) {
	figure := map[LedgerOutcome]*int64{
		LedgerTip: &r.Imported, LedgerJoined: &r.Joined, LedgerDuplicate: &r.Duplicate, LedgerQuarantined: &r.Quarantined,
		LedgerSetAside: &r.SetAside, LedgerVanished: &r.Vanished, LedgerRetry: &r.Failed,
	}[outcome]
	if figure != nil && *figure > 0 {
		*figure--
		r.Seen--
	}
}
