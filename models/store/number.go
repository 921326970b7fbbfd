package store

import (
	"slices"

	"heed/models"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type numberRow struct {
	TeamID int64  `gorm:"primaryKey;autoIncrement:false"`
	Kind   string `gorm:"primaryKey"`
	N      int64
}

func (numberRow) TableName() string { return "numbers" }

// takeNumbers reserves count running numbers of a team and gives the first.
// The row stays locked until the commit, so a number is used or never seen.
func (tx *Tx) takeNumbers(teamID int64, kind string, count int) (int64, error) {
	row := numberRow{TeamID: teamID, Kind: kind, N: int64(count)}
	err := tx.db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "team_id"}, {Name: "kind"}},
		DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("numbers.n + excluded.n")}),
	}, clause.Returning{}).Create(&row).Error
	return row.N - int64(count) + 1, err
}

// numbersFor gives each new tip its register number, team by team in one order.
func (tx *Tx) numbersFor(in []NewTip) ([]string, error) {
	byTeam := map[int64][]int{}
	for i, n := range in {
		byTeam[n.Tip.TeamID] = append(byTeam[n.Tip.TeamID], i)
	}
	teams := make([]int64, 0, len(byTeam))
	for id := range byTeam {
		teams = append(teams, id)
	}
	slices.Sort(teams)
	out := make([]string, len(in))
	for _, id := range teams {
		next, err := tx.takeNumbers(id, "tip", len(byTeam[id]))
		if err != nil {
			return nil, err
		}
		p, err := tx.placeOfTeam(id)
		if err != nil {
			return nil, err
		}
		for k, i := range byTeam[id] {
			out[i] = models.RegisterNumber(p.year, p.seq, p.code, next+int64(k))
		}
	}
	return out, nil
}

func (tx *Tx) roundOfTeam(teamID int64) (models.Round, models.Team, error) {
	team, err := tx.Team(teamID)
	if err != nil {
		return models.Round{}, team, err
	}
	round, err := tx.Round(team.RoundID)
	return round, team, err
}

// place is the part of a register number that a team's tips share. It never
// changes, and is read once a process.
type place struct {
	year, seq int
	code      string
}

func (tx *Tx) placeOfTeam(teamID int64) (place, error) {
	if known, ok := tx.store.places.Load(teamID); ok {
		if p, ok := known.(place); ok {
			return p, nil
		}
	}
	round, team, err := tx.roundOfTeam(teamID)
	if err != nil {
		return place{}, err
	}
	p := place{round.Year, round.Seq, team.Code}
	tx.store.places.Store(teamID, p)
	return p, nil
}
