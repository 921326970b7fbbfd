package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// together runs every fn at once and gathers what they say.
func together(fns ...func() error) []error {
	errs := make([]error, len(fns))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, fn := range fns {
		wg.Go(func() {
			<-start
			errs[i] = fn()
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// TestOneOfTwoDecides lets two people decide the same thing at once, again and
// again: one of them wins, the other is told, and nothing is done twice.
func TestOneOfTwoDecides(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for round := range 12 {
			d := o.proposed(t, models.ToReferral)
			second := o.approve
			if round%2 == 1 {
				second = o.reject
			}
			errs := together(
				func() error { _, err := o.approve(t, d, "officer"); return err },
				func() error { _, err := second(t, d, "director"); return err },
			)
			winners := 0
			for _, err := range errs {
				if err == nil {
					winners++
					continue
				}
				refused(t, err, models.KindConflict, "error.decided_already")
			}
			if winners != 1 {
				t.Fatalf("%d won: %v", winners, errs)
			}
			want := models.StateClosed
			if errs[0] != nil && round%2 == 1 {
				want = models.StateReviewing
			}
			if got := o.reload(t, d.TipID).State; got != want {
				t.Errorf("the tip is %s, want %s", got, want)
			}
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

// TestBothApprovalsAtOnceCloseTheTipOnce has the two steps of one disposition
// taken at the same time by the two people it needs.
func TestBothApprovalsAtOnceCloseTheTipOnce(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for range 6 {
			d := o.proposed(t, models.NoAction)
			for _, err := range together(
				func() error { _, err := o.approve(t, d, "head"); return err },
				func() error { _, err := o.approve(t, d, "deputy"); return err },
			) {
				if err != nil {
					t.Fatal(err)
				}
			}
			if tip := o.reload(t, d.TipID); tip.State != models.StateClosed {
				t.Errorf("%+v", tip)
			}
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

// TestManyWritersKeepOneChain mixes tips, steps and late tips from many
// goroutines, through two stores on one database.
func TestManyWritersKeepOneChain(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		second, err := store.Open(t.Context(), o.options())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := second.Close(); err != nil {
				t.Error(err)
			}
		}()
		o.clock.Add(-10 * 24 * time.Hour)
		for range 8 {
			o.tip(t)
		}
		o.clock.Add(10 * 24 * time.Hour)
		stores := []*store.Store{o.Store, second}
		var work []func() error
		for i := range 16 {
			s, tip := stores[i%2], o.newTip()
			work = append(work,
				func() error {
					return s.Write(context.Background(), func(tx *store.Tx) error {
						_, err := tx.InsertTips([]store.NewTip{tip})
						return err
					})
				},
				func() error {
					return s.Write(context.Background(), func(tx *store.Tx) error {
						_, err := tx.MoveTip(int64(i/2+1), models.EventRegister, o.step())
						return err
					})
				},
				func() error { _, err := s.MarkOverdue(context.Background()); return err },
			)
		}
		refusals := 0
		for _, err := range together(work...) {
			if err != nil {
				refused(t, err, models.KindConflict, "error.step")
				refusals++
			}
		}
		if refusals != 8 {
			t.Errorf("%d refusals; each of 8 tips was registered by two", refusals)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

// TestLateTipsThatMoveMeanwhileAreCountedRight holds a tip's row, starts
// MarkOverdue, and changes the tip's unit once the other waits for the row.
func TestLateTipsThatMoveMeanwhileAreCountedRight(t *testing.T) {
	o := openOffice(t, databaseURL(t, "postgres"))
	tip := o.tip(t)
	o.clock.Add(10 * 24 * time.Hour)
	r := o.raw(t, false)
	marked := make(chan error, 1)
	o.do(t, func(tx *store.Tx) error {
		step := store.Step{Actor: 1, Origin: "backoffice", Action: "tip.unit", Change: func(t *models.Tip) { t.UnitID = o.round.Units[1].ID }}
		if _, err := tx.ChangeTip(tip.ID, step); err != nil {
			return err
		}
		go func() {
			_, err := o.MarkOverdue(context.Background())
			marked <- err
		}()
		return waitFor(t.Context(), func() bool {
			return r.number("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") > 0
		})
	})
	if err := <-marked; err != nil {
		t.Fatal(err)
	}
	if after := o.reload(t, tip.ID); !after.Overdue || after.UnitID != o.round.Units[1].ID {
		t.Errorf("%+v", after)
	}
	counted(t, o)
}

func waitFor(ctx context.Context, ready func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("it never waited: %w", ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

// TestTheVictimOfADeadlockMayTryAgain has two transactions lock two tips in
// opposite order.
func TestTheVictimOfADeadlockMayTryAgain(t *testing.T) {
	o := openOffice(t, databaseURL(t, "postgres"))
	ids := []int64{o.tip(t).ID, o.tip(t).ID}
	var first sync.WaitGroup
	first.Add(2)
	cross := func(a, b int64) func() error {
		return func() error {
			return o.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.ChangeTip(a, flag(true))
				first.Done()
				if err != nil {
					return err
				}
				first.Wait()
				_, err = tx.ChangeTip(b, flag(true))
				return err
			})
		}
	}
	errs := together(cross(ids[0], ids[1]), cross(ids[1], ids[0]))
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("not one victim: %v", errs)
	}
	for _, err := range errs {
		if err != nil {
			refused(t, err, models.KindUnavailable, "error.database")
		}
	}
}
