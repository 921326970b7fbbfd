package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func eachWithClock(t *testing.T, fn func(t *testing.T, s *store.Store, c *storetest.Clock)) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	t.Run("sqlite", func(t *testing.T) {
		c := storetest.NewClock(start)
		fn(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", c.Now), c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := storetest.NewClock(start)
		fn(t, storetest.Open(t, storetest.PostgresURL(t), c.Now), c)
	})
}

func take(t *testing.T, s *store.Store, holder string) (lease models.Lease, err error) {
	t.Helper()
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		lease, err = tx.TakeLease("office", holder, time.Minute)
		return err
	})
	return lease, err
}

func TestALeaseHasOneHolderUntilItEnds(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		first, err := take(t, s, "a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := take(t, s, "b"); models.KindOf(err) != models.KindConflict {
			t.Fatalf("a second holder: %v", err)
		}
		c.Add(50 * time.Second)
		write(t, s, func(tx *store.Tx) error { return tx.RenewLease(first, time.Minute) })
		c.Add(50 * time.Second)
		if _, err := take(t, s, "b"); models.KindOf(err) != models.KindConflict {
			t.Fatalf("a renewed lease was taken: %v", err)
		}
		c.Add(10 * time.Second)
		second, err := take(t, s, "b")
		if err != nil || second.Holder != "b" || second.Fence != first.Fence+1 {
			t.Fatalf("%+v, %v", second, err)
		}
		err = s.Write(t.Context(), func(tx *store.Tx) error { return tx.RenewLease(first, time.Minute) })
		if models.KindOf(err) != models.KindConflict {
			t.Errorf("the first holder renewed what it lost: %v", err)
		}
		write(t, s, func(tx *store.Tx) error { return tx.DropLease(second) })
		if third, err := take(t, s, "a"); err != nil || third.Fence != second.Fence+1 {
			t.Errorf("after a drop: %+v, %v", third, err)
		}
	})
}
