package store

import "heed/models"

// asideParts is the table of the sealed parts of asides, with the columns of
// envelopes; what it loads is without a tip.
const asideParts = "aside_parts"

// asidePart is a sealed part of an aside on its way in.
type asidePart struct {
	AsideID int64
	Part    sealedPart `gorm:"embedded"`
}

func (asidePart) TableName() string { return asideParts }

func isAside(n NewTip) bool { return n.Aside != nil }

// insertMixed stores what is put aside beside the tips of the same batch; in the
// answer those put aside have no id.
func (tx *Tx) insertMixed(in []NewTip) ([]models.Tip, error) {
	var asides, rest []NewTip
	var places []int
	for i, n := range in {
		if isAside(n) {
			asides = append(asides, n)
			continue
		}
		rest, places = append(rest, n), append(places, i)
	}
	out := make([]models.Tip, len(in))
	if len(rest) > 0 {
		tips, err := tx.InsertTips(rest)
		if err != nil {
			return nil, err
		}
		for k, t := range tips {
			out[places[k]] = t
		}
	}
	return out, tx.insertAsides(asides)
}

// insertAsides stores mails that are put aside, with their parts, rows of the
// ledger and audit rows. Their ids are set in what Aside points to. Bytes that
// were put aside before are KindConflict.
func (tx *Tx) insertAsides(in []NewTip) error {
	bundles, err := tx.insertBundles(in)
	if err != nil {
		return err
	}
	rows := make([]models.Aside, len(in))
	for i, n := range in {
		rows[i] = *n.Aside
		rows[i].ID, rows[i].At = 0, tx.now
		rows[i].DueOn = tx.store.opts.Calendar.Due(models.AsideClock(), tx.now)
	}
	if err := tx.takeLedgerTurn(); err != nil {
		return err
	}
	if err := tx.db.CreateInBatches(&rows, insertRows).Error; err != nil {
		return err
	}
	var parts []asidePart
	var ledger []models.Ledger
	for i, n := range in {
		n.Aside.ID = rows[i].ID
		for _, e := range n.Envelopes {
			e.BundleID = bundles[e.Bundle]
			parts = append(parts, asidePart{rows[i].ID, partOf(e)})
			tx.bytes += len(e.Data)
		}
		l := *n.Ledger
		l.AsideID, l.TipID, l.At = rows[i].ID, 0, tx.now
		ledger = append(ledger, l)
		tx.Audit(models.Audit{Actor: n.Actor, Origin: n.Origin, Action: "aside.submit", Object: rows[i].Object(), Note: models.SealedObject(n.Envelopes)})
	}
	if err := createAll(tx, parts); err != nil {
		return err
	}
	return tx.insertTipLedger(ledger)
}

// AsideParts are an aside's sealed parts, with their bundles; none once it was
// taken as a tip.
func (tx *Tx) AsideParts(id int64) ([]models.Envelope, error) {
	return tx.envelopes(tx.db.Table(asideParts).Where("aside_id = ?", id).Order("kind, ord"))
}

// HasAsidePart says whether a part with that hash was put aside: no two seals of
// the same words are alike.
func (tx *Tx) HasAsidePart(asideID int64, sha256 []byte) (bool, error) {
	var n int64
	err := tx.db.Table(asideParts).Where("aside_id = ? AND sha256 = ?", asideID, sha256).Count(&n).Error
	return n > 0, err
}

// AsidesByDigest finds what was put aside of exactly the messages with these
// digests and not taken as a tip since.
func (tx *Tx) AsidesByDigest(digests [][]byte) (map[string]int64, error) {
	found := map[string]int64{}
	err := chunks(digests, func(part [][]byte) error {
		rows, err := all[models.Aside](tx.db.Select("id", "digest").Where("digest IN ? AND tip_id = 0", part))
		for _, r := range rows {
			found[string(r.Digest)] = r.ID
		}
		return err
	})
	return found, err
}
