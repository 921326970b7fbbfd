package store

import "heed/models"

// Envelopes are a tip's sealed parts.
func (tx *Tx) Envelopes(tipID int64) ([]models.Envelope, error) {
	return all[models.Envelope](tx.db.Where("tip_id = ?", tipID).Order("kind, ord"))
}

// KnownBlobs says which of the blob names belong to a tip.
func (tx *Tx) KnownBlobs(names []string) (map[string]bool, error) {
	var found []string
	err := tx.db.Model(&models.Envelope{}).Where("blob IN ? AND blob <> ''", names).Pluck("blob", &found).Error
	known := make(map[string]bool, len(found))
	for _, name := range found {
		known[name] = true
	}
	return known, err
}
