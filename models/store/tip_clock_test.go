package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

const day = 24 * time.Hour

func flag(urgent bool) store.Step {
	return store.Step{Actor: 1, Origin: "backoffice", Action: "tip.urgent", Change: func(t *models.Tip) { t.Urgent = urgent }}
}

// lateTip is in review since Monday the 2nd, due on the 9th, and it is the 20th.
func lateTip(t *testing.T, o *office) models.Tip {
	t.Helper()
	tip := o.at(t, models.StateReviewing)
	o.clock.Add(18 * day)
	if n, err := o.MarkOverdue(t.Context()); n != 1 || err != nil || tip.DueOn != "2026-03-09" {
		t.Fatal(n, err, tip.DueOn)
	}
	return tip
}

func stillLate(t *testing.T, o *office, id int64) {
	t.Helper()
	if tip := o.reload(t, id); tip.DueOn != "2026-03-09" || !tip.Overdue {
		t.Errorf("%s, urgent %v: due %s, overdue %v", tip.State, tip.Urgent, tip.DueOn, tip.Overdue)
	}
	if bad := broken(o.check(t)); bad != nil {
		t.Error(bad)
	}
}

// TestNobodyHidesAnOverdueTip: one person's steps, and a rejection, leave a tip
// as late as it was (P9).
func TestNobodyHidesAnOverdueTip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := lateTip(t, o)
		for _, urgent := range []bool{true, false, true, false} {
			o.do(t, func(tx *store.Tx) error {
				_, err := tx.ChangeTip(tip.ID, flag(urgent))
				return err
			})
			stillLate(t, o, tip.ID)
		}
		o.move(t, tip.ID, models.EventAsk)
		if waits := o.reload(t, tip.ID); waits.Clock != models.ClockReporter || waits.DueOn != "2026-04-06" || waits.Overdue {
			t.Errorf("the reporter has until %s by %s", waits.DueOn, waits.Clock)
		}
		o.move(t, tip.ID, models.EventAnswered)
		stillLate(t, o, tip.ID)
		o.move(t, tip.ID, models.EventAsk)
		o.do(t, func(tx *store.Tx) error {
			_, err := tx.ChangeTip(tip.ID, flag(true))
			return err
		})
		o.move(t, tip.ID, models.EventAnswered)
		stillLate(t, o, tip.ID)

		p := o.proposal(t, tip.ID, models.KeepFile)
		var d models.Decision
		o.do(t, func(tx *store.Tx) (err error) {
			d, err = tx.Propose(p)
			return err
		})
		if _, err := o.reject(t, d, "head"); err != nil {
			t.Fatal(err)
		}
		stillLate(t, o, tip.ID)
	})
}

func TestAFlagOfDangerShortensAndNeverLengthens(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.at(t, models.StateReviewing)
		entered := o.tip(t)
		o.clock.Add(day)
		for _, c := range []struct {
			id     int64
			urgent bool
			due    string
		}{
			{tip.ID, true, "2026-03-03"},
			{tip.ID, false, "2026-03-03"},
			{entered.ID, true, "2026-03-03"},
			{entered.ID, false, "2026-03-03"},
		} {
			o.do(t, func(tx *store.Tx) error {
				_, err := tx.ChangeTip(c.id, flag(c.urgent))
				return err
			})
			if got := o.reload(t, c.id); got.DueOn != c.due || got.Clock != models.TipClock(got.State, c.urgent) {
				t.Errorf("tip %d, urgent %v: due %s by %s", c.id, c.urgent, got.DueOn, got.Clock)
			}
		}
		o.move(t, entered.ID, models.EventRegister)
		if got := o.reload(t, entered.ID); got.DueOn != "2026-03-10" {
			t.Errorf("registered on the 3rd, due %s", got.DueOn)
		}
	})
}

func TestAReopenedTipHasANewClock(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		closed := o.at(t, models.StateClosed)
		if closed.TriageDue != "" || closed.DueOn != "" {
			t.Errorf("%+v", closed)
		}
		o.clock.Add(18 * day)
		o.move(t, closed.ID, models.EventReopen)
		if got := o.reload(t, closed.ID); got.DueOn != "2026-03-27" || got.Overdue {
			t.Errorf("due %s, overdue %v", got.DueOn, got.Overdue)
		}
	})
}

// TestTheRegisterClockStartsAtReceipt: what lay in a mailbox or a tray is late
// for the time it lay; a date to come gives no time either.
func TestTheRegisterClockStartsAtReceipt(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.clock.Add(7 * day) // Monday the 9th
		for _, c := range []struct {
			ago     time.Duration
			urgent  bool
			due     string
			overdue bool
		}{
			{7 * day, false, "2026-03-03", true},
			{3 * day, false, "2026-03-09", false},
			{0, false, "2026-03-10", false},
			{-7 * day, false, "2026-03-10", false},
			{7 * day, true, "2026-03-02", true},
			{0, true, "2026-03-09", false},
		} {
			tip := o.tip(t, func(n *store.NewTip) { n.Tip.ReceivedAt, n.Tip.Urgent = o.clock.Now().Add(-c.ago), c.urgent })
			if got := o.reload(t, tip.ID); got.DueOn != c.due || got.Overdue != c.overdue {
				t.Errorf("received %v ago: due %s, overdue %v", c.ago, got.DueOn, got.Overdue)
			}
		}
		o.look(t, func(tx *store.Tx) error {
			page, err := tx.Queue(models.Scope{All: true}, store.QueueFilter{RoundID: o.round.ID, Overdue: true})
			if page.Total != 2 || len(page.Tips) != 2 {
				t.Errorf("%d overdue, %d shown", page.Total, len(page.Tips))
			}
			return err
		})
		if n, err := o.MarkOverdue(t.Context()); n != 0 || err != nil {
			t.Error(n, err)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}
