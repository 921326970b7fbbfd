package keyring

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// touchEvery is how stale a session's last use may be on record. It spares a
// write at every request, and ends an idle session at most that much early.
const touchEvery = time.Minute

// Session is one that holds, as Recognise found it.
type Session struct {
	Member models.Member // with the roles that hold now
	secret open.SessionSecret
	sealed []byte
}

// Identity opens the member's key; KindSignIn when it does not open.
func (s Session) Identity() (open.Identity, error) {
	id, err := s.secret.Open(s.sealed, sessionBinding(s.Member.ID))
	if err != nil || id.Recipient().String() != s.Member.Recipient {
		return open.Identity{}, signedOut()
	}
	return id, nil
}

// proof names a session and what it seals, by a hash: nothing follows from it.
func (s Session) proof() [sha256.Size]byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(s.secret.ID()), sessionBinding(s.Member.ID), []byte(s.Member.Recipient), s.sealed} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Resume opens a session: the member with the roles that hold now, and their
// identity. A session that ended, for whatever reason, is KindSignIn,
// "error.sign_in". It survives a restart: all it needs is in the database and
// the cookie.
func (k *Keyring) Resume(ctx context.Context, secret open.SessionSecret) (models.Member, open.Identity, error) {
	s, err := k.Recognise(ctx, secret)
	if err != nil {
		return models.Member{}, open.Identity{}, err
	}
	id, err := s.Identity()
	return s.Member, id, err
}

// Recognise is Resume for pages that open nothing. That the session and the
// roles hold is read each time; that the secret opens the member's key, which is
// most of the work and never changes, is tried once in this process.
func (k *Keyring) Recognise(ctx context.Context, secret open.SessionSecret) (Session, error) {
	row, m, stale, err := k.session(ctx, secret)
	if err != nil {
		return Session{}, ended(err)
	}
	s := Session{Member: m, secret: secret, sealed: row.Sealed}
	if err := k.proven.once(s.proof(), func() error { _, err := s.Identity(); return err }); err != nil {
		return Session{}, err
	}
	if stale {
		err = k.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchSession(row.ID) })
	}
	return s, ended(err)
}

func (k *Keyring) session(
	ctx context.Context, secret open.SessionSecret,
) (s models.Session, m models.Member, stale bool, err error) {
	err = k.store.Read(ctx, func(tx *store.Tx) error {
		s, m, err = tx.SessionMember(secret.ID())
		stale = tx.Now().Sub(s.SeenAt) >= touchEvery
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
