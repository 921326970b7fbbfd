package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strconv"

	"heed/models"
)

// checkBundles compares every bundle's sealed secret with its hash: what was
// damaged there closes all the envelopes of the bundle.
func (s *Store) checkBundles(ctx context.Context) ([]CheckLine, error) {
	var changed culprits
	for last := int64(0); ; {
		var page []models.Bundle
		err := s.Read(ctx, func(tx *Tx) (err error) {
			page, err = all[models.Bundle](tx.db.Where("id > ?", last).Order("id").Limit(envelopePage))
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return []CheckLine{changed.line("P1", "check.bundle_changed")}, nil
		}
		for _, b := range page {
			if sum := sha256.Sum256(b.Sealed); !bytes.Equal(sum[:], b.SHA256) {
				changed.add(strconv.FormatInt(b.ID, 10))
			}
			last = b.ID
		}
	}
}
