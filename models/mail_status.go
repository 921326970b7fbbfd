package models

import "time"

// MailStatus is how the sweep of one folder gets on, or how the last one ended.
// It says nothing of what a message says or whom it is from. The worker writes
// it; whether the account was read in time is for the reader to see, for a
// worker that is down writes nothing.
type MailStatus struct {
	Account    string `gorm:"primaryKey"`
	Folder     string `gorm:"primaryKey"` // empty when the account could not be opened, or was never swept
	Source     MailSource
	Worker     string         // who sweeps it; "" for none so far
	BegunAt    *time.Time     // nil when no sweep has begun
	EndedAt    *time.Time     // nil while the sweep runs
	Seen       int64          // messages that had no outcome when the sweep began
	Done       int64          // of these, settled
	Bytes      int64          // fetched
	TotalBytes int64          // of the messages looked at so far
	Backlog    int64          // listed and not settled, what is to be tried again included; negative when it could not be listed
	LastOK     *time.Time     `gorm:"column:last_ok"` // when it was last read to its end
	NextAt     *time.Time     // when the worker means to sweep it next; nil when it has not said
	Failures   int64          // sweeps in a row that could not read the account
	Error      string         // message key of what kept the last sweep from its end; "" for nothing
	Args       map[string]any `gorm:"serializer:json"` // placeholders of that message; never a reporter's words
	Period     int64          // seconds that it may stay unread
	AlertAt    *time.Time     // LastOK and Period; nil where nobody expects it to be read
	At         time.Time      // when this row was written
}

// TableName is the table of MailStatus.
func (MailStatus) TableName() string { return "mail_status" }

// MailSource says where an account stands.
type MailSource string

// The sources of accounts.
const (
	MailFromEnv  MailSource = "env"  // in the worker's environment
	MailFromSite MailSource = "site" // in the table, by the staff site
)

// lostAfter is how long a sweep that runs may write nothing before its worker
// counts as gone: a silent server is given up sooner.
const lostAfter = 2 * time.Minute

// Listed says whether Backlog is known.
func (s MailStatus) Listed() bool { return s.Backlog >= 0 }

// Reading says whether a sweep runs now.
func (s MailStatus) Reading(now time.Time) bool {
	return s.BegunAt != nil && s.EndedAt == nil && now.Sub(s.At) < lostAfter
}

// Lost says whether a sweep began and its worker has not been heard of since.
func (s MailStatus) Lost(now time.Time) bool {
	return s.BegunAt != nil && s.EndedAt == nil && now.Sub(s.At) >= lostAfter
}

// Late says whether the folder was not read within its period.
func (s MailStatus) Late(now time.Time) bool { return s.AlertAt != nil && !s.AlertAt.After(now) }

// Pace is how many messages a second the running sweep settles, and how long the
// rest takes at that pace; 0 and 0 before there is anything to go by.
func (s MailStatus) Pace() (perSecond float64, left time.Duration) {
	if s.BegunAt == nil {
		return 0, 0
	}
	return Pace(s.Done, s.Seen, s.At.Sub(*s.BegunAt))
}

// Pace is how many of all things a second are done, and how long the rest takes
// at that pace; 0 and 0 before there is anything to go by.
func Pace(done, all int64, took time.Duration) (perSecond float64, left time.Duration) {
	if done <= 0 || took <= 0 {
		return 0, 0
	}
	perSecond = float64(done) / took.Seconds()
	return perSecond, time.Duration(float64(max(0, all-done)) / perSecond * float64(time.Second))
}
