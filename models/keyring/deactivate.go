package keyring

import (
	"context"

	"heed/models"
	"heed/models/store"
)

// Deactivate ends an account: its sessions, grants and open links are removed
// and its wrapped key is erased. The recovery key still opens every round that
// only this account held. ResetPassphrase brings the account back with a new
// key. Only system administrators may, and the last active one stays
// (KindConflict, "error.last_admin").
func (k *Keyring) Deactivate(ctx context.Context, by models.Member, staffID int64) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		m, err := tx.Member(staffID)
		if err != nil {
			return err
		}
		m.Active = false
		if err := keepsAnAdmin(tx, m); err != nil {
			return err
		}
		if err := tx.DeactivateStaff(staffID); err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "staff.deactivate", staffObject(staffID)))
		return strip(tx, staffID)
	})
}

// strip removes whatever opens something in an account's name.
func strip(tx *store.Tx, staffID int64) error {
	if err := tx.DeleteSessions(staffID, ""); err != nil {
		return err
	}
	if err := tx.DeleteGrants(models.HolderStaff, decimal(staffID)); err != nil {
		return err
	}
	if err := release(tx, staffID); err != nil {
		return err
	}
	return tx.RevokeInvites(staffID)
}

// keepsAnAdmin says whether an active system administrator remains when one
// account becomes as changed says.
func keepsAnAdmin(tx *store.Tx, changed models.Member) error {
	members, err := tx.Members()
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID == changed.ID {
			m = changed
		}
		if m.Active && m.Has(models.RoleSystem) {
			return nil
		}
	}
	return models.Fail(models.KindConflict, "error.last_admin")
}
