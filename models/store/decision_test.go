package store_test

import (
	"fmt"
	"slices"
	"testing"

	"heed/models"
	"heed/models/store"
)

// approversOf names, for each step of a disposition, the members of an office
// who may take it. member proposes.
func approversOf(code models.Code) [][]string {
	office := []string{"officer", "director"}
	clerks := []string{"clerk", "clerk2", "officer", "director"}
	return map[models.Code][][]string{
		models.ToFinding: {{"head"}}, models.ToImmediateFix: {{"head"}, {"director"}}, models.ToClue: {{"leader"}},
		models.ToReferral: {office}, models.GuideOnly: {clerks}, models.UpRoute: {{"director"}}, models.DupExact: {clerks},
		models.DupNew: {{"head", "deputy"}}, models.KeepFile: {{"head"}}, models.NoAction: {{"head"}, {"deputy"}},
		models.RejLitigation: {office}, models.RejOtherRemit: {office}, models.RejNoSubstance: {{"head"}},
		models.Suggestion: {office}, models.Withdrawn: {office}, models.Spam: {clerks}, models.Abuse: {clerks},
		models.Protect: {{"head"}, {"director"}}, models.ClassifiedStub: {{"secrecy"}},
	}[code]
}

// TestEveryDispositionByTheRightPeople closes a tip with each disposition: at
// each step everybody without the role is refused, and the last approval
// closes it.
func TestEveryDispositionByTheRightPeople(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, rule := range models.Dispositions() {
			steps := approversOf(rule.Code)
			d := o.proposed(t, rule.Code)
			var mayAny []string
			for _, step := range steps {
				mayAny = append(mayAny, step...)
			}
			for login := range o.who {
				if slices.Contains(mayAny, login) || login == "member" {
					continue
				}
				_, err := o.approve(t, d, login)
				refused(t, err, models.KindForbidden, "error.not_approver")
				_, err = o.reject(t, d, login)
				refused(t, err, models.KindForbidden, "error.not_approver")
			}
			for i, step := range steps {
				if state := o.reload(t, d.TipID).State; state != models.StateDecisionProposed {
					t.Fatalf("%s after %d approvals: %s", rule.Code, i, state)
				}
				var err error
				if d, err = o.approve(t, d, step[0]); err != nil {
					t.Fatalf("%s by %s: %v", rule.Code, step[0], err)
				}
			}
			tip := o.reload(t, d.TipID)
			if tip.State != models.StateClosed || tip.Code != rule.Code || tip.Body != d.Body || d.State != models.DecisionApproved {
				t.Errorf("%s: %+v, %+v", rule.Code, tip, d)
			}
			_, err := o.approve(t, d, steps[0][0])
			refused(t, err, models.KindConflict, "error.decided_already")
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestEverybodyWhoMayApproveCan(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, rule := range models.Dispositions() {
			for step, logins := range approversOf(rule.Code) {
				for _, login := range logins {
					d := o.proposed(t, rule.Code)
					if _, err := o.approve(t, d, login); err != nil {
						t.Errorf("%s, step %d, %s: %v", rule.Code, step, login, err)
					}
				}
			}
		}
	})
}

func TestNobodyApprovesWhatTheyProposed(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		p := o.proposal(t, o.at(t, models.StateReviewing).ID, models.KeepFile)
		p.By = o.who["head"].ID
		var d models.Decision
		o.do(t, func(tx *store.Tx) (err error) {
			d, err = tx.Propose(p)
			return err
		})
		_, err := o.approve(t, d, "head")
		refused(t, err, models.KindConflict, "error.own_proposal")
		_, err = o.reject(t, d, "head")
		refused(t, err, models.KindConflict, "error.own_proposal")

		insert := "INSERT INTO approvals (decision_id, step, role, staff_id, proposed_by, rejected, at) VALUES ($1, 0, 'head', $2, $3, $4, $5)"
		r, head, deputy := o.raw(t, false), o.who["head"].ID, o.who["deputy"].ID
		if r.try(insert, d.ID, head, head, false, o.clock.Now()) == nil {
			t.Error("the database lets the proposer approve")
		}
		if r.try(insert, d.ID, head, deputy, false, o.clock.Now()) == nil {
			t.Error("the database lets an approval lie about who proposed")
		}
		r.exec("UPDATE decisions SET proposed_by = $1 WHERE id = $2", deputy, d.ID)
		if r.number("SELECT COUNT(*) FROM approvals") != 0 {
			t.Error("a refused approval is there")
		}
		if err := r.try(insert, d.ID, head, deputy, false, o.clock.Now()); err != nil {
			t.Errorf("the statement itself is wrong, so its refusal proved nothing: %v", err)
		}
	})
}

func TestNobodyApprovesTwice(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		both := o.hire(t, "both", models.StaffRole{Role: models.RoleHead, TeamID: o.round.Teams[0].ID},
			models.StaffRole{Role: models.RoleDeputy, TeamID: o.round.Teams[0].ID})
		d := o.proposed(t, models.NoAction)
		if _, err := o.approve(t, d, "both"); err != nil {
			t.Fatal(err)
		}
		_, err := o.approve(t, d, "both")
		refused(t, err, models.KindConflict, "error.approved_already")
		_, err = o.reject(t, d, "both")
		refused(t, err, models.KindConflict, "error.approved_already")
		r := o.raw(t, false)
		insert := "INSERT INTO approvals (decision_id, step, role, staff_id, proposed_by, rejected, at) VALUES ($1, 1, 'deputy', $2, $3, $4, $5)"
		if r.try(insert, d.ID, both.ID, d.ProposedBy, false, o.clock.Now()) == nil {
			t.Error("the database lets one person approve twice")
		}
		if _, err := o.approve(t, d, "deputy"); err != nil {
			t.Error(err)
		}
	})
}

func TestARejectionWithdrawsWhatWasProposed(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for code, approver := range map[models.Code]string{models.ToFinding: "head", models.ToClue: "leader", models.NoAction: "deputy"} {
			d, err := o.reject(t, o.proposed(t, code), approver)
			if err != nil || d.State != models.DecisionRejected || d.DecidedAt == nil {
				t.Fatalf("%s: %+v, %v", code, d, err)
			}
			if tip := o.reload(t, d.TipID); tip.State != models.StateReviewing || tip.Code != "" || tip.Clock != models.ClockTriage {
				t.Errorf("%s: %+v", code, tip)
			}
			o.look(t, func(tx *store.Tx) error {
				if d.FindingID != 0 {
					f, err := tx.Finding(models.Scope{All: true}, d.FindingID)
					if err != nil || f.State != models.FindingWithdrawn {
						t.Errorf("%+v, %v", f, err)
					}
				}
				if d.HandoffID != 0 {
					h, err := tx.Handoff(o.who["leader"], d.HandoffID)
					if err != nil || h.State != models.HandoffWithdrawn || h.DueOn != "" {
						t.Errorf("%+v, %v", h, err)
					}
				}
				return nil
			})
			again := o.proposal(t, d.TipID, code)
			o.do(t, func(tx *store.Tx) (err error) {
				_, err = tx.Propose(again)
				return err
			})
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestAProposalNamesEveryFault(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.at(t, models.StateReviewing)
		for what, c := range map[string]struct {
			code   models.Code
			change func(*store.Proposal)
			field  string
		}{
			"a code that is none":     {models.ToReferral, func(p *store.Proposal) { p.Code = "TO_PRISON" }, "code"},
			"no basis":                {models.KeepFile, func(p *store.Proposal) { p.Basis = "" }, "basis"},
			"no reason":               {models.KeepFile, func(p *store.Proposal) { p.Sealed = nil }, "reason"},
			"no body":                 {models.ToReferral, func(p *store.Proposal) { p.Body = "" }, "body"},
			"an unknown body":         {models.GuideOnly, func(p *store.Proposal) { p.Body = "moon" }, "body"},
			"no worksheet":            {models.ToFinding, func(p *store.Proposal) { p.Finding = nil }, "title"},
			"a worksheet too many":    {models.KeepFile, func(p *store.Proposal) { p.Finding = &models.Finding{} }, "title"},
			"no clue":                 {models.ToClue, func(p *store.Proposal) { p.Handoff = nil }, "recipient"},
			"a clue to nobody":        {models.ToClue, func(p *store.Proposal) { p.Handoff.Recipient = "moon" }, "recipient"},
			"a clue without items":    {models.ToClue, func(p *store.Proposal) { p.Handoff.Items = 0 }, "items"},
			"a clue of minus one":     {models.ToClue, func(p *store.Proposal) { p.Handoff.Persons = -1 }, "persons"},
			"a repeat of nothing":     {models.DupExact, func(p *store.Proposal) { p.OriginalID = 0 }, "original"},
			"a repeat of no tip":      {models.DupNew, func(p *store.Proposal) { p.OriginalID = 4711 }, "original"},
			"a repeat of itself":      {models.DupExact, func(p *store.Proposal) { p.OriginalID = p.TipID }, "original"},
			"a repeat out of nowhere": {models.DupExact, func(p *store.Proposal) { p.TipID = 4711 }, "original"},
		} {
			p := o.proposal(t, tip.ID, c.code)
			c.change(&p)
			err := o.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Propose(p)
				return err
			})
			if models.KindOf(err) != models.KindInvalid || !slices.Contains(fieldsOf(err), c.field) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if after := o.reload(t, tip.ID); after != tip {
			t.Errorf("a refused proposal changed the tip: %+v", after)
		}
	})
}

func TestATipHasOneDecisionAtATime(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		d := o.proposed(t, models.KeepFile)
		p := o.proposal(t, d.TipID, models.NoAction)
		err := o.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Propose(p)
			return err
		})
		refused(t, err, models.KindConflict, "error.step")
		r := o.raw(t, false)
		copyRow := `INSERT INTO decisions (tip_id, code, body, original_id, finding_id, handoff_id, basis, key_id, sealed, state, proposed_by, proposed_at)
			SELECT tip_id, code, body, original_id, finding_id, handoff_id, basis, key_id, sealed, '%s', proposed_by, proposed_at FROM decisions`
		if r.try(fmt.Sprintf(copyRow, "proposed")) == nil {
			t.Error("the database lets a second decision wait")
		}
		if err := r.try(fmt.Sprintf(copyRow, "rejected")); err != nil {
			t.Errorf("the statement itself is wrong, so its refusal proved nothing: %v", err)
		}
	})
}

func TestWaitingIsExactlyWhatTheMemberMayApprove(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		var all []models.Decision
		for _, rule := range models.Dispositions() {
			all = append(all, o.proposed(t, rule.Code))
		}
		for _, code := range []models.Code{models.NoAction, models.Protect} {
			d := o.proposed(t, code)
			if _, err := o.approve(t, d, "head"); err != nil {
				t.Fatal(err)
			}
			all = append(all, d)
		}
		for login, m := range o.who {
			var want []int64
			for _, d := range all {
				err := o.Write(t.Context(), func(tx *store.Tx) error {
					if _, err := tx.Approve(d.ID, m); err != nil {
						return err
					}
					return models.Fail(models.KindGone, "undo")
				})
				if models.KindOf(err) == models.KindGone {
					want = append(want, d.ID)
				}
			}
			if got := waitingFor(t, o, m); !slices.Equal(got, want) {
				t.Errorf("%s: %v wait, %v can be approved", login, got, want)
			}
		}
	})
}

func waitingFor(t *testing.T, o *office, m models.Member) (ids []int64) {
	t.Helper()
	o.look(t, func(tx *store.Tx) error {
		list, err := tx.Waiting(m)
		for _, w := range list {
			ids = append(ids, w.ID)
			if w.Tip.ID != w.TipID {
				t.Errorf("decision %d with tip %d", w.ID, w.Tip.ID)
			}
			if one, err := tx.WaitingFor(m, w.ID); one.ID != w.ID || one.Tip.ID != w.TipID || err != nil {
				t.Errorf("by id: %+v, %v", one, err)
			}
			if one, err := tx.WaitingOn(m, w.TipID); one.ID != w.ID || err != nil {
				t.Errorf("by tip: %+v, %v", one, err)
			}
		}
		if n, err := tx.CountWaiting(m); n != int64(len(list)) && len(list) < 500 || err != nil {
			t.Errorf("%d counted, %d listed, %v", n, len(list), err)
		}
		return err
	})
	return ids
}

// TestWhatWaitsForOthersDoesNotCrowdOut has more decisions wait for the head
// than a list holds: the officer's one, which came last, is still listed.
func TestWhatWaitsForOthersDoesNotCrowdOut(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.proposed(t, models.KeepFile)
		r := o.raw(t, true)
		numbers := map[string]string{
			"sqlite": "WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 600)", "postgres": "WITH g(i) AS (SELECT generate_series(1, 600))",
		}[r.dialect]
		r.exec(numbers + ` INSERT INTO tips (number, round_id, team_id, unit_id, channel, category, state, received_at, changed_at,
			assignee_id, clock, due_on, overdue, named, urgent, files, bytes, lang, reason, code, body)
			SELECT number || '-' || i, round_id, team_id, unit_id, channel, category, state, received_at, changed_at,
			assignee_id, clock, due_on, overdue, named, urgent, files, bytes, lang, reason, code, body FROM tips, g`)
		r.exec(`INSERT INTO decisions (tip_id, code, body, original_id, finding_id, handoff_id, basis, key_id, sealed, state, proposed_by, proposed_at)
			SELECT t.id, d.code, '', 0, 0, 0, basis, key_id, sealed, 'proposed', proposed_by, proposed_at
			FROM tips t, decisions d WHERE t.id <> d.tip_id`)
		last := o.proposed(t, models.Suggestion)
		if got := waitingFor(t, o, o.who["officer"]); !slices.Equal(got, []int64{last.ID}) {
			t.Errorf("%v wait for the officer, want %d", got, last.ID)
		}
		o.look(t, func(tx *store.Tx) error {
			n, err := tx.CountWaiting(o.who["head"])
			if n != 601 {
				t.Errorf("%d wait for the head", n)
			}
			return err
		})
		if got := waitingFor(t, o, o.who["otherhead"]); got != nil {
			t.Errorf("%v wait for the head of another team", got)
		}
	})
}
