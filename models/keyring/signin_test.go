package keyring_test

import (
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
)

func TestSignInAnswersAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		gone := w.join(wang, "gone", role(models.RoleClerk))
		w.must(w.Deactivate(t.Context(), wang.Member, gone.ID))
		_, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: "invited", Name: "x"})
		w.must(err)
		for _, login := range []string{"wang", "nobody", "gone", "invited", ""} {
			for _, passphrase := range []string{"wrong passphrase", "", firstPhrase + " "} {
				secret, m, err := w.SignIn(t.Context(), login, passphrase, "")
				w.fails(err, models.KindInvalid, "error.signin")
				if !secret.IsZero() || m.ID != 0 {
					t.Errorf("%q got a session", login)
				}
			}
		}
		if got := w.actions(); got[len(got)-1] != "staff.refuse staff:0" || !slices.Contains(got, "staff.refuse staff:1") {
			t.Errorf("audit ends in %v", got[len(got)-2:])
		}
		w.signIn(" WANG ", firstPhrase)
	})
}

// An unknown login reaches the KDF as a known one does: broken, it shows.
func TestUnknownLoginCostsTheKDF(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.office()
		broken := keyring.New(keyring.Options{
			Store: w.store, Now: w.clock.Now, Passphrases: open.NewPassphrases(open.PassphraseOptions{WorkFactor: 99, MaxWorkFactor: 1}),
		})
		for _, login := range []string{"wang", "nobody"} {
			_, _, err := broken.SignIn(t.Context(), login, "wrong passphrase", "")
			w.fails(err, models.KindInternal, "error.internal")
		}
	})
}

func TestSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		ends := func(secret open.SessionSecret, why string) {
			t.Helper()
			_, id, err := w.Resume(t.Context(), secret)
			w.fails(err, models.KindSignIn, "error.sign_in")
			if !id.IsZero() {
				t.Errorf("%s: the key came all the same", why)
			}
		}
		ends(open.SessionSecret{}, "no cookie")
		w.must(w.SignOut(t.Context(), wang.secret))
		ends(wang.secret, "signed out")
		w.must(w.SignOut(t.Context(), wang.secret))

		idle := w.signIn("wang", firstPhrase)
		w.clock.Add(store.SessionIdle - time.Microsecond)
		w.resume(idle.secret)
		w.clock.Add(store.SessionIdle)
		ends(idle.secret, "idle")

		busy := w.signIn("wang", firstPhrase)
		for range int(store.SessionLife/(20*time.Minute)) - 1 {
			w.clock.Add(20 * time.Minute)
			w.resume(busy.secret)
		}
		w.clock.Add(20 * time.Minute)
		ends(busy.secret, "twelve hours")
		w.signIn("wang", firstPhrase)
		if n := len(w.dump()["sessions"]); n != 1 {
			t.Errorf("%d sessions kept", n)
		}
	})
}

// A session needs the database and the cookie, not the process that began it.
func TestSessionSurvivesRestart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		cookie, err := open.ParseSessionSecret(wang.secret.Text())
		w.must(err)
		again := &world{Keyring: w.newKeyring(w.store), t: t, url: w.url, store: w.store, clock: w.clock}
		if p := again.resume(cookie); !again.reads(p, w.standing().ID) {
			t.Error("the key of the session opens nothing")
		}
	})
}

// Rows copied to another member's session open nothing.
func TestSessionBelongsToItsMember(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		li := w.join(wang, "li", role(models.RoleClerk))
		_, err := w.Recognise(t.Context(), li.secret)
		w.must(err)
		w.must(w.store.Write(t.Context(), func(tx *store.Tx) error {
			s, err := tx.Session(li.secret.ID())
			if err != nil {
				return err
			}
			s.StaffID = wang.ID
			if err := tx.DeleteSession(s.ID); err != nil {
				return err
			}
			return tx.InsertSession(s)
		}))
		_, err = w.Recognise(t.Context(), li.secret)
		w.fails(err, models.KindSignIn, "error.sign_in")
		_, _, err = w.Resume(t.Context(), li.secret)
		w.fails(err, models.KindSignIn, "error.sign_in")
	})
}

func TestChangePassphrase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		other := w.signIn("wang", firstPhrase)
		err := w.ChangePassphrase(t.Context(), wang.Member, wang.secret, "wrong passphrase", "another good passphrase")
		w.fails(err, models.KindInvalid, "error.passphrase_wrong")
		err = w.ChangePassphrase(t.Context(), wang.Member, wang.secret, firstPhrase, "short")
		w.fails(err, models.KindInvalid, "error.passphrase_short")
		w.must(w.ChangePassphrase(t.Context(), wang.Member, wang.secret, firstPhrase, "another good passphrase"))
		_, _, err = w.SignIn(t.Context(), "wang", firstPhrase, "")
		w.fails(err, models.KindInvalid, "error.signin")
		_, _, err = w.Resume(t.Context(), other.secret)
		w.fails(err, models.KindSignIn, "error.sign_in")
		if !w.reads(w.resume(wang.secret), w.standing().ID) || !w.reads(w.signIn("wang", "another good passphrase"), w.standing().ID) {
			t.Error("the key changed with the passphrase")
		}
	})
}

// The account changed while the passphrase was worked on: no session.
func TestSignInOfAChangedAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		li := w.join(wang, "li", role(models.RoleClerk))
		_, _, err := keyring.Begin(w.Keyring, t.Context(), li.Member, li.id, "")
		w.must(err)
		token, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, li.ID)
		w.must(err)
		w.accept(token, clerkPhrase)
		_, _, err = keyring.Begin(w.Keyring, t.Context(), li.Member, li.id, "")
		w.fails(err, models.KindInvalid, "error.signin")
		w.must(w.Deactivate(t.Context(), wang.Member, li.ID))
		_, _, err = keyring.Begin(w.Keyring, t.Context(), li.Member, li.id, "")
		w.fails(err, models.KindInvalid, "error.signin")
	})
}

// A session row of the old key, put back after a reset, opens nothing.
func TestSessionOfAnOldKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		var old models.Session
		w.must(w.store.Read(t.Context(), func(tx *store.Tx) (err error) {
			old, err = tx.Session(wang.secret.ID())
			return err
		}))
		token, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, wang.ID)
		w.must(err)
		w.accept(token, firstPhrase)
		w.must(w.store.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertSession(old) }))
		_, _, err = w.Resume(t.Context(), wang.secret)
		w.fails(err, models.KindSignIn, "error.sign_in")
	})
}

func BenchmarkResume(b *testing.B) {
	w := newWorld(b, "sqlite://"+b.TempDir()+"/heed.db")
	_, wang := w.office()
	for b.Loop() {
		if _, _, err := w.Resume(b.Context(), wang.secret); err != nil {
			b.Fatal(err)
		}
	}
}
