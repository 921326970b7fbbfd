package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

func TestStatementKeysAreKeptOnceEach(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, key := range []string{"old", "new", "old"} {
			o.do(t, func(tx *store.Tx) error { return tx.NoteStatementKey(key) })
		}
		o.do(t, func(tx *store.Tx) error {
			keys, err := tx.StatementKeys()
			if err != nil || len(keys) != 2 || keys[0].Public != "old" || keys[1].Public != "new" || keys[0].At.IsZero() {
				t.Errorf("%+v %v", keys, err)
			}
			return nil
		})
	})
}

func TestTheRegisterKnowsWhatItTook(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		var parts []models.Envelope
		tip := o.tip(t, func(n *store.NewTip) { parts = n.Envelopes })
		o.do(t, func(tx *store.Tx) error {
			at, sealed, err := tx.Registered(tip.Number)
			if err != nil || sealed != models.SealedHash(parts) || !at.Equal(tip.ReceivedAt.Truncate(time.Microsecond)) {
				t.Errorf("%s %x %v", at, sealed, err)
			}
			if _, _, err := tx.Registered(tip.Number + "0"); models.KindOf(err) != models.KindNotFound {
				t.Errorf("a number that was never given: %v", err)
			}
			return nil
		})
	})
}
