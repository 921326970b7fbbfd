package keyring

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// MaxApproval is how long the number of an approval may be, in characters.
const MaxApproval = 40

// IdentityRequest says whose identity is to be opened, why, and by which
// written approval.
type IdentityRequest struct {
	TipID    int64
	Purpose  models.IdentityPurpose
	Approval string
}

func (r *IdentityRequest) clean() error {
	r.Approval = strings.TrimSpace(r.Approval)
	var faults models.FieldErrors
	if !r.Purpose.Valid() {
		faults.Add("purpose", "error.identity_purpose")
	}
	long := utf8.RuneCountInString(r.Approval) > MaxApproval
	if long || !strings.ContainsFunc(r.Approval, unicode.IsDigit) || strings.ContainsFunc(r.Approval, unicode.IsControl) {
		faults.Add("approval", "error.identity_approval")
	}
	return faults.Err()
}

// RequestIdentity begins the opening of a tip's identity by the two custodians
// of its round. Of the outer custodian the request takes the half at once; of
// the inner it waits for the other's. It lasts store.OpeningLife, and one at a
// time a tip. Faults name the fields purpose and approval.
//
// A tip without an identity, or one that the member is recused from, is
// KindNotFound; who is not one of its two custodians is KindForbidden,
// "error.no_custody"; when the other one may not take part it is KindConflict,
// "error.custodian_other".
func (k *Keyring) RequestIdentity(
	ctx context.Context, m models.Member, id open.Identity, r IdentityRequest,
) (models.IdentityOpening, error) {
	if err := r.clean(); err != nil {
		return models.IdentityOpening{}, err
	}
	var o models.IdentityOpening
	err := k.change(ctx, m, func(tx *store.Tx, m models.Member) error {
		keyID, pair, err := custody(tx, m, r.TipID)
		if err != nil {
			return err
		}
		o, err = tx.InsertOpening(models.IdentityOpening{
			TipID: r.TipID, KeyID: keyID, Purpose: r.Purpose, Approval: r.Approval,
			OuterID: pair.Outer, InnerID: pair.Inner, RequestedBy: m.ID,
		})
		if err != nil {
			return err
		}
		tx.Audit(k.identityRow(o, m.ID, "identity.request", string(o.Purpose)))
		if m.ID == pair.Outer {
			return k.giveHalf(tx, m, id, o)
		}
		return nil
	})
	return o, err
}

// GiveIdentityHalf adds the half of the outer custodian to a request of the
// inner. Errors are those of RequestIdentity; a request that ended or has its
// half is KindConflict, "error.identity_over".
func (k *Keyring) GiveIdentityHalf(ctx context.Context, m models.Member, id open.Identity, openingID int64) error {
	return k.change(ctx, m, func(tx *store.Tx, m models.Member) error {
		o, err := opening(tx, m, openingID)
		if err != nil {
			return err
		}
		return k.giveHalf(tx, m, id, o)
	})
}

// giveHalf opens the outer layer of the grant. What is inside only the inner
// custodian can open.
func (k *Keyring) giveHalf(tx *store.Tx, m models.Member, id open.Identity, o models.IdentityOpening) error {
	pair := models.CustodianPair{Outer: o.OuterID, Inner: o.InnerID}
	g, err := tx.Grant(o.KeyID, models.HolderCustodians, pair.String())
	if err != nil {
		return err
	}
	if m.ID != pair.Outer {
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	half, err := open.Bytes(g.Sealed, id)
	if err != nil {
		return models.Wrap(models.KindInternal, "error.key_damaged", err)
	}
	tx.Audit(k.identityRow(o, m.ID, "identity.half", ""))
	return tx.GiveHalf(o.ID, m.ID, half)
}

func (k *Keyring) identityRow(o models.IdentityOpening, actor int64, action, note string) models.Audit {
	row := k.row(actor, action, "identity:"+decimal(o.ID))
	row.TipID, row.Note = o.TipID, note
	return row
}
