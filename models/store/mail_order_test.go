package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func ask(t *testing.T, s *store.Store, account string, kind models.MailOrderKind) (o models.MailOrder) {
	t.Helper()
	write(t, s, func(tx *store.Tx) (err error) { o, err = tx.AskMailOrder(account, kind, 3); return err })
	return o
}

func openOrders(t *testing.T, s *store.Store) (orders []models.MailOrder) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) (err error) { orders, err = tx.OpenMailOrders(); return err })
	if err != nil {
		t.Fatal(err)
	}
	return orders
}

func TestAMailOrderIsTakenByOneWorkerAndAnswered(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		o := ask(t, s, "office", models.MailOrderTest)
		if again := ask(t, s, "office", models.MailOrderTest); again.ID != o.ID {
			t.Errorf("asked twice: %+v", again)
		}
		if other := ask(t, s, "office", models.MailOrderSweep); other.ID == o.ID {
			t.Error("a sweep is no test")
		}
		if open := openOrders(t, s); len(open) != 2 || open[0].ID != o.ID {
			t.Errorf("open: %+v", open)
		}
		var takers atomic.Int32
		var g sync.WaitGroup
		for range 4 {
			g.Go(func() {
				err := s.Write(t.Context(), func(tx *store.Tx) error {
					if mine, err := tx.TakeMailOrder(o.ID); err != nil || !mine {
						return err
					}
					takers.Add(1)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		g.Wait()
		if takers.Load() != 1 {
			t.Errorf("%d workers took it", takers.Load())
		}
		write(t, s, func(tx *store.Tx) error {
			return tx.AnswerMailOrder(o.ID, models.MailTestOK, map[string]any{"account": "office", "folders": 2})
		})
		err := s.Read(t.Context(), func(tx *store.Tx) error {
			last, err := tx.LastMailOrders("office")
			if len(last) != 2 || last[0].Kind != models.MailOrderSweep || !last[1].OK() || last[1].Args["account"] != "office" || last[1].Args["folders"] != 2.0 {
				t.Errorf("%+v", last)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		c.Add(models.MailOrderLife)
		if left := openOrders(t, s); len(left) != 0 {
			t.Errorf("nobody waits any more: %+v", left)
		}
		if again := ask(t, s, "office", models.MailOrderSweep); again.State(c.Now()) != models.MailOrderWaiting {
			t.Errorf("asked again: %+v", again)
		}
	})
}

func TestRefusedSignInsAreKept(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		try := models.MailTry{Account: "office", Print: 65535, Failures: 3, NextAt: c.Now().Add(time.Hour), EarlyAt: c.Now(), Key: "error.mail_password"}
		read := func() (got models.MailTry) {
			if err := s.Read(t.Context(), func(tx *store.Tx) (err error) { got, err = tx.MailTry("office"); return err }); err != nil {
				t.Fatal(err)
			}
			return got
		}
		write(t, s, func(tx *store.Tx) error {
			return tx.NoteMailTry(models.MailTry{Account: "office", EarlyAt: c.Now(), NextAt: c.Now()})
		})
		write(t, s, func(tx *store.Tx) error { return tx.NoteMailTry(try) })
		if got := read(); got.Print != try.Print || got.Failures != 3 || !got.NextAt.Equal(try.NextAt) || got.Key != try.Key {
			t.Errorf("%+v", got)
		}
		write(t, s, func(tx *store.Tx) error { return tx.ForgetMailTry("office") })
		if got := read(); got != (models.MailTry{Account: "office"}) {
			t.Errorf("%+v", got)
		}
	})
}
