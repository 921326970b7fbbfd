package keyring

import (
	"context"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// Recover grants, from the recovery key, what an account's roles need and lack:
// for when nobody who holds a key is left to grant it. It says how many keys. A
// key that is not this office's recovery key is KindForbidden,
// "error.recovery_key".
func (k *Keyring) Recover(ctx context.Context, recovery open.Identity, login string) (int, error) {
	made := 0
	err := k.recovering(ctx, recovery, login, func(tx *store.Tx, m models.Member) error {
		lacks, err := lacking(tx)
		if err != nil {
			return err
		}
		for _, l := range lacks {
			if l.Member.ID == m.ID {
				made, err = k.fill(tx, recoveryHolder(recovery), l)
			}
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return made, nil
}

// RecoverLink makes a one-time link to an account from the recovery key: for
// when the last who could make one forgot the passphrase, or the very first link
// expired. Errors are those of Recover.
func (k *Keyring) RecoverLink(ctx context.Context, recovery open.Identity, login string) (string, error) {
	var token string
	err := k.recovering(ctx, recovery, login, func(tx *store.Tx, m models.Member) (err error) {
		tx.Audit(cliRow("staff.reset", staffObject(m.ID)))
		token, err = link(tx, recoveryHolder(recovery), m)
		return err
	})
	return token, err
}

// RecoveryKey opens a round key of either purpose with the recovery key. It is
// audited. Errors are those of Recover.
func (k *Keyring) RecoveryKey(ctx context.Context, recovery open.Identity, keyID int64) (open.Identity, error) {
	var id open.Identity
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if err := checkRecovery(tx, recovery); err != nil {
			return err
		}
		key, err := tx.Key(keyID)
		if err != nil {
			return err
		}
		tx.Audit(cliRow("key.open", "key:"+decimal(keyID)))
		id, err = recoveryHolder(recovery).open(tx, key)
		return err
	})
	if err != nil {
		return open.Identity{}, err
	}
	return id, nil
}

func (k *Keyring) recovering(
	ctx context.Context, recovery open.Identity, login string, fn func(*store.Tx, models.Member) error,
) error {
	return k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if err := checkRecovery(tx, recovery); err != nil {
			return err
		}
		m, err := tx.MemberByLogin(cleanLogin(login))
		if err != nil {
			return err
		}
		return fn(tx, m)
	})
}

func checkRecovery(tx *store.Tx, recovery open.Identity) error {
	office, err := tx.Office()
	if err != nil {
		return err
	}
	if recovery.IsZero() || recovery.Recipient().String() != office.Recovery {
		return models.Fail(models.KindForbidden, "error.recovery_key")
	}
	return nil
}
