package store_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"heed/models"
	"heed/models/store"
)

func newBundle(key int64, n int) *models.Bundle {
	sealed := []byte(fmt.Sprintf("sealed secret %d", n))
	sum := sha256.Sum256(sealed)
	return &models.Bundle{KeyID: key, Sealed: sealed, SHA256: sum[:]}
}

// TestEnvelopesComeWithTheirBundles stores two tips that share a bundle and one
// that has none.
func TestEnvelopesComeWithTheirBundles(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		one, two, alone := o.newTip(), o.newTip(), o.newTip()
		content, identity := newBundle(o.round.KeyID, 1), newBundle(o.round.KeyID+1, 2)
		for _, n := range []store.NewTip{one, two} {
			n.Envelopes[0].Bundle, n.Envelopes[1].Bundle = content, identity
		}
		var tips []models.Tip
		o.do(t, func(tx *store.Tx) (err error) {
			tips, err = tx.InsertTips([]store.NewTip{one, two, alone})
			return err
		})
		o.do(t, func(tx *store.Tx) error {
			for i, tip := range tips {
				list, err := tx.Envelopes(tip.ID)
				if err != nil {
					return err
				}
				want := map[models.EnvelopeKind]*models.Bundle{}
				if i < 2 {
					want = map[models.EnvelopeKind]*models.Bundle{models.EnvelopeText: content, models.EnvelopeIdentity: identity}
				}
				for _, e := range list {
					if got := string(e.BundleSecret()); got != string((models.Envelope{Bundle: want[e.Kind]}).BundleSecret()) {
						t.Errorf("tip %d, %s: the bundle is %q", i, e.Kind, got)
					}
				}
				who, err := tx.IdentityEnvelopes(tip.ID)
				if err != nil || len(who) == 0 || who[0].Kind != models.EnvelopeIdentity || (who[0].Bundle != nil) != (i < 2) {
					t.Errorf("tip %d: %d envelopes of the identity, %v", i, len(who), err)
				}
			}
			return nil
		})
		if n := o.raw(t, false).number("SELECT COUNT(*) FROM bundles"); n != 2 {
			t.Errorf("%d bundles for two", n)
		}
	})
}

// TestABundleIsOfOneTransactionWithItsEnvelopes wants nothing of a bundle left
// when the tips of it are refused.
func TestABundleIsOfOneTransactionWithItsEnvelopes(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.tip(t, asMail(1, models.LedgerTip))
		again := o.newTip()
		asMail(1, models.LedgerTip)(&again)
		err := o.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.InsertTips([]store.NewTip{again})
			return err
		})
		refused(t, err, models.KindConflict, "error.ledger")
		if n := o.raw(t, false).number("SELECT COUNT(*) FROM bundles"); n != 1 {
			t.Errorf("%d bundles after a refusal", n)
		}
	})
}
