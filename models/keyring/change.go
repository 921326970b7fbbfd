package keyring

import (
	"context"

	"heed/models"
	"heed/models/store"
)

// change runs fn on the account as it is now. It is KindConflict when the
// account has another key than the member who asks: they were reset meanwhile.
func (k *Keyring) change(ctx context.Context, m models.Member, fn func(*store.Tx, models.Member) error) error {
	return k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		now, err := tx.Member(m.ID)
		if err != nil {
			return err
		}
		if now.Recipient != m.Recipient {
			return models.Fail(models.KindConflict, "error.conflict")
		}
		return fn(tx, now)
	})
}
