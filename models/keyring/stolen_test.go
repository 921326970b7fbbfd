package keyring_test

import (
	"crypto/rand"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// A copied database opens nothing, not even with what a portal is configured
// with, nor with what was used up; with any one thing that only a person holds,
// it opens.
func TestCopiedDatabaseOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, wang := w.office()
		round, _ := w.round(wang)
		li := w.join(wang, "li", role(models.RoleClerk))
		zhao := w.join(wang, "zhao", role(models.RoleClerk))
		setup := w.withTOTP(li)
		out := w.signIn("zhao", clerkPhrase)
		w.must(w.SignOut(t.Context(), out.secret))
		used, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, zhao.ID)
		w.must(err)
		w.accept(used, "zhao's own new passphrase")
		gone := w.join(wang, "gone", role(models.RoleDirector))
		w.must(w.Deactivate(t.Context(), wang.Member, gone.ID))
		waiting, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, gone.ID)
		w.must(err)
		sealed := w.seal(w.key(round.ID, models.KeyContent))
		for name, c := range map[string]struct {
			ends  []string
			opens bool
		}{
			"nothing else":              {nil, false},
			"a portal's secret":         {[]string{rand.Text(), w.url}, false},
			"a used link":               {[]string{used, first.Link}, false},
			"ended sessions":            {[]string{out.secret.Text(), zhao.secret.Text(), gone.secret.Text()}, false},
			"a second factor":           {[]string{setup.Secret, setup.URL, w.code(setup, 0)}, false},
			"a live cookie":             {[]string{wang.secret.Text()}, true},
			"a passphrase":              {[]string{"zhao's own new passphrase"}, true},
			"a waiting link":            {[]string{waiting}, true},
			"the recovery key":          {[]string{first.Recovery.Secret()}, true},
			"a key of an ended account": {[]string{gone.id.Secret(), zhao.id.Secret()}, false},
		} {
			if got := w.steal(c.ends...).opens(sealed); got != c.opens {
				t.Errorf("with %s: opened %v", name, got)
			}
		}
	})
}

// An expired link is worth nothing once anybody has signed in since.
func TestExpiredLinkOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		token, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, wang.ID)
		w.must(err)
		sealed := w.seal(w.key(w.standing().ID, models.KeyContent))
		w.clock.Add(store.InviteLife + time.Second)
		w.signIn("wang", firstPhrase)
		if w.steal(token).opens(sealed) {
			t.Error("an expired link opens the round")
		}
	})
}
