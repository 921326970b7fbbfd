package store

// point says where a snapshot stands.
type point struct {
	Seq    int64 // of the newest audit row
	Office int64 // of the newest that is of no tip
	Late   bool  // MarkOverdue has something to do
}

// point is asked for once in a transaction that only reads. What is late is one
// look-up in the index of what is due: asked for any or the least id instead,
// PostgreSQL would walk past every tip that is not late.
func (tx *Tx) point() (point, error) {
	if tx.at != nil {
		return *tx.at, nil
	}
	var p point
	err := tx.db.Raw("SELECT seq, (SELECT COALESCE(MAX(seq), 0) FROM audit WHERE tip_id = 0) AS office, "+
		"(?) IS NOT NULL AS late FROM audit_head"+tx.store.dialect.plans()+" WHERE id = 1", tx.lateIDs(1)).Scan(&p).Error
	if err == nil && !tx.writing {
		tx.at = &p
	}
	return p, err
}
