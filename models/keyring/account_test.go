package keyring_test

import (
	"testing"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
)

func TestDeactivate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		round, _ := w.round(wang)
		li := w.join(wang, "li", role(models.RoleClerk))
		w.fails(w.Deactivate(t.Context(), li.Member, wang.ID), models.KindForbidden, "error.forbidden")
		w.must(w.Deactivate(t.Context(), wang.Member, li.ID))
		_, _, err := w.Resume(t.Context(), li.secret)
		w.fails(err, models.KindSignIn, "error.sign_in")
		_, _, err = w.SignIn(t.Context(), "li", clerkPhrase, "")
		w.fails(err, models.KindInvalid, "error.signin")
		if w.reads(li, round.ID) {
			t.Error("a deactivated account opens the round")
		}
		if n, err := w.GrantMissing(t.Context(), wang.Member, wang.id); n != 0 || err != nil {
			t.Errorf("a deactivated account was granted %d keys, %v", n, err)
		}
		w.must(w.store.Read(t.Context(), func(tx *store.Tx) error {
			m, err := tx.SignInMember("li")
			if models.KindOf(err) != models.KindNotFound {
				t.Errorf("got %v, %v", m.Login, err)
			}
			return nil
		}))

		token, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, li.ID)
		w.must(err)
		w.accept(token, clerkPhrase+"2")
		if !w.reads(w.signIn("li", clerkPhrase+"2"), round.ID) {
			t.Error("an account that came back does not read")
		}
	})
}

func TestResetPassphrase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		round, _ := w.round(wang)
		li := w.join(wang, "li", role(models.RoleClerk))
		w.withTOTP(li)
		_, err := w.ResetPassphrase(t.Context(), li.Member, li.id, wang.ID)
		w.fails(err, models.KindForbidden, "error.forbidden")
		earlier, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, li.ID)
		w.must(err)
		token, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, li.ID)
		w.must(err)
		_, err = w.Accept(t.Context(), earlier, clerkPhrase)
		w.fails(err, models.KindNotFound, "error.link_unknown")
		if !w.reads(w.resume(li.secret), round.ID) {
			t.Error("a link that nobody used changed the account")
		}

		w.accept(token, "a new and long passphrase")
		_, _, err = w.Resume(t.Context(), li.secret)
		w.fails(err, models.KindSignIn, "error.sign_in")
		_, _, err = w.SignIn(t.Context(), "li", clerkPhrase, "")
		w.fails(err, models.KindInvalid, "error.signin")
		again := w.signIn("li", "a new and long passphrase") // the second factor went with the old key
		if again.Recipient == li.Recipient || again.ID != li.ID {
			t.Error("the account kept its key, or became another")
		}
		if !w.reads(again, round.ID) {
			t.Error("the new key opens nothing")
		}
		key := w.key(round.ID, models.KeyContent)
		_, err = w.ContentKey(t.Context(), again.Member, li.id, key.ID)
		w.fails(err, models.KindInternal, "error.key_damaged")
		w.fails(w.ConfirmTOTP(t.Context(), li.Member, li.id, "123456"), models.KindConflict, "error.conflict")
	})
}

// A reset by an administrator without keys gives no keys until a holder does.
func TestResetWithoutKeys(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		round, _ := w.round(wang)
		admin := w.join(wang, "admin", role(models.RoleSystem))
		li := w.join(wang, "li", role(models.RoleClerk))
		token, err := w.ResetPassphrase(t.Context(), admin.Member, admin.id, li.ID)
		w.must(err)
		w.accept(token, "the administrator chose this")
		usurper := w.signIn("li", "the administrator chose this")
		if w.reads(usurper, round.ID) {
			t.Error("an administrator alone came to read")
		}
		if n, err := w.GrantTo(t.Context(), wang.Member, wang.id, li.ID); n != 2 || err != nil || !w.reads(usurper, round.ID) {
			t.Errorf("granted %d, %v", n, err)
		}
	})
}

func TestSetRoles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		round, teams := w.round(wang)
		li := w.join(wang, "li", role(models.RoleAuditor))
		set := func(roles ...models.StaffRole) error {
			return w.SetRoles(t.Context(), wang.Member, wang.id, li.ID, roles)
		}
		w.must(set(inTeam(models.RoleMember, teams[0]), inTeam(models.RoleHead, teams[1])))
		li = w.resume(li.secret)
		if !w.reads(li, round.ID) || w.reads(li, w.standing().ID) || !li.Has(models.RoleHead) || li.Has(models.RoleAuditor) {
			t.Error("a team member's keys are not those of the team")
		}
		w.must(set(role(models.RoleAuditor)))
		if w.reads(li, round.ID) {
			t.Error("the key stayed when the role went")
		}
		w.fails(set(role("king")), models.KindInvalid, "error.roles")
		w.fails(w.SetRoles(t.Context(), li.Member, li.id, li.ID, nil), models.KindForbidden, "error.forbidden")
		w.fails(w.SetRoles(t.Context(), wang.Member, wang.id, 999, nil), models.KindNotFound, "error.not_found")
	})
}

// An administrator alone comes to no key: not by their own roles, and not by
// those of an account that administers too.
func TestAnAdministratorGivesThemselvesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		_, teams := w.round(wang)
		admin := w.join(wang, "admin", role(models.RoleSystem))
		li := w.join(wang, "li", role(models.RoleAuditor))
		for _, who := range []person{admin, wang} {
			err := w.SetRoles(t.Context(), who.Member, who.id, who.ID, []models.StaffRole{role(models.RoleSystem), role(models.RoleAuditor)})
			w.fails(err, models.KindForbidden, "error.own_roles")
		}
		reading := []models.StaffRole{
			role(models.RoleDirector), role(models.RoleOfficer), role(models.RoleClerk), role(models.RoleLeader), role(models.RoleSecrecy),
			inTeam(models.RoleMember, teams[0]),
		}
		for _, r := range reading {
			both := []models.StaffRole{role(models.RoleSystem), r}
			w.fails(w.SetRoles(t.Context(), admin.Member, admin.id, li.ID, both), models.KindInvalid, "error.roles_admin")
			_, err := w.Invite(t.Context(), admin.Member, admin.id, keyring.AccountSpec{Login: "zhao", Name: "赵", Roles: both})
			w.fails(err, models.KindInvalid, "error.roles_admin")
		}
		if n, err := w.GrantMissing(t.Context(), wang.Member, wang.id); n != 0 || err != nil {
			t.Errorf("%d keys were granted, %v", n, err)
		}
		w.must(w.SetRoles(t.Context(), admin.Member, admin.id, wang.ID, []models.StaffRole{role(models.RoleDirector), role(models.RoleOfficer)}))
		if wang = w.resume(wang.secret); wang.Has(models.RoleSystem) || !w.reads(wang, w.standing().ID) {
			t.Errorf("the first account is not split: %v", wang.RoleList())
		}
	})
}

// Roles that change while a link waits change what the link passes on.
func TestSetRolesOfInvited(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		li := w.join(wang, "li", role(models.RoleClerk))
		token, err := w.ResetPassphrase(t.Context(), wang.Member, wang.id, li.ID)
		w.must(err)
		w.must(w.SetRoles(t.Context(), wang.Member, wang.id, li.ID, []models.StaffRole{role(models.RoleAuditor)}))
		for _, row := range w.dump()["key_grants"] {
			if row["kind"] == string(models.HolderInvite) {
				t.Error("the waiting link kept a key")
			}
		}
		w.accept(token, clerkPhrase)
		if w.reads(w.signIn("li", clerkPhrase), w.standing().ID) {
			t.Error("the link passed on a key that the roles no longer need")
		}
	})
}

func TestLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		w.fails(w.Deactivate(t.Context(), wang.Member, wang.ID), models.KindConflict, "error.last_admin")
		w.resume(wang.secret)
		admin := w.join(wang, "admin", role(models.RoleSystem))
		w.must(w.SetRoles(t.Context(), admin.Member, admin.id, wang.ID, []models.StaffRole{role(models.RoleDirector)}))
		w.fails(w.Deactivate(t.Context(), admin.Member, admin.ID), models.KindConflict, "error.last_admin")
	})
}

func TestCreateRoundRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		clerk := w.join(wang, "li", role(models.RoleClerk))
		_, err := w.CreateRound(t.Context(), clerk.Member, roundSpec())
		w.fails(err, models.KindForbidden, "error.forbidden")
		spec := roundSpec()
		spec.Units[0].Team = 2
		_, err = w.CreateRound(t.Context(), wang.Member, spec)
		w.fails(err, models.KindInvalid, "error.unit_team")
		w.round(wang)
		_, err = w.CreateRound(t.Context(), wang.Member, roundSpec())
		w.fails(err, models.KindConflict, "error.conflict")
	})
}

// What one takes away another does not grant at the same moment.
func TestRolesAndGrantsRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		li := w.join(wang, "li", role(models.RoleAuditor))
		for range 10 {
			w.must(w.SetRoles(t.Context(), wang.Member, open.Identity{}, li.ID, []models.StaffRole{role(models.RoleClerk)}))
			done := make(chan error, 2)
			go func() {
				_, err := w.GrantMissing(t.Context(), wang.Member, wang.id)
				done <- err
			}()
			go func() {
				done <- w.SetRoles(t.Context(), wang.Member, wang.id, li.ID, []models.StaffRole{role(models.RoleAuditor)})
			}()
			w.must(<-done)
			w.must(<-done)
			if w.reads(li, w.standing().ID) {
				t.Fatal("an auditor holds a key")
			}
		}
	})
}
