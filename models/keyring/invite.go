package keyring

import (
	"context"
	"time"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// Invite makes an account, inactive until its one-time link is used, and
// returns the link's token: 43 characters, shown once, good for
// store.InviteLife. What the administrator holds of the keys that the roles need
// passes through the link to whoever uses it; GrantMissing brings the rest
// later. Only system administrators may. A login that is taken is a field error.
func (k *Keyring) Invite(ctx context.Context, by models.Member, id open.Identity, spec AccountSpec) (string, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	if err := spec.clean(); err != nil {
		return "", err
	}
	var token string
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if err := checkRoles(tx, spec.Roles); err != nil {
			return err
		}
		m, err := insertAccount(tx, spec)
		if err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "staff.invite", staffObject(m.ID)))
		token, err = link(tx, staffHolder(by, id), m)
		return err
	})
	return token, err
}

func insertAccount(tx *store.Tx, spec AccountSpec) (models.Member, error) {
	_, err := tx.MemberByLogin(spec.Login)
	if err == nil {
		var faults models.FieldErrors
		faults.Add("login", "error.login_taken")
		return models.Member{}, faults
	}
	if models.KindOf(err) != models.KindNotFound {
		return models.Member{}, err
	}
	m := models.Member{Staff: models.Staff{Login: spec.Login, Name: spec.Name, Lang: spec.Lang}, Roles: spec.Roles}
	if err := tx.InsertStaff(&m.Staff); err != nil {
		return models.Member{}, err
	}
	return m, tx.SetRoles(m.ID, spec.Roles)
}

// ResetPassphrase makes a one-time link to an account that exists: for who
// forgot the passphrase, let the first link expire, or comes back after
// Deactivate. Until the link is used everything stays as it is; using it makes a
// new key and removes the old one with its grants and sessions. Deactivate first
// if somebody else may know the passphrase. Earlier links stop working.
func (k *Keyring) ResetPassphrase(ctx context.Context, by models.Member, id open.Identity, staffID int64) (string, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	var token string
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		m, err := tx.Member(staffID)
		if err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "staff.reset", staffObject(m.ID)))
		token, err = link(tx, staffHolder(by, id), m)
		return err
	})
	return token, err
}

// link replaces the open links of an account by a new one, to whose own
// identity the holder grants what the account's roles need.
func link(tx *store.Tx, h holder, m models.Member) (string, error) {
	if err := tx.RevokeInvites(m.ID); err != nil {
		return "", err
	}
	secret, err := open.NewSessionSecret()
	if err != nil {
		return "", models.Internal(err)
	}
	id, err := open.NewIdentity()
	if err != nil {
		return "", models.Internal(err)
	}
	sealed, err := secret.Seal(id, linkBinding(m.ID))
	if err != nil {
		return "", models.Internal(err)
	}
	to := receiver{models.HolderInvite, secret.ID(), id.Recipient()}
	err = tx.InsertInvite(models.Invite{
		ID: to.id, StaffID: m.ID, Sealed: sealed, Recipient: to.recipient.String(), CreatedBy: h.by,
	})
	if err != nil {
		return "", err
	}
	if err := h.passAll(tx, m.Roles, to); err != nil {
		return "", err
	}
	return secret.Text(), nil
}

// InviteInfo is what the page of a one-time link shows.
type InviteInfo struct {
	Login     string
	Name      string
	Lang      string
	ExpiresAt time.Time
}

// InviteInfo says whom a link is for. A token that was never given out is
// KindNotFound, "error.link_unknown"; a used or expired one is KindGone,
// "error.link_used" or "error.link_expired".
func (k *Keyring) InviteInfo(ctx context.Context, token string) (InviteInfo, error) {
	secret, err := parseToken(token)
	if err != nil {
		return InviteInfo{}, err
	}
	i, m, err := k.invited(ctx, secret)
	if err != nil {
		return InviteInfo{}, err
	}
	return InviteInfo{Login: m.Login, Name: m.Name, Lang: m.Lang, ExpiresAt: i.ExpiresAt}, nil
}

func (k *Keyring) invited(ctx context.Context, secret open.SessionSecret) (i models.Invite, m models.Member, err error) {
	err = k.store.Read(ctx, func(tx *store.Tx) error {
		if i, err = tx.Invite(secret.ID()); err != nil {
			return unknownLink(err)
		}
		m, err = tx.Member(i.StaffID)
		return err
	})
	return i, m, err
}

func parseToken(token string) (open.SessionSecret, error) {
	secret, err := open.ParseSessionSecret(token)
	if err != nil {
		return secret, models.Fail(models.KindNotFound, "error.link_unknown")
	}
	return secret, nil
}

func unknownLink(err error) error {
	if models.KindOf(err) == models.KindNotFound {
		return models.Fail(models.KindNotFound, "error.link_unknown")
	}
	return err
}
