package intake_test

import (
	"log/slog"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
)

// desk is an intake with its stores and a round whose private halves the test
// holds.
type desk struct {
	*intake.Intake
	store *store.Store
	blobs *blob.Store
	round storetest.Round
}

func newDesk(t *testing.T, s *store.Store) desk {
	t.Helper()
	blobs, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := desk{store: s, blobs: blobs, round: storetest.MakeRound(t, s)}
	d.Intake = intake.New(intake.Options{Store: s, Blobs: blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(d.Close)
	return d
}

func webDraft(d desk) intake.Draft {
	return intake.Draft{
		Channel: models.ChannelWeb, Category: models.CategoryBenefits, UnitID: d.round.Units[0].ID, Origin: "portal", Receipt: true,
		Text: "去年评议会的签到表请核对，好几个签名像是一个人写的，村里人都知道。",
	}
}

func (d desk) opened(t *testing.T, tipID int64, kind models.EnvelopeKind, with open.Identity) []byte {
	t.Helper()
	var found []models.Envelope
	if err := d.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		found, err = tx.Envelopes(tipID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, e := range found {
		if e.Kind != kind {
			continue
		}
		plain, err := open.BundledBytes(e.Data, e.BundleSecret(), with)
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	t.Fatalf("no %s envelope", kind)
	return nil
}
