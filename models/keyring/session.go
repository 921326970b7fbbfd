package keyring

import (
	"context"
	"time"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// touchEvery is how stale a session's last use may be on record. It spares a
// write at every request, and ends an idle session at most that much early.
const touchEvery = time.Minute

// Resume opens a session: the member with the roles that hold now, and their
// identity. A session that ended, for whatever reason, is KindSignIn,
// "error.sign_in". It survives a restart: all it needs is in the database and
// the cookie.
func (k *Keyring) Resume(ctx context.Context, secret open.SessionSecret) (models.Member, open.Identity, error) {
	s, m, stale, err := k.session(ctx, secret)
	if err != nil {
		return models.Member{}, open.Identity{}, ended(err)
	}
	id, err := secret.Open(s.Sealed, sessionBinding(m.ID))
	if err != nil || id.Recipient().String() != m.Recipient {
		return models.Member{}, open.Identity{}, signedOut()
	}
	if stale {
		err = k.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchSession(s.ID) })
	}
	if err != nil {
		return models.Member{}, open.Identity{}, ended(err)
	}
	return m, id, nil
}

func (k *Keyring) session(
	ctx context.Context, secret open.SessionSecret,
) (s models.Session, m models.Member, stale bool, err error) {
	err = k.store.Read(ctx, func(tx *store.Tx) error {
		if s, err = tx.Session(secret.ID()); err != nil {
			return err
		}
		stale = tx.Now().Sub(s.SeenAt) >= touchEvery
		m, err = tx.Member(s.StaffID)
		return err
	})
	return s, m, stale, err
}

// SignOut ends a session. One that ended already is no error.
func (k *Keyring) SignOut(ctx context.Context, secret open.SessionSecret) error {
	return k.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Session(secret.ID())
		if models.KindOf(err) == models.KindNotFound {
			return tx.DeleteSession(secret.ID())
		}
		if err != nil {
			return err
		}
		tx.Audit(k.row(s.StaffID, "staff.signout", staffObject(s.StaffID)))
		return tx.DeleteSession(s.ID)
	})
}

func signedOut() error { return models.Fail(models.KindSignIn, "error.sign_in") }

func ended(err error) error {
	if models.KindOf(err) == models.KindNotFound {
		return signedOut()
	}
	return err
}
