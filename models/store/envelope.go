package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// Envelopes are a tip's sealed parts, with their bundles.
func (tx *Tx) Envelopes(tipID int64) ([]models.Envelope, error) {
	return tx.envelopes(tx.db.Where("tip_id = ?", tipID).Order("kind, ord"))
}

// envelopes loads envelopes with what it takes to open them.
func (tx *Tx) envelopes(q *gorm.DB) ([]models.Envelope, error) {
	list, err := all[models.Envelope](q)
	if err != nil {
		return nil, err
	}
	return list, tx.fillBundles(list)
}

// HasEnvelope says whether a tip has an envelope with that hash: no two seals
// of the same words are alike, so it tells one submission from any other.
func (tx *Tx) HasEnvelope(tipID int64, sha256 []byte) (bool, error) {
	var n int64
	err := tx.db.Model(&models.Envelope{}).Where("tip_id = ? AND sha256 = ?", tipID, sha256).Count(&n).Error
	return n > 0, err
}

// KnownBlobs says which of the blob names belong to a tip, or to what was put
// aside.
func (tx *Tx) KnownBlobs(names []string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, table := range []string{envelopes, asideParts} {
		var found []string
		if err := tx.db.Table(table).Where("blob IN ? AND blob <> ''", names).Pluck("blob", &found).Error; err != nil {
			return nil, err
		}
		for _, name := range found {
			known[name] = true
		}
	}
	return known, nil
}

const envelopes = "envelopes"

// newEnvelope is an envelope on its way in: without an id, the database need not
// tell which ones it gave.
type newEnvelope struct {
	TipID int64
	Part  sealedPart `gorm:"embedded"`
}

func (newEnvelope) TableName() string { return envelopes }

// sealedPart is what the parts of tips and of asides have alike.
type sealedPart struct {
	Kind     models.EnvelopeKind
	Ord      int
	KeyID    int64
	Size     int64
	SHA256   []byte
	Data     []byte
	Blob     string
	BlobAt   int64
	BundleID *int64
}

func partOf(e models.Envelope) sealedPart {
	return sealedPart{e.Kind, e.Ord, e.KeyID, e.Size, e.SHA256, e.Data, e.Blob, e.BlobAt, e.BundleID}
}
