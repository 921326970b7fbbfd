package backoffice

import (
	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/locale"
)

// names says what the ids on a page are called, in the reader's language.
type names struct {
	staff   map[int64]string
	members []models.Member
	units   []unitName
	teams   []models.Team
	lang    locale.Lang
}

type unitName struct {
	id, team int64
	name     string
}

// readNames reads the names of a round. The member list is short; one query
// spares one for each row.
func readNames(tx *store.Tx, roundID int64, lang locale.Lang) (names, error) {
	n := names{staff: map[int64]string{}, lang: lang}
	var err error
	if n.members, err = tx.Members(); err != nil {
		return n, err
	}
	for _, m := range n.members {
		n.staff[m.ID] = m.Name
	}
	if n.teams, err = tx.Teams(roundID); err != nil {
		return n, err
	}
	units, err := tx.RoundUnits(roundID)
	n.addUnits(units)
	return n, err
}

// readRowNames reads the names that a round's rows and filters show: its units,
// and who has a tip in hand.
func readRowNames(tx *store.Tx, roundID int64, lang locale.Lang) (names, error) {
	d, err := tx.Directory()
	if err != nil {
		return names{}, err
	}
	n := names{staff: d.Staff, lang: lang}
	n.addUnits(d.Units[roundID])
	return n, nil
}

func (n *names) addUnits(units []store.RoundUnitView) {
	for _, u := range units {
		n.units = append(n.units, unitName{u.ID, u.Team.ID, named(n.lang, u.Name, u.NameEn)})
	}
}

// namesByRound reads the names of each round once, for the rows of a list.
func namesByRound(tx *store.Tx, lang locale.Lang) func(roundID int64) (names, error) {
	known := map[int64]names{}
	return func(roundID int64) (names, error) {
		n, ok := known[roundID]
		if ok {
			return n, nil
		}
		n, err := readNames(tx, roundID, lang)
		known[roundID] = n
		return n, err
	}
}

// unit is the unit's name, "" while nobody knows which is meant.
func (n names) unit(id int64) string {
	for _, u := range n.units {
		if u.id == id {
			return u.name
		}
	}
	return ""
}

func (n names) team(id int64) string {
	for _, t := range n.teams {
		if t.ID == id {
			return t.Code + " " + named(n.lang, t.Name, t.NameEn)
		}
	}
	return ""
}

func (n names) unitChoices() []web.Choice {
	var out []web.Choice
	for _, u := range n.units {
		out = append(out, web.Choice{Value: decimal(u.id), Text: u.name})
	}
	return out
}

func (n names) teamChoices() []web.Choice {
	var out []web.Choice
	for _, t := range n.teams {
		out = append(out, web.Choice{Value: decimal(t.ID), Text: n.team(t.ID)})
	}
	return out
}

// handlers are the active members who could have a tip of some team of the
// round in hand.
func (n names) handlerChoices() []web.Choice {
	var out []web.Choice
	for _, m := range n.members {
		if team, ok := n.teamOf(m); m.Active && ok {
			out = append(out, web.Choice{Value: decimal(m.ID), Text: m.Name + team})
		}
	}
	return out
}

// teamOf names the member's teams in the round; ok says that they read its tips.
func (n names) teamOf(m models.Member) (label string, ok bool) {
	for _, r := range m.Roles {
		if r.Role.ReadsTips() && !r.Role.TeamBound() {
			ok = true
		}
		if !r.Role.TeamBound() {
			continue
		}
		for _, t := range n.teams {
			if t.ID == r.TeamID {
				label, ok = " · "+t.Code, true
			}
		}
	}
	return label, ok
}

// staffChoices are all active members, for the recusal check.
func (n names) staffChoices() []web.Choice {
	var out []web.Choice
	for _, m := range n.members {
		if m.Active {
			out = append(out, web.Choice{Value: decimal(m.ID), Text: m.Name})
		}
	}
	return out
}
