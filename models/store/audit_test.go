package store_test

import (
	"testing"

	"heed/models/store"
)

func TestTheAuditLogOnlyGrows(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.tip(t)
		r := o.raw(t, false)
		for _, statement := range []string{
			"UPDATE audit SET actor = 99", "UPDATE audit SET hash = prev WHERE seq = 1", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1",
		} {
			if r.try(statement) == nil {
				t.Errorf("the database takes %s", statement)
			}
		}
		if n := r.number("SELECT COUNT(*) FROM audit WHERE actor <> 99"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestAReadNotesNothing(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.tip(t)
		o.look(t, func(tx *store.Tx) error {
			tx.NoteRead(tip.ID, 1)
			return nil
		})
		if log := auditOf(t, o, tip.ID); len(log) != 1 {
			t.Errorf("%+v", log)
		}
		o.do(t, func(tx *store.Tx) error {
			tx.NoteRead(tip.ID, 1)
			return nil
		})
		if log := auditOf(t, o, tip.ID); len(log) != 2 || log[1].Action != "tip.open" || log[1].Actor != 1 {
			t.Errorf("%+v", log)
		}
	})
}
