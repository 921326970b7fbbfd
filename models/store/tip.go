package store

import (
	"slices"

	"heed/models"
)

// NewTip is a tip as it enters, with everything that must be there when its
// receipt is shown.
type NewTip struct {
	Tip       models.Tip // State, Clock, DueOn and Number are set here
	Envelopes []models.Envelope
	Receipt   *models.ReceiptRow // nil when nobody is given one
	Ledger    *models.Ledger     // nil unless it came by mail
	Aside     *models.Aside      // set, it is put aside and no tip; its ID is set here
	Lease     *models.Lease      // whose holder alone may store it; nil for anybody
	Actor     int64
	Origin    string
}

// InsertTips stores tips that enter together, one statement a table, and
// returns them with their ids and register numbers. A ledger row that is there
// already is KindConflict with the key error.ledger, a lease that somebody else
// has taken since is error.lease, and nothing is stored.
func (tx *Tx) InsertTips(in []NewTip) ([]models.Tip, error) {
	if err := tx.holdLeases(in); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(in, isAside) {
		return tx.insertMixed(in)
	}
	tips, err := tx.prepare(in)
	if err != nil {
		return nil, err
	}
	if err := tx.db.CreateInBatches(&tips, insertRows).Error; err != nil {
		return nil, err
	}
	if err := tx.insertParts(in, tips); err != nil {
		return nil, err
	}
	for i, n := range in {
		t := tips[i]
		tx.count(t, +1)
		tx.Audit(models.Audit{
			Actor: n.Actor, Origin: n.Origin, Action: "tip.submit", TipID: t.ID, To: string(t.State), Note: string(t.Channel),
			Object: models.SealedObject(n.Envelopes),
		})
	}
	return tips, nil
}

// prepare gives every tip its number, state and clock.
func (tx *Tx) prepare(in []NewTip) ([]models.Tip, error) {
	numbers, err := tx.numbersFor(in)
	if err != nil {
		return nil, err
	}
	tips := make([]models.Tip, len(in))
	for i, n := range in {
		t := n.Tip
		t.ID, t.Number, t.ChangedAt = 0, numbers[i], tx.now
		t.State = models.StateReceived
		if t.Reason != "" {
			t.State = models.StateQuarantined
		}
		tx.startClock(&t)
		tips[i] = t
	}
	return tips, nil
}

func (tx *Tx) insertParts(in []NewTip, tips []models.Tip) error {
	var parts []newEnvelope
	var receipts []models.ReceiptRow
	var ledger []models.Ledger
	bundles, err := tx.insertBundles(in)
	if err != nil {
		return err
	}
	tx.bytes += len(in) * tipBytes
	for i, n := range in {
		for _, e := range n.Envelopes {
			e.BundleID = bundles[e.Bundle]
			parts = append(parts, newEnvelope{tips[i].ID, partOf(e)})
			tx.bytes += len(e.Data)
		}
		if n.Receipt != nil {
			r := *n.Receipt
			r.TipID, r.At = tips[i].ID, tx.now
			receipts = append(receipts, r)
		}
		if n.Ledger != nil {
			l := *n.Ledger
			l.TipID, l.At = tips[i].ID, tx.now
			ledger = append(ledger, l)
		}
	}
	if err := createAll(tx, parts); err != nil {
		return err
	}
	if err := createAll(tx, receipts); err != nil {
		return err
	}
	return tx.insertTipLedger(ledger)
}

// createAll inserts rows, several a statement.
func createAll[T any](tx *Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.db.CreateInBatches(rows, insertRows).Error
}

// insertRows is how many rows one statement inserts. A statement is a round trip
// to PostgreSQL, whose driver holds all parameters twice; that of SQLite looks
// for each parameter among all of a statement's, so that many rows cost their
// square.
const insertRows = 25

// Tip loads one tip that the scope may know of; any other is KindNotFound, so
// that a recused member cannot tell it from none.
func (tx *Tx) Tip(scope models.Scope, id int64) (models.Tip, error) {
	return first[models.Tip](tx.tips(scope).Where("id = ?", id))
}

// TipByReceipt finds the tip of a receipt by the hash of its look-up id.
func (tx *Tx) TipByReceipt(hash []byte) (models.Tip, error) {
	return first[models.Tip](tx.db.Where("id = (SELECT tip_id FROM receipts WHERE hash = ?)", hash))
}

// NoteRead audits that a member opened a tip.
func (tx *Tx) NoteRead(tipID, actor int64) {
	tx.Audit(models.Audit{Actor: actor, Origin: "backoffice", Action: "tip.open", TipID: tipID})
}
