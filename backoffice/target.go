package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// target is whom a tip is given to: a person, or a team whose members claim it.
type target struct{ team, person int64 }

func (g target) apply(t *models.Tip) { t.TeamID, t.AssigneeID = g.team, g.person }

// readTarget checks that the team is of the tip's round, and that the person
// may read that team's tips and is not recused.
func readTarget(tx *store.Tx, t models.Tip, f form.Values) (target, error) {
	g := target{team: whole(f.Get("team")), person: whole(f.Get("person"))}
	if g.team == 0 {
		g.team = t.TeamID
	}
	var faults models.FieldErrors
	team, err := tx.Team(g.team)
	if err != nil || team.RoundID != t.RoundID {
		faults.Add("team", "backoffice.error.team")
		return g, faults
	}
	if g.person == 0 {
		return g, nil
	}
	m, err := tx.Member(g.person)
	if err != nil || !m.Active || !m.Scope().Reads(g.team) {
		faults.Add("person", "backoffice.error.person_team")
		return g, faults
	}
	recusals, err := tx.RecusalsOfTip(t)
	if err != nil {
		return g, err
	}
	if slices.ContainsFunc(recusals, func(r models.Recusal) bool { return r.StaffID == g.person }) {
		faults.Add("person", "backoffice.error.person_recused")
	}
	return g, faults.Err()
}
