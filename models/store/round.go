package store

import "heed/models"

// RoundUnitView is a unit of a round with the team that inspects it.
type RoundUnitView struct {
	models.Unit `gorm:"embedded"`
	Team        models.Team `gorm:"embedded;embeddedPrefix:team_"`
}

// NewRound is a round as it is created: its teams, its units with the index of
// their team, and its keys.
type NewRound struct {
	Round models.Round
	Teams []models.Team
	Units []NewUnit
	Keys  []NewKey
}

// NewUnit is an inspected unit and the index of its team in NewRound.Teams. A
// unit of the same name that is known already is the same unit.
type NewUnit struct {
	models.Unit
	Team int
}

// NewKey is a round key with its private half sealed to its first holders.
type NewKey struct {
	Purpose   models.KeyPurpose
	Recipient string
	Grants    []models.KeyGrant // KeyID is set here
}

// CreateRound stores a round with all that belongs to it.
func (tx *Tx) CreateRound(n NewRound) (models.Round, error) {
	r := n.Round
	r.ID, r.CreatedAt = 0, tx.now
	if err := tx.db.Create(&r).Error; err != nil {
		return r, err
	}
	teams := make([]models.Team, len(n.Teams))
	for i, t := range n.Teams {
		t.RoundID = r.ID
		if err := tx.db.Create(&t).Error; err != nil {
			return r, err
		}
		teams[i] = t
	}
	for _, u := range n.Units {
		if err := tx.addUnit(r.ID, u.Unit, teams[u.Team].ID); err != nil {
			return r, err
		}
	}
	for _, k := range n.Keys {
		if err := tx.addKey(r.ID, k); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (tx *Tx) addUnit(roundID int64, u models.Unit, teamID int64) error {
	known, err := first[models.Unit](tx.db.Where("name = ?", u.Name))
	switch {
	case err == nil:
		u = known
	case models.KindOf(err) == models.KindNotFound:
		if err := tx.db.Create(&u).Error; err != nil {
			return err
		}
	default:
		return err
	}
	return tx.db.Create(&models.RoundUnit{RoundID: roundID, UnitID: u.ID, TeamID: teamID}).Error
}

func (tx *Tx) addKey(roundID int64, k NewKey) error {
	row := models.RoundKey{RoundID: roundID, Purpose: k.Purpose, Recipient: k.Recipient, CreatedAt: tx.now}
	if err := tx.db.Create(&row).Error; err != nil {
		return err
	}
	for i := range k.Grants {
		k.Grants[i].KeyID, k.Grants[i].At = row.ID, tx.now
	}
	return createAll(tx, k.Grants)
}

// Rounds are all rounds, the newest first.
func (tx *Tx) Rounds() ([]models.Round, error) {
	return all[models.Round](tx.db.Order("year DESC, seq DESC"))
}

// Round is one round.
func (tx *Tx) Round(id int64) (models.Round, error) {
	return first[models.Round](tx.db.Where("id = ?", id))
}

// OpenRound is the newest round that takes tips now, else the standing round;
// KindNotFound when the office is not set up.
func (tx *Tx) OpenRound() (models.Round, error) {
	return first[models.Round](tx.db.Where("standing OR accept_until > ?", tx.now).Order("standing, year DESC, seq DESC"))
}

// RoundUnits are the units of a round with their teams, in the order they were
// entered.
func (tx *Tx) RoundUnits(roundID int64) ([]RoundUnitView, error) {
	return all[RoundUnitView](tx.db.Table("round_units").
		Select("units.id, units.name, units.name_en, units.kind, teams.id AS team_id, teams.round_id AS team_round_id, "+
			"teams.code AS team_code, teams.name AS team_name, teams.name_en AS team_name_en").
		Joins("JOIN units ON units.id = round_units.unit_id").Joins("JOIN teams ON teams.id = round_units.team_id").
		Where("round_units.round_id = ?", roundID).Order("round_units.unit_id"))
}

// Teams are the teams of a round by their code.
func (tx *Tx) Teams(roundID int64) ([]models.Team, error) {
	return all[models.Team](tx.db.Where("round_id = ?", roundID).Order("code"))
}

// Team is one team.
func (tx *Tx) Team(id int64) (models.Team, error) {
	return first[models.Team](tx.db.Where("id = ?", id))
}

// Units are all units that were ever inspected.
func (tx *Tx) Units() ([]models.Unit, error) { return all[models.Unit](tx.db.Order("id")) }

// Unit is one inspected unit.
func (tx *Tx) Unit(id int64) (models.Unit, error) {
	return first[models.Unit](tx.db.Where("id = ?", id))
}

// RoundKey is the key that a round seals to now: the newest of its purpose.
func (tx *Tx) RoundKey(roundID int64, purpose models.KeyPurpose) (models.RoundKey, error) {
	return first[models.RoundKey](tx.db.Where("round_id = ? AND purpose = ?", roundID, purpose).Order("id DESC"))
}
