package keyring_test

import (
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
)

func TestLinkWorksOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		token, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: " LI＠office ", Name: "李"})
		w.must(err)
		info, err := w.InviteInfo(t.Context(), token)
		w.must(err)
		if info.Login != "li@office" || info.Name != "李" || !info.ExpiresAt.Equal(w.clock.Now().Add(store.InviteLife)) {
			t.Errorf("info %+v", info)
		}
		w.accept(token, clerkPhrase)
		_, err = w.Accept(t.Context(), token, "somebody else's passphrase")
		w.fails(err, models.KindGone, "error.link_used")
		_, err = w.InviteInfo(t.Context(), token)
		w.fails(err, models.KindGone, "error.link_used")
		w.signIn("li@office", clerkPhrase)
	})
}

// Of many who use a link at the same moment one gets the account.
func TestLinkRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		token, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: "li", Name: "李", Roles: []models.StaffRole{role(models.RoleClerk)}})
		w.must(err)
		results := make(chan error, 8)
		for range cap(results) {
			go func() {
				_, err := w.Accept(t.Context(), token, clerkPhrase)
				results <- err
			}()
		}
		won := 0
		for range cap(results) {
			if err := <-results; err == nil {
				won++
			} else {
				w.fails(err, models.KindGone, "error.link_used")
			}
		}
		if won != 1 {
			t.Errorf("%d used the link", won)
		}
		if !w.reads(w.signIn("li", clerkPhrase), w.standing().ID) {
			t.Error("the key got lost in the race")
		}
	})
}

func TestLinkExpires(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		token, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: "li", Name: "李", Roles: []models.StaffRole{role(models.RoleClerk)}})
		w.must(err)
		w.clock.Add(store.InviteLife - time.Microsecond)
		_, err = w.InviteInfo(t.Context(), token)
		w.must(err)
		w.clock.Add(time.Microsecond)
		_, err = w.Accept(t.Context(), token, clerkPhrase)
		w.fails(err, models.KindGone, "error.link_expired")
		w.signIn("wang", firstPhrase)
		for _, row := range w.dump()["key_grants"] {
			if row["kind"] == string(models.HolderInvite) {
				t.Error("an expired link still holds a key")
			}
		}
		_, err = w.InviteInfo(t.Context(), token)
		w.fails(err, models.KindGone, "error.link_expired")
	})
}

func TestLinkUnknown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.office()
		never, err := open.NewSessionSecret()
		w.must(err)
		for _, token := range []string{"", "x", never.Text(), never.Text() + "A", strings.ToUpper(never.Text())} {
			_, err := w.Accept(t.Context(), token, clerkPhrase)
			w.fails(err, models.KindNotFound, "error.link_unknown")
		}
	})
}

func TestPassphraseLength(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		token, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: "li", Name: "李"})
		w.must(err)
		for _, short := range []string{"", "elevenchars", strings.Repeat("口", 11), strings.Repeat("e\u0301", 11)} {
			_, err := w.Accept(t.Context(), token, short)
			w.fails(err, models.KindInvalid, "error.passphrase_short")
		}
		_, err = w.Accept(t.Context(), token, strings.Repeat("口", 257))
		w.fails(err, models.KindInvalid, "error.passphrase_long")
		w.accept(token, strings.Repeat("口", 12))
	})
}

func TestInviteRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		_, teams := w.round(wang)
		clerk := w.join(wang, "li", role(models.RoleClerk))
		_, err := w.Invite(t.Context(), clerk.Member, clerk.id, keyring.AccountSpec{Login: "zhao", Name: "赵"})
		w.fails(err, models.KindForbidden, "error.forbidden")
		for key, spec := range map[string]keyring.AccountSpec{
			"error.login_taken": {Login: "LI", Name: "x"},
			"error.login":       {Login: "a b", Name: "x"},
			"error.name":        {Login: "zhao", Name: " "},
		} {
			_, err := w.Invite(t.Context(), wang.Member, wang.id, spec)
			w.fails(err, models.KindInvalid, key)
		}
		for _, roles := range [][]models.StaffRole{
			{role("king")},
			{role(models.RoleMember)},
			{{Role: models.RoleHead, TeamID: 999}},
			{inTeam(models.RoleClerk, teams[0])},
			{role(models.RoleClerk), role(models.RoleClerk)},
		} {
			_, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: "zhao", Name: "赵", Roles: roles})
			w.fails(err, models.KindInvalid, "error.roles")
		}
	})
}

// An administrator without keys invites; a holder grants afterwards.
func TestGrantMissing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		round, teams := w.round(wang)
		admin := w.join(wang, "admin", role(models.RoleSystem))
		li := w.join(admin, "li", role(models.RoleClerk))
		zhao := w.join(admin, "zhao", inTeam(models.RoleHead, teams[0]))
		if w.reads(li, round.ID) || w.reads(zhao, round.ID) {
			t.Fatal("an administrator without keys passed one on")
		}
		lacks, err := w.Lacking(t.Context())
		w.must(err)
		if len(lacks) != 2 || lacks[0].Member.Login != "li" || len(lacks[0].Keys) != 2 || len(lacks[1].Keys) != 1 {
			t.Errorf("lacking %v", lacks)
		}
		for want, by := range map[int]person{0: admin, 1: zhao} {
			n, err := w.GrantMissing(t.Context(), by.Member, by.id)
			w.must(err)
			if n != 0 {
				t.Errorf("%s, who lacks the keys too, granted %d (%d)", by.Login, n, want)
			}
		}
		n, err := w.GrantTo(t.Context(), wang.Member, wang.id, zhao.ID)
		w.must(err)
		if n != 1 || w.reads(li, round.ID) || !w.reads(zhao, round.ID) {
			t.Errorf("GrantTo made %d grants", n)
		}
		n, err = w.GrantMissing(t.Context(), wang.Member, wang.id)
		w.must(err)
		if n != 2 || !w.reads(li, round.ID) || !w.reads(li, w.standing().ID) {
			t.Errorf("GrantMissing made %d grants", n)
		}
		if n, err = w.GrantMissing(t.Context(), wang.Member, wang.id); n != 0 || err != nil {
			t.Errorf("a second time: %d, %v", n, err)
		}
	})
}
