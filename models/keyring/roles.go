package keyring

import (
	"context"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// SetRoles replaces the roles of an account. Keys that the new roles do not need
// are taken away at once, and those they need are granted if the administrator
// holds them; GrantMissing brings the rest. Only system administrators may, and
// nobody for themselves (KindForbidden, "error.own_roles"): a second one must be
// there before the first stops being one ("error.last_admin").
func (k *Keyring) SetRoles(
	ctx context.Context, by models.Member, id open.Identity, staffID int64, roles []models.StaffRole,
) error {
	if err := mayManage(by); err != nil {
		return err
	}
	if staffID == by.ID {
		return models.Fail(models.KindForbidden, "error.own_roles")
	}
	return k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if err := checkRoles(tx, roles); err != nil {
			return err
		}
		m, err := tx.Member(staffID)
		if err != nil {
			return err
		}
		m.Roles = roles
		if err := keepsAnAdmin(tx, m); err != nil {
			return err
		}
		if err := tx.SetRoles(staffID, roles); err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "staff.roles", staffObject(staffID)))
		return k.fit(tx, staffHolder(by, id), m)
	})
}

// fit makes an account's grants those that its roles need.
func (k *Keyring) fit(tx *store.Tx, h holder, m models.Member) error {
	if err := trim(tx, m); err != nil {
		return err
	}
	if h.identity.IsZero() {
		return nil
	}
	lacks, err := lacking(tx)
	if err != nil {
		return err
	}
	for _, l := range lacks {
		if l.Member.ID == m.ID {
			_, err := k.fill(tx, h, l)
			return err
		}
	}
	return nil
}

// trim takes from an account, and from its open links, the keys that its roles
// do not need.
func trim(tx *store.Tx, m models.Member) error {
	if !m.Custodian() {
		if err := release(tx, m.ID); err != nil {
			return err
		}
	}
	invites, err := tx.OpenInvites()
	if err != nil {
		return err
	}
	if err := trimHolder(tx, m.Roles, models.HolderStaff, decimal(m.ID)); err != nil {
		return err
	}
	for _, i := range invites {
		if i.StaffID != m.ID {
			continue
		}
		if err := trimHolder(tx, m.Roles, models.HolderInvite, i.ID); err != nil {
			return err
		}
	}
	return nil
}

func trimHolder(tx *store.Tx, roles []models.StaffRole, kind models.HolderKind, id string) error {
	n, err := needsOf(tx)
	if err != nil {
		return err
	}
	grants, err := tx.Grants(kind, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		key, err := tx.Key(g.KeyID)
		if err != nil {
			return err
		}
		if n.key(roles, key) {
			continue
		}
		if err := tx.DeleteGrant(g.KeyID, kind, id); err != nil {
			return err
		}
	}
	return nil
}
