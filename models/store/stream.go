package store

import (
	"slices"
	"strings"

	"heed/models"
)

// stream is a list of tips that one index holds in the order of the queue: those
// of a team that have the facts which the streams of a page fix. A page is the
// newest of all its streams.
type stream struct {
	Team     int64           `json:"team_id"`
	Assignee int64           `json:"assignee_id,omitempty"`
	State    models.TipState `json:"state,omitempty"`
	Unit     int64           `json:"unit_id"`
	Channel  models.Channel  `json:"channel,omitempty"`
	Category models.Category `json:"category,omitempty"`
	Overdue  bool            `json:"overdue"`
}

// streams are the streams of a page, and which of their facts are fixed.
type streams struct {
	columns []string // besides team_id
	list    []stream
	late    bool // from the indexes of what is overdue
	unread  bool // from the index of what has unread messages
}

// Where more streams would be read than this, or fewer hidden tips be stepped
// over than this, the streams are not taken apart.
const (
	streamsMost = 400
	hiddenMost  = 500
)

// filterColumns are the facts that a filter fixes and the indexes know, in the
// order of the indexes' names.
func (f QueueFilter) filterColumns() []string {
	var out []string
	for _, c := range []struct {
		name string
		set  bool
	}{{"state", f.State != ""}, {"unit_id", f.UnitID != 0}, {"channel", f.Channel != ""}, {"category", f.Category != ""}} {
		if c.set {
			out = append(out, c.name)
		}
	}
	return out
}

// streams finds the lists that hold what a filter shows and little else: by one
// fact or two there is an index for each; by more, the counters say which of
// their own lists are worth reading. What a member is recused from is stepped
// over while it is little, and left out list by list when it is much.
func (tx *Tx) streams(now *cells, teams []int64, h hidden, f QueueFilter) streams {
	out := streams{columns: f.filterColumns(), late: f.Overdue}
	one := stream{Assignee: f.AssigneeID, State: f.State, Unit: f.UnitID, Channel: f.Channel, Category: f.Category}
	if f.Unread {
		out.late, out.unread = false, true
		if f.AssigneeID != 0 {
			out.columns = append(out.columns, "assignee_id")
		}
		return out.ofTeams(teams, one)
	}
	if f.AssigneeID != 0 {
		out.columns, out.late = append([]string{"assignee_id"}, out.columns...), false
		return out.ofTeams(teams, one)
	}
	want := tx.store.cells.wanted(f)
	units, hiddenTips := unitsOf(now, teams, h, want)
	if len(out.columns) < 2 && hiddenTips > hiddenMost && f.UnitID == 0 {
		return out.ofUnits(units, one)
	}
	if len(out.columns) > 2 || hiddenTips > hiddenMost {
		if split := tx.ofCells(now, teams, h, want); len(split.list) <= streamsMost {
			return split
		}
	}
	return out.ofTeams(teams, one)
}

func (s streams) ofTeams(teams []int64, one stream) streams {
	for _, team := range teams {
		one.Team = team
		s.list = append(s.list, one)
	}
	return s
}

// ofUnits takes each team's list apart by unit.
func (s streams) ofUnits(units []teamUnit, one stream) streams {
	s.columns = append(s.columns, "unit_id")
	slices.SortFunc(s.columns, func(a, b string) int { return columnRank(a) - columnRank(b) })
	for _, u := range units {
		one.Team, one.Unit = u.team, u.unit
		s.list = append(s.list, one)
	}
	return s
}

func columnRank(name string) int {
	return slices.Index([]string{"assignee_id", "state", "unit_id", "channel", "category"}, name)
}

// ofCells are the lists behind the counters that match.
func (tx *Tx) ofCells(now *cells, teams []int64, h hidden, want wanted) streams {
	cache := &tx.store.cells
	out := streams{columns: []string{"state", "unit_id", "channel", "category", "overdue"}}
	for _, team := range teams {
		for _, c := range now.teams[team] {
			if c.n == 0 || !want.match(c) || h.hasUnit(c.unit) {
				continue
			}
			out.list = append(out.list, stream{
				Team: team, State: models.TipState(cache.word(c.state)), Unit: c.unit, Channel: models.Channel(cache.word(c.channel)),
				Category: models.Category(cache.word(c.category)), Overdue: c.overdue,
			})
		}
	}
	return out
}

type teamUnit struct{ team, unit int64 }

// unitsOf are the units that have tips which match and show, and how many match
// and are hidden with their unit.
func unitsOf(now *cells, teams []int64, h hidden, want wanted) (units []teamUnit, hiddenTips int64) {
	if len(h.units) == 0 {
		return nil, 0
	}
	for _, team := range teams {
		seen := map[int64]bool{}
		for _, c := range now.teams[team] {
			switch {
			case c.n == 0 || !want.match(c):
			case h.hasUnit(c.unit):
				hiddenTips += c.n
			case !seen[c.unit]:
				seen[c.unit] = true
				units = append(units, teamUnit{team, c.unit})
			}
		}
	}
	return units, hiddenTips
}

// index is the name of the index that holds the streams.
func (s streams) index() string {
	switch {
	case s.unread:
		return "tips_unread"
	case slices.Contains(s.columns, "assignee_id"):
		return "tips_assignee"
	case slices.Contains(s.columns, "overdue"), len(s.columns) > 2:
		return "tips_cell"
	}
	name := "tips_" + strings.Join(s.columns, "_")
	if s.late {
		name = strings.TrimSuffix("tips_overdue_"+strings.Join(s.columns, "_"), "_")
	} else if len(s.columns) == 0 {
		name = "tips_team"
	}
	return strings.ReplaceAll(name, "_id", "")
}
