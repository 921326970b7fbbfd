package mailbox

import (
	"slices"

	"heed/models"
)

// counted names the messages behind the figures of a Row, in any order: the
// report keeps them, so that one which a reader may not know of can be taken out
// of every sweep that met it.
type counted struct {
	uidvalidity uint32
	outcomes    map[models.LedgerOutcome][]uint32
	unmoved     []uint32
}

func (p *pass) count(outcome models.LedgerOutcome, uids ...uint32) {
	p.mu.Lock()
	p.counted[outcome] = append(p.counted[outcome], uids...)
	p.mu.Unlock()
}

// behind is what was counted, when the pass has ended.
func (p *pass) behind() counted {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := counted{p.mail.UIDValidity, p.counted, p.unmoved}
	for _, uids := range c.outcomes {
		slices.Sort(uids)
	}
	slices.Sort(c.unmoved)
	return c
}

// fill writes them into a report.
func (c counted) fill(r *models.SweepReport) {
	r.UIDValidity, r.UIDs, r.UnmovedUIDs = c.uidvalidity, map[models.LedgerOutcome]string{}, models.UIDSet(c.unmoved)
	for outcome, uids := range c.outcomes {
		r.UIDs[outcome] = models.UIDSet(uids)
	}
}
