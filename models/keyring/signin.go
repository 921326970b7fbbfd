package keyring

import (
	"context"
	"errors"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// SignIn unwraps a member's key and begins a session: at most store.SessionLife,
// store.SessionIdle without use. The secret belongs into the cookie and nowhere
// else.
//
// An unknown login, an inactive account and a wrong passphrase are all
// KindInvalid, "error.signin", and cost the same. With a second factor, an
// empty code is a fault of the field code, "error.code_needed", and a wrong or
// used one "error.code_wrong": both show that the passphrase was right.
func (k *Keyring) SignIn(ctx context.Context, login, passphrase, code string) (open.SessionSecret, models.Member, error) {
	m, err := k.signInMember(ctx, login)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return open.SessionSecret{}, models.Member{}, err
	}
	id, err := k.unwrap(ctx, m, passphrase)
	if errors.Is(err, open.ErrPassphrase) {
		return open.SessionSecret{}, models.Member{}, k.refuse(ctx, m.ID, wrongSignIn())
	}
	if err != nil {
		return open.SessionSecret{}, models.Member{}, models.Internal(err)
	}
	secret, member, err := k.begin(ctx, m, id, code)
	if models.KindOf(err) == models.KindInvalid && code != "" {
		err = k.refuse(ctx, m.ID, err)
	}
	return secret, member, err
}

func (k *Keyring) signInMember(ctx context.Context, login string) (m models.Member, err error) {
	err = k.store.Read(ctx, func(tx *store.Tx) error {
		m, err = tx.SignInMember(cleanLogin(login))
		return err
	})
	return m, err
}

// unwrap takes one KDF whether there is such a member or not.
func (k *Keyring) unwrap(ctx context.Context, m models.Member, passphrase string) (open.Identity, error) {
	if m.ID != 0 {
		return k.passphrases.Unwrap(ctx, m.Wrapped, passphrase)
	}
	nobody, err := k.nobody()
	if err != nil {
		return open.Identity{}, err
	}
	if _, err := k.passphrases.Wrap(ctx, nobody, passphrase); err != nil {
		return open.Identity{}, err
	}
	return open.Identity{}, open.ErrPassphrase
}

func wrongSignIn() error { return models.Fail(models.KindInvalid, "error.signin") }

// refuse notes a failed attempt, of an unknown login as staff:0 so that both
// take as long, and gives back why.
func (k *Keyring) refuse(ctx context.Context, staffID int64, why error) error {
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(k.row(0, "staff.refuse", staffObject(staffID)))
		return nil
	})
	if err != nil {
		return err
	}
	return why
}

// begin checks the second factor and stores the session. The account is looked
// up again: it may have changed while the passphrase was worked on.
func (k *Keyring) begin(
	ctx context.Context, was models.Member, id open.Identity, code string,
) (open.SessionSecret, models.Member, error) {
	secret, err := open.NewSessionSecret()
	if err != nil {
		return open.SessionSecret{}, models.Member{}, models.Internal(err)
	}
	sealed, err := secret.Seal(id, sessionBinding(was.ID))
	if err != nil {
		return open.SessionSecret{}, models.Member{}, models.Internal(err)
	}
	var m models.Member
	err = k.store.Write(ctx, func(tx *store.Tx) error {
		m, err = tx.Member(was.ID)
		if err != nil {
			return err
		}
		if !m.Active || m.Recipient != id.Recipient().String() {
			return wrongSignIn()
		}
		if err := k.checkCode(tx, m, id, code); err != nil {
			return err
		}
		if err := sweep(tx); err != nil {
			return err
		}
		tx.Audit(k.row(m.ID, "staff.signin", staffObject(m.ID)))
		return tx.InsertSession(models.Session{ID: secret.ID(), StaffID: m.ID, Sealed: sealed})
	})
	if err != nil {
		return open.SessionSecret{}, models.Member{}, err
	}
	return secret, m, nil
}

// sweep removes what time has ended: sessions, what expired links open, and
// halves of identities that nobody opened.
func sweep(tx *store.Tx) error {
	if err := tx.SweepSessions(); err != nil {
		return err
	}
	if err := tx.SweepOpenings(); err != nil {
		return err
	}
	return tx.SweepInvites()
}
