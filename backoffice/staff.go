package backoffice

import (
	"slices"
	"strings"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// staffPage lists the accounts.
type staffPage struct {
	Page
	Rows    []memberRow
	Lacking int
}

type memberRow struct {
	models.Member
	Labels  []roleLabel
	Invited bool
}

// roleLabel is a role with the team it reaches.
type roleLabel struct{ Key, Team string }

func (b *Backoffice) staff(v *visit) error {
	page := staffPage{}
	var err error
	if page.Page, err = b.page(v, "backoffice.staff.title"); err != nil {
		return err
	}
	lacks, err := b.keys.Lacking(v.UserContext())
	if err != nil {
		return err
	}
	page.Lacking = len(lacks)
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		members, err := tx.Members()
		if err != nil {
			return err
		}
		invites, err := tx.OpenInvites()
		if err != nil {
			return err
		}
		for _, m := range members {
			row := memberRow{Member: m, Invited: slices.ContainsFunc(invites, func(i models.Invite) bool { return i.StaffID == m.ID })}
			if row.Labels, err = roleLabels(tx, m, v); err != nil {
				return err
			}
			page.Rows = append(page.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "staff", page)
}

func roleLabels(tx *store.Tx, m models.Member, v *visit) ([]roleLabel, error) {
	var out []roleLabel
	for _, r := range m.Roles {
		label := roleLabel{Key: r.Role.Key()}
		if r.TeamID != 0 {
			team, err := tx.Team(r.TeamID)
			if err != nil {
				return nil, err
			}
			round, err := tx.Round(team.RoundID)
			if err != nil {
				return nil, err
			}
			label.Team = named(v.lang, round.Name, round.NameEn) + " " + team.Code
		}
		out = append(out, label)
	}
	return out, nil
}

// teamRoles are the team-bound roles to pick, one group a round and team.
type teamRoles struct {
	Round, Team string
	Choices     []web.Choice
}

// roleForm is what the forms of an account share.
type roleForm struct {
	Form  form.Form
	Roles []web.Choice
	Teams []teamRoles
}

func (b *Backoffice) roleForm(v *visit, f form.Values, fault error) (roleForm, error) {
	out := roleForm{Form: form.New(f, fault)}
	for _, r := range models.Roles() {
		if !r.TeamBound() {
			out.Roles = append(out.Roles, web.Choice{Value: string(r), Key: r.Key(), Hint: "backoffice.role." + string(r), Picked: f.Has("role", string(r))})
		}
	}
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rounds, err := tx.Rounds()
		if err != nil {
			return err
		}
		for _, round := range rounds {
			teams, err := tx.Teams(round.ID)
			if err != nil {
				return err
			}
			for _, team := range teams {
				out.Teams = append(out.Teams, newTeamRoles(v, f, round, team))
			}
		}
		return nil
	})
	return out, err
}

func newTeamRoles(v *visit, f form.Values, round models.Round, team models.Team) teamRoles {
	g := teamRoles{Round: named(v.lang, round.Name, round.NameEn), Team: team.Code + " " + named(v.lang, team.Name, team.NameEn)}
	for _, r := range []models.Role{models.RoleMember, models.RoleDeputy, models.RoleHead} {
		value := string(r) + ":" + decimal(team.ID)
		g.Choices = append(g.Choices, web.Choice{Value: value, Key: r.Key(), Picked: f.Has("role", value)})
	}
	return g
}

// readRoles reads "clerk" and "head:3"; what is no role is a fault of keyring.
func readRoles(f form.Values) []models.StaffRole {
	var out []models.StaffRole
	for _, value := range f.All("role") {
		role, team, _ := strings.Cut(value, ":")
		out = append(out, models.StaffRole{Role: models.Role(role), TeamID: whole(team)})
	}
	return out
}

func roleValues(roles []models.StaffRole) []string {
	var out []string
	for _, r := range roles {
		value := string(r.Role)
		if r.TeamID != 0 {
			value += ":" + decimal(r.TeamID)
		}
		out = append(out, value)
	}
	return out
}
