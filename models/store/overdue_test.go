package store_test

import (
	"testing"
	"time"

	"heed/models"
)

func TestATipIsLateFromTheDayAfterItsDueDate(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.tip(t) // received on Monday the 2nd in Shanghai: due on the 3rd
		closed := o.reload(t, o.decided(t, models.Suggestion, "officer").TipID)
		for _, c := range []struct {
			add  time.Duration
			mark int
			late bool
		}{
			{0, 0, false},
			{38*time.Hour + 59*time.Minute, 0, false}, // the 3rd, 23:59 in Shanghai
			{2 * time.Minute, 1, true},
			{time.Hour, 0, true},
			{1000 * time.Hour, 0, true},
		} {
			o.clock.Add(c.add)
			n, err := o.MarkOverdue(t.Context())
			if got := o.reload(t, tip.ID).Overdue; n != c.mark || err != nil || got != c.late {
				t.Errorf("at %v: marked %d, late %v, %v", o.clock.Now(), n, got, err)
			}
		}
		if o.reload(t, closed.ID).Overdue {
			t.Error("a closed tip is late")
		}
		log := auditOf(t, o, tip.ID)
		if last := log[len(log)-1]; len(log) != 2 || last.Action != "tip.overdue" || last.Origin != "system" || last.Note != "register" {
			t.Errorf("%+v", log)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestMoreLateTipsThanOneTransactionTakes(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		manyTips(t, o, 1)
		const n = 1100
		r := o.raw(t, true)
		r.exec("UPDATE tips SET overdue = (1 = 0), state = 'received', clock = 'register', due_on = '2026-03-03', code = ''")
		copies := map[string]string{"sqlite": "WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 1099)", "postgres": "WITH g(i) AS (SELECT generate_series(1, 1099))"}
		r.exec(copies[r.dialect] + ` INSERT INTO tips (number, round_id, team_id, unit_id, channel, category, state, received_at, changed_at,
			assignee_id, clock, due_on, overdue, named, urgent, files, bytes, lang, reason, code, body)
			SELECT number || '-' || i, round_id, team_id, unit_id, channel, category, state, received_at, changed_at,
			assignee_id, clock, due_on, overdue, named, urgent, files, bytes, lang, reason, code, body FROM tips, g`)
		r.exec(recount)
		o.clock.Add(10 * 24 * time.Hour)
		if got, err := o.MarkOverdue(t.Context()); got != n || err != nil {
			t.Errorf("%d, %v", got, err)
		}
		if got := r.number("SELECT COUNT(*) FROM tips WHERE overdue"); got != n {
			t.Errorf("%d are late", got)
		}
		counted(t, o)
	})
}
