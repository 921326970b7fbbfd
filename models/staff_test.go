package models_test

import (
	"slices"
	"testing"

	"heed/models"
)

func member(roles ...models.StaffRole) models.Member {
	return models.Member{Staff: models.Staff{ID: 9}, Roles: roles}
}

func TestScopeOfEachRole(t *testing.T) {
	for _, r := range models.Roles() {
		s := member(models.StaffRole{Role: r, TeamID: 3}).Scope()
		all := slices.Contains([]models.Role{"clerk", "officer", "director"}, r)
		team := slices.Contains([]models.Role{"member", "head", "deputy"}, r)
		if s.StaffID != 9 || s.All != all || (len(s.Teams) == 1) != team {
			t.Errorf("%s: %+v", r, s)
		}
		if s.Reads(3) != (all || team) || s.Reads(4) != all {
			t.Errorf("%s reads team 3: %v, team 4: %v", r, s.Reads(3), s.Reads(4))
		}
		if r.ReadsTips() != (all || team) || r.TeamBound() != team {
			t.Errorf("%s: reads %v, bound %v", r, r.ReadsTips(), r.TeamBound())
		}
	}
}

func TestRolesForATeam(t *testing.T) {
	m := member(models.StaffRole{Role: models.RoleHead, TeamID: 1}, models.StaffRole{Role: models.RoleMember, TeamID: 2},
		models.StaffRole{Role: models.RoleLeader})
	for team, want := range map[int64][]models.Role{
		1: {models.RoleHead, models.RoleLeader}, 2: {models.RoleMember, models.RoleLeader}, 3: {models.RoleLeader},
	} {
		if got := m.RolesFor(team); !slices.Equal(got, want) {
			t.Errorf("team %d: %v", team, got)
		}
	}
	if !m.Has(models.RoleMember) || m.Has(models.RoleDeputy) || !m.HasAny(models.RoleDeputy, models.RoleLeader) || m.HasAny() {
		t.Error("what the member has is not what the member has")
	}
}
