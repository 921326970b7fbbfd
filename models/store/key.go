package store

import "heed/models"

// Keys are the public halves of all round keys of a purpose, oldest first.
func (tx *Tx) Keys(purpose models.KeyPurpose) ([]models.RoundKey, error) {
	return all[models.RoundKey](tx.db.Where("purpose = ?", purpose).Order("id"))
}

// Key is the public half of a round key; KindNotFound when there is none.
func (tx *Tx) Key(id int64) (models.RoundKey, error) {
	return first[models.RoundKey](tx.db.Where("id = ?", id))
}

// InsertGrant keeps the private half of a round key, sealed to a holder. A
// holder that has it already is KindConflict.
func (tx *Tx) InsertGrant(g models.KeyGrant) error {
	g.At = tx.now
	return tx.db.Create(&g).Error
}

// Grant is what a holder was granted of a key; KindNotFound when nothing.
func (tx *Tx) Grant(keyID int64, kind models.HolderKind, holderID string) (models.KeyGrant, error) {
	return first[models.KeyGrant](tx.db.Where("key_id = ? AND kind = ? AND holder_id = ?", keyID, kind, holderID))
}

// Grants are what one holder was granted, by key.
func (tx *Tx) Grants(kind models.HolderKind, holderID string) ([]models.KeyGrant, error) {
	return all[models.KeyGrant](tx.db.Where("kind = ? AND holder_id = ?", kind, holderID).Order("key_id"))
}

// Holders says which key is granted to which holders of a kind; what is sealed
// is left out.
func (tx *Tx) Holders(kind models.HolderKind) ([]models.KeyGrant, error) {
	return all[models.KeyGrant](tx.db.Omit("sealed").Where("kind = ?", kind).Order("key_id, holder_id"))
}

// DeleteGrant takes one key from a holder. What the holder opened before stays
// known to them.
func (tx *Tx) DeleteGrant(keyID int64, kind models.HolderKind, holderID string) error {
	return tx.db.Where("key_id = ? AND kind = ? AND holder_id = ?", keyID, kind, holderID).
		Delete(&models.KeyGrant{}).Error
}

// DeleteGrants takes every key from a holder.
func (tx *Tx) DeleteGrants(kind models.HolderKind, holderID string) error {
	return tx.db.Where("kind = ? AND holder_id = ?", kind, holderID).Delete(&models.KeyGrant{}).Error
}

// TeamRounds says to which round each team belongs.
func (tx *Tx) TeamRounds() (map[int64]int64, error) {
	teams, err := all[models.Team](tx.db)
	rounds := make(map[int64]int64, len(teams))
	for _, t := range teams {
		rounds[t.ID] = t.RoundID
	}
	return rounds, err
}
