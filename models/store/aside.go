package store

import (
	"slices"

	"heed/models"
)

// asidePart is a sealed part of an aside, as an envelope is of a tip.
type asidePart struct {
	ID       int64
	AsideID  int64
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

// TableName is the table of asidePart.
func (asidePart) TableName() string { return "aside_parts" }

func partRow(asideID int64, e models.Envelope, bundle *int64) asidePart {
	return asidePart{
		AsideID: asideID, Kind: e.Kind, Ord: e.Ord, KeyID: e.KeyID, Size: e.Size, SHA256: e.SHA256, Data: e.Data, Blob: e.Blob, BlobAt: e.BlobAt, BundleID: bundle,
	}
}

func (p asidePart) envelope() models.Envelope {
	return models.Envelope{
		ID: p.ID, Kind: p.Kind, Ord: p.Ord, KeyID: p.KeyID, Size: p.Size, SHA256: p.SHA256, Data: p.Data, Blob: p.Blob, BlobAt: p.BlobAt, BundleID: p.BundleID,
	}
}

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
	if err := tx.db.CreateInBatches(&rows, insertRows).Error; err != nil {
		return err
	}
	var parts []asidePart
	var ledger []models.Ledger
	for i, n := range in {
		n.Aside.ID = rows[i].ID
		for _, e := range n.Envelopes {
			parts = append(parts, partRow(rows[i].ID, e, bundles[e.Bundle]))
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
	rows, err := all[asidePart](tx.db.Where("aside_id = ?", id).Order("kind, ord"))
	if err != nil {
		return nil, err
	}
	list := make([]models.Envelope, len(rows))
	for i, r := range rows {
		list[i] = r.envelope()
	}
	return list, tx.fillBundles(list)
}

// HasAsidePart says whether a part with that hash was put aside: no two seals of
// the same words are alike.
func (tx *Tx) HasAsidePart(asideID int64, sha256 []byte) (bool, error) {
	var n int64
	err := tx.db.Model(&asidePart{}).Where("aside_id = ? AND sha256 = ?", asideID, sha256).Count(&n).Error
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

// knownAsideBlobs adds the blobs that parts of asides name to those known.
func (tx *Tx) knownAsideBlobs(names []string, known map[string]bool) error {
	var found []string
	err := tx.db.Model(&asidePart{}).Where("blob IN ? AND blob <> ''", names).Pluck("blob", &found).Error
	for name := range slices.Values(found) {
		known[name] = true
	}
	return err
}
