package store

import (
	"strconv"

	"heed/models"
)

// sealedPage is how many tips are compared at once.
const sealedPage = 500

// checkSealed compares the parts of each tip with the hash of them that stands
// in the audit row of its submission: whoever exchanges a part, its size and
// its hash would have to write the chain anew from there on. It is the hash in
// the statement that the reporter was given.
func (tx *Tx) checkSealed() ([]CheckLine, error) {
	var bad culprits
	for last := int64(0); ; {
		rows, err := all[models.Audit](tx.db.Select("seq, tip_id, object").Where("action = 'tip.submit' AND object <> '' AND seq > ?", last).
			Order("seq").Limit(sealedPage))
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			return []CheckLine{bad.line("P6", "check.tip_sealed")}, nil
		}
		if err := tx.compareSealed(rows, &bad); err != nil {
			return nil, err
		}
		last = rows[len(rows)-1].Seq
	}
}

func (tx *Tx) compareSealed(rows []models.Audit, bad *culprits) error {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.TipID
	}
	parts, err := all[models.Envelope](tx.db.Select("id, tip_id, kind, ord, sha256").Where("tip_id IN ?", ids))
	if err != nil {
		return err
	}
	of := map[int64][]models.Envelope{}
	for _, e := range parts {
		of[e.TipID] = append(of[e.TipID], e)
	}
	for _, row := range rows {
		if row.Object != models.SealedObject(models.Taken(of[row.TipID], row.Object)) {
			bad.add(strconv.FormatInt(row.TipID, 10))
		}
	}
	return nil
}
