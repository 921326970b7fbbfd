package keyring

import (
	"cmp"
	"context"
	"slices"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"
)

// SetCustodians entrusts the identities of all rounds to two people together,
// from the recovery key: whoever was entrusted with them before is not any
// more, and requests under way end. The first gives the outer half, the second
// opens. It says how many keys.
//
// It refuses one and the same person (KindInvalid, "error.custodians_same"),
// somebody inactive or without the role custodian (KindForbidden,
// "error.not_custodian"), and somebody who also reads tips (KindForbidden,
// "error.custodian_reads"); other errors are those of Recover. That the two are
// of different organs is for whoever names them to see to.
func (k *Keyring) SetCustodians(ctx context.Context, recovery open.Identity, outer, inner string) (int, error) {
	made := 0
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if err := checkRecovery(tx, recovery); err != nil {
			return err
		}
		to, err := custodiansNamed(tx, outer, inner)
		if err != nil {
			return err
		}
		if err := release(tx, 0); err != nil {
			return err
		}
		made, err = entrust(tx, recoveryHolder(recovery), to)
		return err
	})
	if err != nil {
		return 0, err
	}
	return made, nil
}

// custodians are two receivers who open together.
type custodians struct {
	models.CustodianPair
	outer, inner seal.Recipient
}

func newCustodians(outer, inner models.Member) (custodians, error) {
	c := custodians{CustodianPair: models.CustodianPair{Outer: outer.ID, Inner: inner.ID}}
	var err error
	if c.outer, err = seal.ParseRecipient(outer.Recipient); err != nil {
		return c, models.Internal(err)
	}
	if c.inner, err = seal.ParseRecipient(inner.Recipient); err != nil {
		return c, models.Internal(err)
	}
	return c, nil
}

// grant seals a key to the inner custodian, and that once more to the outer.
func (c custodians) grant(key open.Identity, by int64) (models.KeyGrant, error) {
	half, err := open.Grant(key, c.inner)
	if err != nil {
		return models.KeyGrant{}, models.Internal(err)
	}
	sealed, err := seal.Bytes(half, c.outer)
	if err != nil {
		return models.KeyGrant{}, models.Internal(err)
	}
	return models.KeyGrant{Kind: models.HolderCustodians, HolderID: c.String(), Sealed: sealed, By: by}, nil
}

// custodiansNow are the two active custodians, the older account as the outer;
// none when there are not exactly two.
func custodiansNow(tx *store.Tx) ([]grantee, error) {
	members, err := tx.Members()
	if err != nil {
		return nil, err
	}
	members = slices.DeleteFunc(members, func(m models.Member) bool { return !m.Custodian() })
	if len(members) != 2 {
		return nil, nil
	}
	slices.SortFunc(members, func(a, b models.Member) int { return cmp.Compare(a.ID, b.ID) })
	c, err := newCustodians(members[0], members[1])
	return []grantee{c}, err
}

func custodiansNamed(tx *store.Tx, outer, inner string) (custodians, error) {
	var pair [2]models.Member
	for i, login := range []string{outer, inner} {
		m, err := tx.MemberByLogin(cleanLogin(login))
		if err != nil {
			return custodians{}, err
		}
		if err := mayGuard(m); err != nil {
			return custodians{}, err
		}
		pair[i] = m
	}
	if pair[0].ID == pair[1].ID {
		return custodians{}, models.Fail(models.KindInvalid, "error.custodians_same")
	}
	return newCustodians(pair[0], pair[1])
}

func mayGuard(m models.Member) error {
	key := "error.not_custodian"
	switch {
	case m.Custodian():
		return nil
	case m.Has(models.RoleCustodian) && m.ReadsTips():
		key = "error.custodian_reads"
	}
	return &models.Error{Kind: models.KindForbidden, Key: key, Args: map[string]any{"login": m.Login}}
}

// entrust grants every identity key that the holder has to two people.
func entrust(tx *store.Tx, h holder, to custodians) (int, error) {
	keys, err := tx.Keys(models.KeyIdentity)
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		id, err := h.open(tx, key)
		if err != nil {
			return 0, err
		}
		g, err := to.grant(id, h.by)
		if err != nil {
			return 0, err
		}
		g.KeyID = key.ID
		if err := tx.InsertGrant(g); err != nil {
			return 0, err
		}
		row := cliRow("key.custodians", "key:"+decimal(key.ID))
		row.Note = "staff:" + to.String()
		tx.Audit(row)
	}
	return len(keys), nil
}

// release ends what two custodians were entrusted with together where somebody
// is one of them, 0 for everywhere, and the requests under way with it.
func release(tx *store.Tx, staffID int64) error {
	custody, err := tx.Custody()
	if err != nil {
		return err
	}
	for key, pair := range custody {
		if staffID != 0 && !pair.Has(staffID) {
			continue
		}
		if err := tx.DeleteGrant(key, models.HolderCustodians, pair.String()); err != nil {
			return err
		}
	}
	return tx.EndOpenings(staffID)
}
