package intake_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
)

func TestATipIsSealedAndFoundByItsReceipt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		draft := webDraft(d)
		draft.Name, draft.Contact = "李某", "村东头"
		res, err := d.Submit(t.Context(), draft)
		if err != nil {
			t.Fatal(err)
		}
		if res.Tip.State != models.StateReceived || res.Tip.TeamID != d.round.Teams[0].ID || res.Tip.DueOn == "" || !res.Tip.Named {
			t.Errorf("tip = %+v", res.Tip)
		}
		var text models.TextEnvelope
		if err := json.Unmarshal(d.opened(t, res.Tip.ID, models.EnvelopeText, d.round.Content), &text); err != nil || text.Text != draft.Text {
			t.Errorf("text = %+v, %v", text, err)
		}
		var who models.IdentityEnvelope
		if err := json.Unmarshal(d.opened(t, res.Tip.ID, models.EnvelopeIdentity, d.round.Identity), &who); err != nil || who.Name != "李某" {
			t.Errorf("identity = %+v, %v", who, err)
		}
		hash := res.Receipt.LookupHash()
		err = s.Read(t.Context(), func(tx *store.Tx) error {
			found, err := tx.TipByReceipt(hash[:])
			if found.ID != res.Tip.ID {
				t.Errorf("receipt finds tip %d, want %d", found.ID, res.Tip.ID)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestTheContentKeyDoesNotOpenAnIdentity(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	draft := webDraft(d)
	draft.Name = "李某"
	res, err := d.Submit(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	err = d.store.Read(t.Context(), func(tx *store.Tx) error {
		envelopes, err := tx.Envelopes(res.Tip.ID)
		for _, e := range envelopes {
			_, openErr := open.BundledBytes(e.Data, e.BundleSecret(), d.round.Content)
			if (openErr == nil) != (e.Kind == models.EnvelopeText) {
				t.Errorf("%s with the content key: %v", e.Kind, openErr)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTipsThatArriveTogetherAllGetNumbersOfTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		const clients, each = 8, 20
		var mu sync.Mutex
		numbers := map[string]bool{}
		var wg sync.WaitGroup
		for range clients {
			wg.Go(func() {
				for range each {
					res, err := d.Submit(t.Context(), webDraft(d))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					numbers[res.Tip.Number] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(numbers) != clients*each {
			t.Errorf("%d numbers for %d tips", len(numbers), clients*each)
		}
	})
}

func TestABadDraftOfABatchFailsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		ledger := func(uid uint32) *models.Ledger {
			return &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Outcome: models.LedgerTip, Digest: []byte{byte(uid)}}
		}
		mail := func(uid uint32) intake.Draft {
			return intake.Draft{Channel: models.ChannelMail, Text: "x", Sender: "a@b.invalid", RawMail: []byte("raw"), Ledger: ledger(uid)}
		}
		if _, err := d.Submit(t.Context(), mail(3)); err != nil {
			t.Fatal(err)
		}
		out := d.SubmitBatch(t.Context(), []intake.Draft{mail(1), mail(2), mail(3), mail(4), {Channel: "smoke"}})
		for i, o := range out {
			wantErr := i >= 2 && i != 3
			if (o.Err != nil) != wantErr {
				t.Errorf("draft %d: %v", i, o.Err)
			}
		}
		if models.KindOf(out[2].Err) != models.KindConflict || models.KindOf(out[4].Err) != models.KindInvalid {
			t.Errorf("kinds: %v, %v", out[2].Err, out[4].Err)
		}
	})
}

func TestEveryFaultOfAFormIsNamedAtOnce(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	draft := intake.Draft{
		Channel: models.ChannelWeb, Category: "politics", UnitID: 999, Text: "太短", Name: strings.Repeat("名", 101),
		Contact: strings.Repeat("1", 201), Files: slices.Repeat([]intake.Staged{{Sealed: intake.Sealed{KeyID: d.round.KeyID}}}, 6),
	}
	_, err := d.Submit(t.Context(), draft)
	var faults models.FieldErrors
	if !errors.As(err, &faults) {
		t.Fatalf("err = %v", err)
	}
	got := map[string]string{}
	for _, f := range faults {
		got[f.Field] = f.Key
	}
	want := map[string]string{
		"category": "error.category", "unit": "error.unit", "text": "error.text_short",
		"name": "error.too_long", "contact": "error.too_long", "files": "error.files_many",
	}
	for field, key := range want {
		if got[field] != key {
			t.Errorf("%s: %q, want %q", field, got[field], key)
		}
	}
}
