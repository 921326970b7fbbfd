package keyring

import (
	"context"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// ContentKey opens a round's content key with the member's identity, as Resume
// returned both. It is KindForbidden, "error.no_key", without a grant: a holder
// has to run GrantMissing first.
func (k *Keyring) ContentKey(ctx context.Context, m models.Member, id open.Identity, keyID int64) (open.Identity, error) {
	var content open.Identity
	err := k.store.Read(ctx, func(tx *store.Tx) error {
		key, err := tx.Key(keyID)
		if err != nil {
			return err
		}
		if key.Purpose != models.KeyContent {
			return models.Fail(models.KindForbidden, "error.no_key")
		}
		content, err = staffHolder(m, id).open(tx, key)
		return err
	})
	return content, err
}

// Lacking lists the accounts whose roles need keys that they were not granted:
// to show a holder, who grants to them, not to names on trust.
func (k *Keyring) Lacking(ctx context.Context) ([]Lack, error) {
	var out []Lack
	err := k.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = lacking(tx)
		return err
	})
	return out, err
}

// GrantMissing grants the keys that the member holds to every account whose
// roles need them and that lacks them. It says how many grants it made.
func (k *Keyring) GrantMissing(ctx context.Context, by models.Member, id open.Identity) (int, error) {
	return k.grantLacks(ctx, staffHolder(by, id), func(Lack) bool { return true })
}

// GrantTo is GrantMissing for one account.
func (k *Keyring) GrantTo(ctx context.Context, by models.Member, id open.Identity, staffID int64) (int, error) {
	return k.grantLacks(ctx, staffHolder(by, id), func(l Lack) bool { return l.Member.ID == staffID })
}

func (k *Keyring) grantLacks(ctx context.Context, h holder, wanted func(Lack) bool) (int, error) {
	made := 0
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		lacks, err := lacking(tx)
		if err != nil {
			return err
		}
		for _, l := range lacks {
			if !wanted(l) {
				continue
			}
			n, err := k.fill(tx, h, l)
			if err != nil {
				return err
			}
			made += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return made, nil
}

// fill grants to one account what it lacks and the holder has, with an audit
// row for each key.
func (k *Keyring) fill(tx *store.Tx, h holder, l Lack) (int, error) {
	to, err := staffReceiver(l.Member)
	if err != nil {
		return 0, err
	}
	made := 0
	for _, key := range l.Keys {
		ok, err := h.pass(tx, key, to)
		if err != nil {
			return made, err
		}
		if !ok {
			continue
		}
		made++
		row := k.row(h.by, "key.grant", staffObject(l.Member.ID))
		row.Note = "key:" + decimal(key.ID)
		if h.kind == models.HolderRecovery {
			row.Origin, row.Action = originCLI, "key.recover"
		}
		tx.Audit(row)
	}
	return made, nil
}
