package store

import "heed/models"

// startClock starts the clock of a tip that enters on the day it reached the
// office: a letter or a mail that lay there is as late as it lay.
func (tx *Tx) startClock(t *models.Tip) {
	start := tx.now
	if !t.ReceivedAt.IsZero() && t.ReceivedAt.Before(start) {
		start = t.ReceivedAt
	}
	t.Clock = models.TipClock(t.State, t.Urgent)
	t.DueOn = tx.store.opts.Calendar.Due(tx.store.opts.Profile.Clocks[t.Clock], start)
	tx.ring(t)
}

// turnClock starts a clock when another one ran before, and gives nobody more
// time by it (P9): a step within one clock leaves the date, a change of urgency
// only shortens it, and whoever takes a tip up again after asking the reporter or
// proposing a decision has what was left of triage. A tip that was closed and is
// reopened starts anew.
func (tx *Tx) turnClock(old models.Tip, t *models.Tip) {
	t.Clock = models.TipClock(t.State, t.Urgent)
	switch {
	case t.Clock == "":
		t.DueOn = ""
	case t.Clock != old.Clock:
		t.DueOn = tx.store.opts.Calendar.Due(tx.store.opts.Profile.Clocks[t.Clock], tx.now)
		if left := timeLeft(old, *t); left != "" {
			t.DueOn = min(left, t.DueOn)
		}
	case t.Urgent && !old.Urgent: // told while the tip waits for others
		t.DueOn = min(t.DueOn, tx.store.opts.Calendar.Due(tx.store.opts.Profile.Clocks[models.ClockUrgent], tx.now))
	}
	switch {
	case t.Clock == "":
		t.TriageDue = ""
	case inTriage(*t):
		t.TriageDue = t.DueOn
	}
	if t.DueOn != old.DueOn {
		tx.ring(t)
	}
}

// timeLeft is the date that an earlier clock of the same work still holds; empty
// when this work is new.
func timeLeft(old, t models.Tip) string {
	switch {
	case models.TipClock(old.State, false) == models.TipClock(t.State, false):
		return old.DueOn
	case inTriage(t):
		return old.TriageDue
	}
	return ""
}

func inTriage(t models.Tip) bool { return models.TipClock(t.State, false) == models.ClockTriage }

// ring says whether the due date has passed.
func (tx *Tx) ring(t *models.Tip) {
	t.Overdue = t.DueOn != "" && t.DueOn < tx.store.opts.Calendar.Day(tx.now)
}
