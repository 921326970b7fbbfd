package keyring

import (
	"context"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// Accept uses a one-time link: it makes the member's key, wraps it by the
// passphrase, moves the link's grants to it and uses the link up. A key that the
// account had before is gone, with its grants, sessions and second factor.
// A passphrase that CheckPassphrase refuses leaves the link as it is; otherwise
// errors are those of InviteInfo.
func (k *Keyring) Accept(ctx context.Context, token, passphrase string) (models.Member, error) {
	secret, err := parseToken(token)
	if err != nil {
		return models.Member{}, err
	}
	if err := CheckPassphrase("passphrase", passphrase); err != nil {
		return models.Member{}, err
	}
	i, _, err := k.invited(ctx, secret)
	if err != nil {
		return models.Member{}, err
	}
	linkID, err := secret.Open(i.Sealed, linkBinding(i.StaffID))
	if err != nil {
		return models.Member{}, models.Fail(models.KindNotFound, "error.link_unknown")
	}
	id, wrapped, err := k.newStaffKey(ctx, passphrase)
	if err != nil {
		return models.Member{}, err
	}
	return k.take(ctx, i, linkID, id, wrapped)
}

func (k *Keyring) newStaffKey(ctx context.Context, passphrase string) (open.Identity, []byte, error) {
	id, err := open.NewIdentity()
	if err != nil {
		return open.Identity{}, nil, models.Internal(err)
	}
	wrapped, err := k.passphrases.Wrap(ctx, id, passphrase)
	if err != nil {
		return open.Identity{}, nil, models.Internal(err)
	}
	return id, wrapped, nil
}

// take moves an account to its new key. The link is looked up again: somebody
// may have used it while the passphrase was worked on.
func (k *Keyring) take(ctx context.Context, i models.Invite, linkID, id open.Identity, wrapped []byte) (models.Member, error) {
	var m models.Member
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if _, err := tx.Invite(i.ID); err != nil {
			return unknownLink(err)
		}
		if err := tx.SetStaffKey(i.StaffID, id.Recipient().String(), wrapped); err != nil {
			return err
		}
		if err := tx.DeleteSessions(i.StaffID, ""); err != nil {
			return err
		}
		var err error
		if m, err = tx.Member(i.StaffID); err != nil {
			return err
		}
		if err := moveGrants(tx, i, linkID, m); err != nil {
			return err
		}
		tx.Audit(k.row(m.ID, "staff.accept", staffObject(m.ID)))
		return tx.UseInvite(i.ID)
	})
	return m, err
}

// moveGrants replaces the account's grants by those of the link. What its old
// key guarded together with somebody is left to SetCustodians.
func moveGrants(tx *store.Tx, i models.Invite, linkID open.Identity, m models.Member) error {
	if err := release(tx, m.ID); err != nil {
		return err
	}
	if err := tx.DeleteGrants(models.HolderStaff, decimal(m.ID)); err != nil {
		return err
	}
	to, err := staffReceiver(m)
	if err != nil {
		return err
	}
	h := holder{models.HolderInvite, i.ID, linkID, i.CreatedBy}
	return h.passAll(tx, m.Roles, to)
}
