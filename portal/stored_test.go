package portal_test

import (
	"strconv"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/models/store"
	"heed/static"
	"heed/web/locale"
)

// unit is the value of the n-th unit on the form.
func unit(w *world, n int) string { return strconv.FormatInt(w.round.Units[n].ID, 10) }

// stored is the tip of a receipt with its envelopes.
func (w *world) stored(t testing.TB, code string) (tip models.Tip, envelopes []models.Envelope) {
	t.Helper()
	r, err := receipt.Parse(code)
	must(t, err)
	hash := r.LookupHash()
	must(t, w.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		if tip, err = tx.TipByReceipt(hash[:]); err != nil {
			return err
		}
		envelopes, err = tx.Envelopes(tip.ID)
		return err
	}))
	return tip, envelopes
}

// tips is how many reports the store holds.
func (w *world) tips(t testing.TB) int64 {
	t.Helper()
	var n int64
	must(t, w.store.Read(t.Context(), func(tx *store.Tx) error {
		page, err := tx.Queue(models.Scope{All: true}, store.QueueFilter{RoundID: w.round.ID, Limit: 50})
		n = page.Total
		return err
	}))
	return n
}

// message is the beginning of a text of the catalogue, up to its first
// placeholder.
func (w *world) message(t testing.TB, lang, key string) string {
	t.Helper()
	book, err := locale.Load(static.Files)
	must(t, err)
	text := book.T(locale.Lang(lang), key)
	if text == key {
		t.Fatalf("no message %s in %s", key, lang)
	}
	before, _, _ := strings.Cut(text, "{")
	return before
}
