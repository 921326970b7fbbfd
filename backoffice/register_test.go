package backoffice_test

import (
	"net/url"
	"testing"

	"heed/models"
	"heed/models/store"
)

// The queue shows the newest first; ticked tips are taken oldest first, as the
// due dates take them, so that no two wait for each other.
func TestTickedTipsAreTakenInOneOrder(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	first, second := w.tip(1, story), w.tip(1, story)
	clerk.post("/register", url.Values{"id": {itoa(second.ID), itoa(first.ID)}, "back": {"/"}}).want(303)
	var seqs []int64
	w.read(func(tx *store.Tx) error {
		for _, tip := range []models.Tip{first, second} {
			log, err := tx.AuditOf(tip.ID)
			if err != nil {
				return err
			}
			seqs = append(seqs, log[len(log)-1].Seq)
		}
		return nil
	})
	if w.state(first.ID).State != models.StateRegistered || seqs[0] > seqs[1] {
		t.Errorf("taken as %v", seqs)
	}
}
