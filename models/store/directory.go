package store

import (
	"cmp"
	"slices"

	"heed/models"
)

// Directory is what changes seldom and what every list names: rounds, teams,
// units, and the names of members. It is shared between readers: nothing in it
// may be changed.
type Directory struct {
	Rounds []models.Round            // the newest first
	Teams  map[int64][]models.Team   // by round, in the order of their ids
	Units  map[int64][]RoundUnitView // by round, in the order they were entered
	Staff  map[int64]string          // by id

	seq int64
}

// Directory is the office as the transaction's snapshot has it. It is read once
// and then kept in memory for as long as the audit log gets no row that is of no
// single tip: whoever changes rounds, teams, units or accounts writes one. It is
// for reading: what a transaction writes itself does not show in it.
func (tx *Tx) Directory() (*Directory, error) {
	if tx.directory != nil {
		return tx.directory, nil
	}
	p, err := tx.point()
	if err != nil {
		return nil, err
	}
	if known := tx.store.directory.Load(); known != nil && known.seq == p.Office {
		tx.directory = known
		return known, nil
	}
	d, err := tx.readDirectory()
	if err != nil {
		return nil, err
	}
	d.seq = p.Office
	tx.directory = d
	tx.store.directory.Store(d)
	return d, nil
}

func (tx *Tx) readDirectory() (*Directory, error) {
	d := &Directory{Teams: map[int64][]models.Team{}, Units: map[int64][]RoundUnitView{}, Staff: map[int64]string{}}
	var err error
	if d.Rounds, err = tx.Rounds(); err != nil {
		return nil, err
	}
	for _, r := range d.Rounds {
		if d.Teams[r.ID], err = tx.Teams(r.ID); err != nil {
			return nil, err
		}
		slices.SortFunc(d.Teams[r.ID], func(a, b models.Team) int { return cmp.Compare(a.ID, b.ID) })
		if d.Units[r.ID], err = tx.RoundUnits(r.ID); err != nil {
			return nil, err
		}
	}
	staff, err := all[models.Staff](tx.db.Select("id", "name"))
	for _, s := range staff {
		d.Staff[s.ID] = s.Name
	}
	return d, err
}
