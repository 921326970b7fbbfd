package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// A process that is stopped in the midst of a transaction holds what it locked
// only for as long as PostgreSQL waits for it: then another takes the lease, and
// the first is told that its database was gone.
func TestAStoppedProcessLetsGo(t *testing.T) {
	url := storetest.PostgresURL(t)
	now := time.Now
	stopped := storetest.Open(t, url+"&idle_in_transaction_session_timeout=500", now)
	other := storetest.Open(t, url, now)
	err := stopped.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.TakeLease("office", "stopped", time.Minute); err != nil {
			return err
		}
		_, err := take(t, other, "other") // waits until the server has ended this transaction
		return err
	})
	if models.KindOf(err) != models.KindUnavailable {
		t.Errorf("the stopped one: %v", err)
	}
	if _, err := take(t, other, "third"); models.KindOf(err) != models.KindConflict {
		t.Errorf("the other's lease is taken: %v", err)
	}
}
