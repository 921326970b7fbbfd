package store

import (
	"bytes"
	"strconv"

	"heed/models"
)

// checkAudit walks the whole audit log: no number is missing, each row hashes
// to what it says and holds the hash before it, the head is the last row, and
// no step of a tip is one that the table of steps does not hold.
func (tx *Tx) checkAudit() ([]CheckLine, error) {
	var chain, steps culprits
	last := models.Audit{}
	lawful := lawfulSteps()
	err := tx.eachAudit(func(row models.Audit) error {
		if row.Seq != last.Seq+1 || !bytes.Equal(row.Prev, last.Hash) || !bytes.Equal(row.Hash, row.ChainHash()) {
			chain.add(strconv.FormatInt(row.Seq, 10))
		}
		if row.TipID != 0 && row.To != "" && !lawful[[2]string{row.From, row.To}] {
			steps.add(strconv.FormatInt(row.Seq, 10))
		}
		last = row
		return nil
	})
	if err != nil {
		return nil, err
	}
	end, err := tx.checkHead(last)
	return []CheckLine{chain.line("P6", "check.audit_chain"), end.line("P6", "check.audit_head"), steps.line("P6", "check.audit_steps")}, err
}

// checkHead wants the head to be the last row, so that rows cut off the end of
// the log show too.
func (tx *Tx) checkHead(last models.Audit) (culprits, error) {
	var bad culprits
	heads, err := all[auditHead](tx.db)
	if err == nil && (len(heads) != 1 || heads[0].Seq != last.Seq || !bytes.Equal(heads[0].Hash, last.Hash)) {
		bad.add(strconv.FormatInt(last.Seq, 10))
	}
	return bad, err
}

// lawfulSteps are the pairs of states that a row about a tip may hold: a
// beginning, a step of the table, or a change within a state.
func lawfulSteps() map[[2]string]bool {
	out := map[[2]string]bool{
		{"", string(models.StateReceived)}:    true,
		{"", string(models.StateQuarantined)}: true,
	}
	for _, from := range models.TipStates() {
		out[[2]string{string(from), string(from)}] = true
		for _, event := range models.TipEvents() {
			if to, err := from.Next(event); err == nil {
				out[[2]string{string(from), string(to)}] = true
			}
		}
	}
	return out
}
