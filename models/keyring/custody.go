package keyring

import (
	"heed/models"
	"heed/models/store"
)

// opening is a request in which the member takes part and may still do so.
func opening(tx *store.Tx, m models.Member, id int64) (models.IdentityOpening, error) {
	o, err := tx.Opening(m.ID, id)
	if err != nil {
		return o, err
	}
	keyID, pair, err := custody(tx, m, o.TipID)
	if err == nil && (keyID != o.KeyID || pair != models.CustodianPair{Outer: o.OuterID, Inner: o.InnerID}) {
		err = models.Fail(models.KindConflict, "error.identity_over")
	}
	return o, err
}

// custody is the key of a tip's identity and the two who hold it, if the member
// is one of them and both may take part.
func custody(tx *store.Tx, m models.Member, tipID int64) (int64, models.CustodianPair, error) {
	var none models.CustodianPair
	if !m.Custodian() {
		return 0, none, models.Fail(models.KindForbidden, "error.forbidden")
	}
	if _, err := tx.Tip(models.Scope{StaffID: m.ID, All: true}, tipID); err != nil {
		return 0, none, err
	}
	sealed, err := tx.IdentityEnvelopes(tipID)
	if err != nil {
		return 0, none, err
	}
	if len(sealed) == 0 {
		return 0, none, models.Fail(models.KindNotFound, "error.not_found")
	}
	held, err := tx.Custody()
	if err != nil {
		return 0, none, err
	}
	pair := held[sealed[0].KeyID]
	if !pair.Has(m.ID) {
		return 0, none, models.Fail(models.KindForbidden, "error.no_custody")
	}
	return sealed[0].KeyID, pair, otherMay(tx, pair, m.ID, tipID)
}

// otherMay says whether the other of the two may take part.
func otherMay(tx *store.Tx, pair models.CustodianPair, self, tipID int64) error {
	id := pair.Outer
	if self == pair.Outer {
		id = pair.Inner
	}
	other, err := tx.Member(id)
	if err != nil {
		return err
	}
	_, err = tx.Tip(models.Scope{StaffID: id, All: true}, tipID)
	if models.KindOf(err) == models.KindNotFound || (err == nil && !other.Custodian()) {
		return models.Fail(models.KindConflict, "error.custodian_other")
	}
	return err
}
