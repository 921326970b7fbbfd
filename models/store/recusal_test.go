package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"heed/models"
	"heed/models/store"
)

// seen is everything that a member can learn from the store of what lies
// before them.
func seen(t *testing.T, o *office, m models.Member) string {
	t.Helper()
	var out string
	o.look(t, func(tx *store.Tx) error {
		page, err := tx.Queue(m.Scope(), store.QueueFilter{RoundID: o.round.ID})
		if err != nil {
			return err
		}
		findings, err := tx.Findings(m.Scope(), store.FindingFilter{})
		if err != nil {
			return err
		}
		handoffs, err := tx.Handoffs(m, store.HandoffFilter{})
		if err != nil {
			return err
		}
		waiting, err := tx.Waiting(m)
		out = fmt.Sprintf("%+v\n%+v\n%+v\n%+v", page, findings, handoffs, waiting)
		return err
	})
	return out
}

// TestTheRecusedSeeWhatTheyWouldWithoutTheTip compares what a recused member
// sees with the tips there, and before they were: the same (P7).
func TestTheRecusedSeeWhatTheyWouldWithoutTheTip(t *testing.T) {
	for name, recuse := range map[string]func(o *office, d models.Decision) models.Recusal{
		"by tip":  func(_ *office, d models.Decision) models.Recusal { return models.Recusal{TipID: d.TipID} },
		"by unit": func(o *office, _ models.Decision) models.Recusal { return models.Recusal{UnitID: o.round.Units[0].ID} },
	} {
		t.Run(name, func(t *testing.T) {
			eachOffice(t, func(t *testing.T, o *office) {
				both := o.hire(t, "both", models.StaffRole{Role: models.RoleHead, TeamID: o.round.Teams[0].ID}, models.StaffRole{Role: models.RoleLeader})
				o.tip(t, func(n *store.NewTip) { n.Tip.UnitID = o.round.Units[1].ID })
				before := seen(t, o, both)
				var hidden []models.Decision
				hidden = append(hidden, o.decided(t, models.ToFinding, "head"), o.decided(t, models.ToClue, "leader"),
					o.proposed(t, models.KeepFile), o.proposed(t, models.ToClue))
				if seen(t, o, both) == before {
					t.Fatal("there is nothing to hide")
				}
				o.do(t, func(tx *store.Tx) error {
					for _, d := range hidden {
						r := recuse(o, d)
						r.StaffID = both.ID
						if err := tx.Recuse(r, o.who["director"].ID); err != nil {
							return err
						}
					}
					return nil
				})
				if after := seen(t, o, both); after != before {
					t.Errorf("the recused see\n%s\nand saw without the tips\n%s", after, before)
				}
				noneOf(t, o, both, hidden)
				if bad := broken(o.check(t)); bad != nil {
					t.Error(bad)
				}
			})
		})
	}
}

// noneOf asks for each thing by its id and wants the answer of one that is not.
func noneOf(t *testing.T, o *office, m models.Member, hidden []models.Decision) {
	t.Helper()
	for _, d := range hidden {
		for what, get := range map[string]func(tx *store.Tx, far int64) error{
			"tip":      func(tx *store.Tx, far int64) error { _, err := tx.Tip(m.Scope(), d.TipID+far); return err },
			"decision": func(tx *store.Tx, far int64) error { _, err := tx.Decision(m.Scope(), d.ID+far); return err },
			"finding":  func(tx *store.Tx, far int64) error { _, err := tx.Finding(m.Scope(), d.FindingID+far); return err },
			"handoff":  func(tx *store.Tx, far int64) error { _, err := tx.Handoff(m, d.HandoffID+far); return err },
			"approve":  func(tx *store.Tx, far int64) error { _, err := tx.Approve(d.ID+far, m); return err },
			"reject":   func(tx *store.Tx, far int64) error { _, err := tx.Reject(d.ID+far, m); return err },
		} {
			here := o.Write(t.Context(), func(tx *store.Tx) error { return get(tx, 0) })
			nowhere := o.Write(t.Context(), func(tx *store.Tx) error { return get(tx, 4711) })
			refused(t, here, models.KindNotFound, "error.not_found")
			if !reflect.DeepEqual(here, nowhere) {
				t.Errorf("%s: %v, but %v when there is none", what, here, nowhere)
			}
		}
	}
}

func TestARecusedMemberHoldsNoTip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		member := o.who["member"]
		give := func(tipID int64, change func(*models.Tip)) error {
			return o.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.ChangeTip(tipID, store.Step{Actor: o.who["head"].ID, Origin: "backoffice", Action: "tip.give", Change: change})
				return err
			})
		}
		mine := func(tip *models.Tip) { tip.AssigneeID = member.ID }
		unit := o.round.Units[0].ID
		elsewhere := o.tip(t, func(n *store.NewTip) { n.Tip.UnitID = 0 })
		held, own := o.tip(t), o.tip(t, func(n *store.NewTip) { n.Tip.UnitID = 0 })
		for _, tip := range []models.Tip{held, own, elsewhere} {
			if err := give(tip.ID, mine); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second time changes nothing
			o.do(t, func(tx *store.Tx) error {
				if err := tx.Recuse(models.Recusal{StaffID: member.ID, UnitID: unit}, o.who["director"].ID); err != nil {
					return err
				}
				return tx.Recuse(models.Recusal{StaffID: member.ID, TipID: own.ID}, o.who["director"].ID)
			})
		}
		for tipID, want := range map[int64]int64{held.ID: 0, own.ID: 0, elsewhere.ID: member.ID} {
			if got := o.reload(t, tipID).AssigneeID; got != want {
				t.Errorf("tip %d is in the hands of %d", tipID, got)
			}
		}
		refused(t, give(held.ID, mine), models.KindConflict, "error.recused")
		refused(t, give(own.ID, mine), models.KindConflict, "error.recused")
		if err := give(elsewhere.ID, func(tip *models.Tip) { tip.UnitID = unit }); err != nil {
			t.Fatal(err)
		}
		if got := o.reload(t, elsewhere.ID); got.AssigneeID != 0 || got.UnitID != unit {
			t.Errorf("it turned out to be about the unit, and is still held: %+v", got)
		}
		if n := o.raw(t, false).number("SELECT COUNT(*) FROM recusals"); n != 2 {
			t.Errorf("%d recusals", n)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestRecusalsOfATip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip, other := o.tip(t), o.tip(t, func(n *store.NewTip) { n.Tip.UnitID = 0 })
		o.do(t, func(tx *store.Tx) error {
			if err := tx.Recuse(models.Recusal{StaffID: o.who["head"].ID, UnitID: tip.UnitID}, 1); err != nil {
				return err
			}
			return tx.Recuse(models.Recusal{StaffID: o.who["deputy"].ID, TipID: tip.ID}, 1)
		})
		o.look(t, func(tx *store.Tx) error {
			of, err := tx.RecusalsOfTip(tip)
			if len(of) != 2 || err != nil {
				t.Errorf("%+v, %v", of, err)
			}
			of, err = tx.RecusalsOfTip(other)
			if len(of) != 0 {
				t.Errorf("%+v", of)
			}
			return err
		})
		r := o.raw(t, false)
		for _, both := range []string{"0, 0", "1, 1"} {
			if r.try("INSERT INTO recusals (staff_id, tip_id, unit_id, at) VALUES ($1, "+both+", $2)", o.who["clerk"].ID, o.clock.Now()) == nil {
				t.Errorf("the database lets a recusal be from %s", both)
			}
		}
	})
}

// TestAFindingAboutAnotherUnitHidesItsDecision: the tip is about one unit, its
// finding about another, from which a head is recused (P7).
func TestAFindingAboutAnotherUnitHidesItsDecision(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		head, unit := o.who["head"], o.round.Units[1].ID
		p := o.proposal(t, o.at(t, models.StateReviewing).ID, models.ToFinding)
		p.Finding.UnitID = unit
		o.do(t, func(tx *store.Tx) error {
			return tx.Recuse(models.Recusal{StaffID: head.ID, UnitID: unit}, o.who["director"].ID)
		})
		by := p
		by.By = head.ID
		err := o.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Propose(by)
			return err
		})
		if models.KindOf(err) != models.KindInvalid || !slices.Contains(fieldsOf(err), "unit") {
			t.Errorf("the recused propose a finding that they could not see: %v", err)
		}
		var d models.Decision
		o.do(t, func(tx *store.Tx) (err error) {
			d, err = tx.Propose(p)
			return err
		})
		other := o.hire(t, "head2", models.StaffRole{Role: models.RoleHead, TeamID: o.round.Teams[0].ID})
		if got := waitingFor(t, o, other); !slices.Equal(got, []int64{d.ID}) {
			t.Fatalf("%v wait for a head who is not recused", got)
		}
		if got := waitingFor(t, o, head); got != nil {
			t.Errorf("%v wait for the recused", got)
		}
		o.look(t, func(tx *store.Tx) error {
			if list, err := tx.Decisions(head.Scope(), p.TipID); len(list) != 0 || err != nil {
				t.Errorf("the recused see %+v, %v", list, err)
			}
			list, err := tx.Decisions(other.Scope(), p.TipID)
			if len(list) != 1 {
				t.Errorf("others see %d decisions", len(list))
			}
			return err
		})
		_, err = o.approve(t, d, "head")
		refused(t, err, models.KindNotFound, "error.not_found")
		_, err = o.reject(t, d, "head")
		refused(t, err, models.KindNotFound, "error.not_found")
		if _, err = o.approve(t, d, "head2"); err != nil {
			t.Error(err)
		}
	})
}
