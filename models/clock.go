package models

import "time"

// ClockID names a deadline of a rule profile.
type ClockID string

// The clocks of a tip in the default profile. The clocks of hand-offs and of
// rectification hang on those records.
const (
	ClockRegister ClockID = "register" // received → registered
	ClockTriage   ClockID = "triage"   // registered → a decision proposed
	ClockUrgent   ClockID = "urgent"   // danger or retaliation flagged
	ClockReporter ClockID = "reporter" // the reporter was asked
	ClockDecide   ClockID = "handoff_decide"
	ClockSign     ClockID = "handoff_sign"
)

// Force says how binding a deadline is.
type Force string

// The forces of a deadline (DOMAIN, Rules that shape the product).
const (
	Binding  Force = "binding"
	Adopted  Force = "adopted"
	Practice Force = "practice"
)

// Clock is one deadline: Days after the start day, which is not counted.
type Clock struct {
	ID      ClockID
	Days    int
	Working bool // working days; otherwise calendar days
	Force   Force
}

// Key is the message key of the clock's name.
func (c ClockID) Key() string { return "clock." + string(c) }

// Profile is a named set of deadlines.
type Profile struct {
	ID     string
	Clocks map[ClockID]Clock
}

// DefaultProfile is cn-2024 (DOMAIN, Clocks of the default profile). The
// calendar days of `reporter` are the office's own practice.
func DefaultProfile() Profile {
	clocks := map[ClockID]Clock{}
	for _, c := range []Clock{
		{ClockRegister, 1, true, Practice},
		{ClockTriage, 5, true, Practice},
		{ClockUrgent, 0, false, Binding},
		{ClockReporter, 15, false, Practice},
		{ClockDecide, 5, true, Practice},
		{ClockSign, 3, true, Practice},
	} {
		clocks[c.ID] = c
	}
	return Profile{ID: "cn-2024", Clocks: clocks}
}

// TipClock says which clock runs in a state; an urgent tip runs on ClockUrgent
// until a decision is proposed. A state that is done has none.
func TipClock(s TipState, urgent bool) ClockID {
	switch s {
	case StateClosed, StateFedBack, StateArchived:
		return ""
	case StateDecisionProposed, StateApproved:
		return ClockDecide
	case StateAwaitingReporter:
		return ClockReporter
	case StateReceived, StateQuarantined:
		if urgent {
			return ClockUrgent
		}
		return ClockRegister
	case StateRegistered, StateScreening, StateDuplicate, StateAssigned, StateReviewing, StateReopened:
		if urgent {
			return ClockUrgent
		}
		return ClockTriage
	}
	return ClockTriage
}

// Calendar knows which days the office works. A year without a table counts
// Monday to Friday.
type Calendar struct {
	Zone     *time.Location
	Holidays map[string]bool // YYYY-MM-DD, days off besides weekends
	Workdays map[string]bool // YYYY-MM-DD, weekend days that are worked
	Years    map[int]bool    // years that have a table
}

const dayForm = "2006-01-02"

// Day is the date of an instant in the office's zone.
func (c Calendar) Day(at time.Time) string { return at.In(c.Zone).Format(dayForm) }

// WorksOn says whether the office works on the day of at.
func (c Calendar) WorksOn(at time.Time) bool {
	day := c.Day(at)
	if c.Workdays[day] {
		return true
	}
	weekday := at.In(c.Zone).Weekday()
	return !c.Holidays[day] && weekday != time.Saturday && weekday != time.Sunday
}

// Due is the date by which a clock that started at start must be met: the
// start day is not counted, and a date on which the office does not work moves
// to the next one on which it does, except for a same-day clock.
func (c Calendar) Due(clock Clock, start time.Time) string {
	day := noon(start.In(c.Zone))
	for n := clock.Days; n > 0; {
		day = day.AddDate(0, 0, 1)
		if !clock.Working || c.WorksOn(day) {
			n--
		}
	}
	for clock.Days > 0 && !c.WorksOn(day) {
		day = day.AddDate(0, 0, 1)
	}
	return c.Day(day)
}

func noon(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, t.Location())
}
