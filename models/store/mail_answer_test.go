package store_test

import (
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
)

// A sender is answered once, whoever asks, until the row is forgotten.
func TestAnAnswerIsClaimedOnce(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		begun := c.Now()
		claim := func(sender string) (got bool) {
			t.Helper()
			write(t, s, func(tx *store.Tx) (err error) {
				got, err = tx.ClaimMailAnswer([]byte(sender))
				return err
			})
			return got
		}
		count := func() (claimed, sent int) {
			t.Helper()
			if err := s.Read(t.Context(), func(tx *store.Tx) error {
				rows, err := tx.MailAnswersSince(begun)
				for _, r := range rows {
					claimed++
					if r.Sent {
						sent++
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return claimed, sent
		}
		if !claim("a") || claim("a") || !claim("b") {
			t.Error("a claim did not hold")
		}
		write(t, s, func(tx *store.Tx) error { return tx.MailAnswered([]byte("a")) })
		if claimed, sent := count(); claimed != 2 || sent != 1 {
			t.Errorf("%d claimed and %d sent, want 2 and 1", claimed, sent)
		}
		c.Add(49 * time.Hour)
		if !claim("a") {
			t.Error("a row is kept for more than two days")
		}
		if claimed, sent := count(); claimed != 1 || sent != 0 {
			t.Errorf("%d claimed and %d sent after two days, want 1 and 0", claimed, sent)
		}
	})
}
