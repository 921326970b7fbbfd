package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// counted are the counters as they stand, and what a count of the tips says.
func counted(t *testing.T, o *office) {
	t.Helper()
	for _, l := range o.check(t) {
		if l.Name == "check.tip_counts" && !l.OK {
			t.Errorf("the counters are wrong: %s", l.Detail)
		}
	}
}

func auditOf(t *testing.T, o *office, tipID int64) (rows []models.Audit) {
	t.Helper()
	o.look(t, func(tx *store.Tx) (err error) {
		rows, err = tx.AuditOf(tipID)
		return err
	})
	return rows
}

// TestEveryStepOnceFromEveryState takes each event from each state: it goes
// through exactly when models says so, with its audit row and its clock, and
// otherwise leaves the tip and the log as they were.
func TestEveryStepOnceFromEveryState(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, from := range models.TipStates() {
			for _, event := range models.TipEvents() {
				takeStep(t, o, from, event)
			}
		}
		counted(t, o)
	})
}

func takeStep(t *testing.T, o *office, from models.TipState, event models.TipEvent) {
	t.Helper()
	before := o.at(t, from)
	rows := len(auditOf(t, o, before.ID))
	o.clock.Add(24 * time.Hour)
	var moved models.Tip
	err := o.Write(t.Context(), func(tx *store.Tx) (err error) {
		moved, err = tx.MoveTip(before.ID, event, o.step())
		return err
	})
	after, log := o.reload(t, before.ID), auditOf(t, o, before.ID)
	to, refusal := from.Next(event)
	if refusal != nil {
		refused(t, err, models.KindConflict, "error.step")
		if after != before || len(log) != rows {
			t.Errorf("%s, %s was refused and changed %+v to %+v", from, event, before, after)
		}
		return
	}
	if err != nil || after != plain(moved) || after.State != to || len(log) != rows+1 {
		t.Fatalf("%s, %s: %v, %+v, %d rows", from, event, err, after, len(log))
	}
	if last := log[rows]; last.From != string(from) || last.To != string(to) || last.Actor != o.who["clerk"].ID || last.Action != "tip.move" {
		t.Errorf("%s, %s: audit %+v", from, event, last)
	}
	if want := dueAfter(o, before, to); after.DueOn != want || after.Clock != models.TipClock(to, false) {
		t.Errorf("%s, %s: due %q by %q, want %q", from, event, after.DueOn, after.Clock, want)
	}
	if open := after.Open(); open != (after.Code == "") || !after.ChangedAt.Equal(o.clock.Now()) {
		t.Errorf("%s, %s: code %q, changed %v", from, event, after.Code, after.ChangedAt)
	}
}

// dueAfter is the old date while the same clock runs, what was left of triage
// when it is taken up again, and a new one else.
func dueAfter(o *office, before models.Tip, to models.TipState) string {
	clock := models.TipClock(to, false)
	switch {
	case clock == "":
		return ""
	case clock == before.Clock:
		return before.DueOn
	case clock == models.ClockTriage && before.TriageDue != "":
		return before.TriageDue
	}
	return o.Calendar().Due(models.DefaultProfile().Clocks[clock], o.clock.Now())
}

func TestHandingATipOnGivesNobodyMoreTime(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.at(t, models.StateAssigned)
		due := tip.DueOn
		o.clock.Add(20 * 24 * time.Hour)
		if n, err := o.MarkOverdue(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		for _, event := range []models.TipEvent{models.EventReview, models.EventAssign, models.EventAssign, models.EventReview} {
			o.do(t, func(tx *store.Tx) (err error) {
				tip, err = tx.MoveTip(tip.ID, event, o.step())
				return err
			})
			if tip.DueOn != due || !tip.Overdue {
				t.Errorf("after %s: due %s, overdue %v", event, tip.DueOn, tip.Overdue)
			}
		}
		counted(t, o)
	})
}

func TestAFlagOfDangerRunsTheSameDayClock(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.at(t, models.StateReviewing)
		flag := func(urgent bool) store.Step {
			return store.Step{Actor: 1, Origin: "backoffice", Action: "tip.flag", Change: func(t *models.Tip) { t.Urgent = urgent }}
		}
		o.do(t, func(tx *store.Tx) (err error) {
			tip, err = tx.ChangeTip(tip.ID, flag(true))
			return err
		})
		if tip.Clock != models.ClockUrgent || tip.DueOn != "2026-03-02" || tip.State != models.StateReviewing {
			t.Errorf("%+v", tip)
		}
		log := auditOf(t, o, tip.ID)
		if last := log[len(log)-1]; last.Action != "tip.flag" || last.From != last.To {
			t.Errorf("%+v", last)
		}
		counted(t, o)
	})
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.at(t, models.StateReceived)
		stop := models.Fail(models.KindInvalid, "error.required")
		err := o.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.MoveTip(tip.ID, models.EventRegister, o.step()); err != nil {
				return err
			}
			if _, err := tx.InsertTips([]store.NewTip{o.newTip()}); err != nil {
				return err
			}
			return stop
		})
		refused(t, err, models.KindInvalid, "error.required")
		if after := o.reload(t, tip.ID); after != tip {
			t.Errorf("%+v", after)
		}
		if second := o.tip(t); second.Number != "巡察〔2026〕1-G1-0002" {
			t.Errorf("a number was lost: %s", second.Number)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestNumbersRunByTeam(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		other := func(n *store.NewTip) { n.Tip.TeamID = o.round.Teams[1].ID }
		got := []string{o.tip(t).Number, o.tip(t, other).Number, o.tip(t).Number, o.tip(t, other).Number}
		want := []string{"巡察〔2026〕1-G1-0001", "巡察〔2026〕1-G2-0001", "巡察〔2026〕1-G1-0002", "巡察〔2026〕1-G2-0002"}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v", got)
			}
		}
	})
}
