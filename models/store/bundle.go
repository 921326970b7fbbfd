package store

import (
	"slices"

	"heed/models"
)

// insertBundles stores the bundles of the envelopes that enter together, in
// their transaction, and gives their ids by bundle; that of none is nil. When a
// group is halved, each half stores the bundle of both for itself: two rows of
// the same sealed secret, of which each half needs one.
func (tx *Tx) insertBundles(in []NewTip) (map[*models.Bundle]*int64, error) {
	ids := map[*models.Bundle]*int64{}
	var made []*models.Bundle
	for _, n := range in {
		for _, e := range n.Envelopes {
			if e.Bundle != nil && !slices.Contains(made, e.Bundle) {
				made = append(made, e.Bundle)
			}
		}
	}
	rows := make([]models.Bundle, len(made))
	for i, b := range made {
		rows[i] = *b
		rows[i].ID, rows[i].CreatedAt = 0, tx.now
	}
	if err := createAll(tx, rows); err != nil {
		return nil, err
	}
	for i, b := range made {
		ids[b] = &rows[i].ID
	}
	return ids, nil
}

// fillBundles gives envelopes the bundles they belong to. One whose bundle is
// gone has none, and does not open: Check tells.
func (tx *Tx) fillBundles(list []models.Envelope) error {
	var ids []int64
	for _, e := range list {
		if e.BundleID != nil {
			ids = append(ids, *e.BundleID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := all[models.Bundle](tx.db.Where("id IN ?", ids))
	if err != nil {
		return err
	}
	byID := make(map[int64]*models.Bundle, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	for i, e := range list {
		if e.BundleID != nil {
			list[i].Bundle = byID[*e.BundleID]
		}
	}
	return nil
}
