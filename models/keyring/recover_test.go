package keyring_test

import (
	"testing"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"
)

// The last holder forgot the passphrase: the recovery key brings all back.
func TestRecoverLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, wang := w.office()
		round, _ := w.round(wang)
		token, err := w.RecoverLink(t.Context(), first.Recovery, "wang")
		w.must(err)
		w.accept(token, "the director remembers this one")
		again := w.signIn("wang", "the director remembers this one")
		if !w.reads(again, round.ID) || !w.reads(again, w.standing().ID) {
			t.Error("the recovery key did not bring the keys back")
		}
	})
}

// The first link expired before anybody used it.
func TestRecoverFirstLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, err := w.Init(t.Context(), initSpec())
		w.must(err)
		w.clock.Add(2 * store.InviteLife)
		token, err := w.RecoverLink(t.Context(), first.Recovery, "wang")
		w.must(err)
		w.accept(token, firstPhrase)
		if !w.reads(w.signIn("wang", firstPhrase), w.standing().ID) {
			t.Error("the first member does not read")
		}
	})
}

func TestRecover(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, wang := w.office()
		round, _ := w.round(wang)
		admin := w.join(wang, "admin", role(models.RoleSystem))
		li := w.join(admin, "li", role(models.RoleClerk))
		n, err := w.Recover(t.Context(), first.Recovery, "LI")
		w.must(err)
		if n != 2 || !w.reads(li, round.ID) {
			t.Errorf("recovered %d keys", n)
		}
		if n, err = w.Recover(t.Context(), first.Recovery, "admin"); n != 0 || err != nil {
			t.Errorf("an administrator got %d keys, %v", n, err)
		}
		_, err = w.Recover(t.Context(), first.Recovery, "nobody")
		w.fails(err, models.KindNotFound, "error.not_found")
	})
}

// The identity key opens with the recovery key alone.
func TestRecoveryKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, wang := w.office()
		round, _ := w.round(wang)
		for _, purpose := range []models.KeyPurpose{models.KeyContent, models.KeyIdentity} {
			key := w.key(round.ID, purpose)
			id, err := w.RecoveryKey(t.Context(), first.Recovery, key.ID)
			w.must(err)
			if got, err := open.Bytes(w.seal(key), id); err != nil || string(got) != report {
				t.Errorf("%s: got %q, %v", purpose, got, err)
			}
		}
	})
}

func TestRecoveryNeedsTheRightKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		other, err := open.NewIdentity()
		w.must(err)
		for _, id := range []open.Identity{{}, other, wang.id} {
			_, err := w.Recover(t.Context(), id, "wang")
			w.fails(err, models.KindForbidden, "error.recovery_key")
			_, err = w.RecoverLink(t.Context(), id, "wang")
			w.fails(err, models.KindForbidden, "error.recovery_key")
			_, err = w.RecoveryKey(t.Context(), id, 1)
			w.fails(err, models.KindForbidden, "error.recovery_key")
		}
		w.resume(wang.secret)
	})
}

// Who can write to the database cannot slip a member a key of their own.
func TestForgedGrant(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		key := w.key(w.standing().ID, models.KeyContent)
		forged, err := open.NewIdentity()
		w.must(err)
		to, err := seal.ParseRecipient(wang.Recipient)
		w.must(err)
		sealed, err := open.Grant(forged, to)
		w.must(err)
		w.must(w.store.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.DeleteGrants(models.HolderStaff, "1"); err != nil {
				return err
			}
			return tx.InsertGrant(models.KeyGrant{KeyID: key.ID, Kind: models.HolderStaff, HolderID: "1", Sealed: sealed})
		}))
		_, err = w.ContentKey(t.Context(), wang.Member, wang.id, key.ID)
		w.fails(err, models.KindInternal, "error.key_damaged")
	})
}
