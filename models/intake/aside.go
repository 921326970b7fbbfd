package intake

import (
	"heed/models"
	"heed/models/store"
)

// putAside makes what was sealed an aside in place of a tip. The draft's message
// is its ledger row's, without which nothing is put aside.
func (e *entry) putAside(d Draft) {
	if d.Aside == "" || d.Ledger == nil {
		return
	}
	t := e.tip.Tip
	e.tip.Aside = &models.Aside{
		RoundID: t.RoundID, TeamID: t.TeamID, Account: d.Ledger.Account, ReceivedAt: t.ReceivedAt, Reason: d.Aside,
		Files: t.Files, Bytes: t.Bytes, Lang: t.Lang, Named: t.Named, Digest: d.Ledger.Digest,
	}
}

// aside is what the entry was put aside as; 0 when it is a tip.
func (e *entry) aside() int64 {
	if e.tip.Aside == nil {
		return 0
	}
	return e.tip.Aside.ID
}

// isIn says whether the entry is stored: no two seals of the same words are
// alike.
func (e *entry) isIn(tx *store.Tx) (bool, error) {
	sum := e.tip.Envelopes[0].SHA256
	if e.tip.Aside != nil {
		return tx.HasAsidePart(e.aside(), sum)
	}
	return tx.HasEnvelope(e.stored.ID, sum)
}
