package keyring_test

import (
	"slices"
	"testing"

	"heed/models"
	"heed/models/keyring"
)

// An office from its first day to its first tip, each step by those who take it.
func TestFromInitToAnOpenedReport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, wang := w.office()
		if first.Recovery.IsZero() || !wang.HasAny(models.RoleSystem) || wang.Login != "wang" {
			t.Fatalf("first account %v", wang.Login)
		}
		if !w.reads(wang, w.standing().ID) {
			t.Error("the director does not read the standing round")
		}
		round, teams := w.round(wang)
		li := w.join(wang, "li", role(models.RoleClerk))
		zhao := w.join(wang, "zhao", inTeam(models.RoleMember, teams[1]))
		for _, p := range []person{wang, li, zhao} {
			if !w.reads(p, round.ID) {
				t.Errorf("%s does not read the round", p.Login)
			}
		}
		if w.reads(zhao, w.standing().ID) {
			t.Error("a team member reads the standing round")
		}
		want := []string{
			"office.init round:1", "staff.invite staff:1", "staff.accept staff:1", "staff.signin staff:1", "round.create round:2",
			"staff.invite staff:2", "staff.accept staff:2", "staff.signin staff:2",
			"staff.invite staff:3", "staff.accept staff:3", "staff.signin staff:3",
		}
		if got := w.actions(); !slices.Equal(got, want) {
			t.Errorf("audit\n got %v\nwant %v", got, want)
		}
	})
}

func TestInitOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.CreateRound(t.Context(), models.Member{Roles: []models.StaffRole{role(models.RoleDirector)}}, roundSpec())
		w.fails(err, models.KindNotFound, "error.not_initialised")
		_, wang := w.office()
		_, err = w.Init(t.Context(), keyring.InitSpec{OfficeName: "另一个办公室", Login: "mallory", Name: "M"})
		w.fails(err, models.KindConflict, "error.initialised")
		if !w.reads(wang, w.standing().ID) {
			t.Error("the second init changed the first")
		}
		_, err = w.newKeyring(w.store).Init(t.Context(), keyring.InitSpec{Login: "x", Name: "X"})
		w.fails(err, models.KindInvalid, "error.login")
		_, err = w.Init(t.Context(), keyring.InitSpec{Login: "xu", Name: "X"})
		w.fails(err, models.KindInvalid, "error.required")
	})
}

// The whole table of who gets which key (DOMAIN, Who may do what).
func TestWhoHoldsTheContentKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		round, teams := w.round(wang)
		for _, r := range models.Roles() {
			given := role(r)
			if r.TeamBound() {
				given = inTeam(r, teams[0])
			}
			p := w.join(wang, "staff-"+string(r), given)
			admin := r == models.RoleSystem || r == models.RoleSecurity || r == models.RoleAuditor || r == models.RoleCustodian
			if got := w.reads(p, round.ID); got == admin {
				t.Errorf("%s opens the round: %v", r, got)
			}
			if got, want := w.reads(p, w.standing().ID), !admin && !r.TeamBound(); got != want {
				t.Errorf("%s opens the standing round: %v", r, got)
			}
			_, err := w.ContentKey(t.Context(), p.Member, p.id, w.key(round.ID, models.KeyIdentity).ID)
			w.fails(err, models.KindForbidden, "error.no_key")
		}
	})
}
