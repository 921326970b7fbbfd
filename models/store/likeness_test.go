package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// liken keeps what a tip is compared by, as the first who reads it does.
func (o *office) liken(t *testing.T, tip models.Tip, signature string, bands ...int64) {
	t.Helper()
	o.do(t, func(tx *store.Tx) error {
		return tx.AddLikeness(models.Likeness{TipID: tip.ID, KeyID: o.round.KeyID, Signature: []byte(signature)}, bands)
	})
}

// like are the tips that share a band with one, as a member sees them.
func (o *office) like(t *testing.T, who string, tip models.Tip, bands ...int64) (ids []int64, more bool) {
	t.Helper()
	o.look(t, func(tx *store.Tx) error {
		found, all, err := tx.LikeTips(o.who[who].Scope(), tip.ID, bands)
		for _, f := range found {
			ids = append(ids, f.Tip.ID)
			if len(f.Signature) == 0 {
				t.Errorf("tip %d without a signature", f.Tip.ID)
			}
		}
		more = all
		return err
	})
	return ids, more
}

func TestLikeTipsAreOfTheScope(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		one, two, three := o.tip(t), o.tip(t), o.tip(t)
		other := o.tip(t, func(n *store.NewTip) { n.Tip.TeamID, n.Tip.UnitID = o.round.Teams[1].ID, o.round.Units[1].ID })
		for k, tip := range []models.Tip{one, two, three, other} {
			o.liken(t, tip, fmt.Sprint("signature ", k), 7, int64(-k))
		}
		o.liken(t, one, "another", 99) // the first stays
		expect := func(when, who string, want ...int64) {
			t.Helper()
			if got, more := o.like(t, who, one, 7, 8); !slices.Equal(got, want) || more {
				t.Errorf("%s: %s sees %v, %t, want %v", when, who, got, more, want)
			}
		}
		expect("at first", "member", two.ID, three.ID)
		expect("at first", "otherhead", other.ID)
		if got, _ := o.like(t, "member", two, 99); got != nil {
			t.Errorf("%v", got)
		}
		o.do(t, func(tx *store.Tx) error {
			return tx.Recuse(models.Recusal{StaffID: o.who["member"].ID, TipID: two.ID}, o.who["director"].ID)
		})
		expect("recused", "member", three.ID)
		expect("recused", "member2", two.ID, three.ID)
		o.look(t, func(tx *store.Tx) error {
			l, err := tx.Likeness(one.ID)
			if string(l.Signature) != "signature 0" {
				t.Errorf("%s", l.Signature)
			}
			return err
		})
	})
}

func TestABandOfManyIsReadInPart(t *testing.T) {
	o := openOffice(t, "sqlite://"+t.TempDir()+"/heed.db")
	var tips []models.Tip
	for range 103 {
		tips = append(tips, o.tip(t))
		o.liken(t, tips[len(tips)-1], "signature", 7)
	}
	got, more := o.like(t, "member", tips[102], 7)
	if len(got) != 100 || !more || got[0] != tips[0].ID {
		t.Errorf("%d, %t", len(got), more)
	}
}

// The look-up reads no more than the band, however many tips there are, and
// needs not sort it.
func TestSimilarTipsAreFoundByAnIndex(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		storetest.Crowd(t, o.Store, o.url, o.round.Round, 20_000)
		r, plan := o.raw(t, false), ""
		r.exec(`INSERT INTO likenesses (tip_id, key_id, signature) SELECT id, $1, $2 FROM tips`, o.round.KeyID, []byte("x"))
		r.exec(`INSERT INTO likeness_bands (band, tip_id) SELECT id % 4000, id FROM tips UNION SELECT 7, id FROM tips`)
		query := `SELECT tip_id FROM likeness_bands WHERE band = 7 AND tip_id <> 1 AND EXISTS (SELECT 1 FROM tips
			WHERE team_id IN (0, 1) AND id NOT IN (SELECT tip_id FROM recusals WHERE staff_id = 3)
			AND unit_id NOT IN (SELECT unit_id FROM recusals WHERE staff_id = 3 AND unit_id <> 0) AND tips.id = likeness_bands.tip_id)
			ORDER BY tip_id LIMIT 100`
		if o.Dialect() == "sqlite" {
			plan = r.column("EXPLAIN QUERY PLAN "+query, 3)
		} else {
			r.exec("ANALYZE")
			plan = r.column("EXPLAIN "+query, 0)
		}
		for _, bad := range []string{"SCAN likeness_bands", "SCAN tips", "Seq Scan on likeness_bands", "Seq Scan on tips", "B-TREE", "Sort"} {
			if strings.Contains(plan, bad) {
				t.Errorf("the plan has a %s:\n%s", bad, plan)
			}
		}
	})
}

// column is one column of all rows of a query, a line each.
func (r *raw) column(query string, at int) string {
	r.t.Helper()
	rows, err := r.conn.QueryContext(r.t.Context(), query)
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		r.t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values, cells := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			cells[i] = &values[i]
		}
		if err := rows.Scan(cells...); err != nil {
			r.t.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(values[at]))
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
