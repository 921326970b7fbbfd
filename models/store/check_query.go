package store

// invariant is a promise as a query for the ids of what breaks it: its one
// column is called id.
type invariant struct {
	promise string
	name    string
	sql     string
	args    []any
}

// checkQueries asks every invariant that one query can state.
func (tx *Tx) checkQueries() ([]CheckLine, error) {
	var lines []CheckLine
	for _, group := range [][]invariant{
		tipInvariants(tx.store.opts.Calendar.Day(tx.now)), tipParts(), ledgerInvariants(), decisionInvariants(), approvalInvariants(),
		findingInvariants(), handoffInvariants(), staffInvariants(), messageInvariants(), asideInvariants(),
	} {
		for _, i := range group {
			line, err := tx.ask(i)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// ask counts only when there is something to count.
func (tx *Tx) ask(i invariant) (CheckLine, error) {
	var bad culprits
	err := tx.db.Raw("SELECT CAST(id AS TEXT) FROM ("+i.sql+") AS bad ORDER BY bad.id LIMIT 10", i.args...).Scan(&bad.ids).Error
	bad.n = int64(len(bad.ids))
	if err == nil && bad.n == detailMax {
		err = tx.db.Raw("SELECT COUNT(*) FROM ("+i.sql+") AS bad", i.args...).Scan(&bad.n).Error
	}
	return bad.line(i.promise, i.name), err
}
