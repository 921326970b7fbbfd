package backoffice_test

import (
	"net/url"
	"slices"
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/static"
	"heed/web/locale"
)

// office is everybody who may ever approve, by role.
func (w *world) everybody() map[models.Role]*browser {
	w.Helper()
	return map[models.Role]*browser{
		models.RoleClerk: w.join("clerk", "clerk"), models.RoleHead: w.join("head", "head:1"), models.RoleDeputy: w.join("deputy", "deputy:1"),
		models.RoleOfficer: w.join("officer", "officer"), models.RoleDirector: w.join("director", "director"),
		models.RoleLeader: w.join("leader", "leading_group"), models.RoleSecrecy: w.join("secrecy", "secrecy"),
	}
}

// Every outcome can be reached, by its approvers one after the other and by
// nobody else, and says something to the reporter in both languages.
func TestEveryDispositionIsReached(t *testing.T) {
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(w *world) {
		member, all := w.join("mei", "member:1"), w.everybody()
		first := w.tip(1, story)
		for _, d := range models.Dispositions() {
			tip := w.tip(1, story)
			path := tipPath(tip.ID, "")
			outcome := "decide"
			if d.Duplicate {
				outcome = "duplicate"
			}
			member.post(path+"/screen", w.screening(tip, url.Values{"outcome": {outcome}})).want(303)
			form := url.Values{"reason": {"核实情况"}, "basis": {"office_rules"}, "body": {"petition"}, "original": {first.Number}}
			for k, v := range map[models.Code]url.Values{models.ToFinding: worksheet(w), models.ToClue: clue()}[d.Code] {
				form[k] = v
			}
			form.Set("code", string(d.Code))
			member.post(path+"/propose", form).want(303)
			w.approvals(d, member, all, tip.ID)
			now := w.state(tip.ID)
			if now.State != models.StateClosed || now.Code != d.Code || d.Body != (now.Body != "") {
				w.Errorf("%s: %s, %s, body %q", d.Code, now.State, now.Code, now.Body)
			}
			for _, l := range book.Langs() {
				if !book.Has(l, d.Code.ToldKey()) || !book.Has(l, d.Code.Key()) {
					w.Errorf("%s says nothing in %s", d.Code, l)
				}
			}
		}
	})
}

// approvals lets everybody try to approve: who is not named finds nothing and
// is refused.
func (w *world) approvals(d models.Disposition, proposer *browser, all map[models.Role]*browser, tipID int64) {
	w.Helper()
	var open models.Decision
	w.read(func(tx *store.Tx) (err error) {
		open, err = tx.OpenDecision(tipID)
		return err
	})
	path := "/waiting/" + itoa(open.ID)
	if got := proposer.post(path, url.Values{"verdict": {"approve"}}); got.status != 409 {
		w.Errorf("%s: the proposer's approval: %d", d.Code, got.status)
	}
	for _, roles := range d.Approvers {
		for role, b := range all {
			may := slices.ContainsFunc(d.Approvers, func(any []models.Role) bool { return slices.Contains(any, role) })
			if !may {
				b.get(path).want(404)
				b.post(path, url.Values{"verdict": {"approve"}}).want(403)
			}
		}
		b := all[roles[0]]
		b.get(path).want(200)
		b.post(path, url.Values{"verdict": {"approve"}}).want(303)
	}
}

// What was sent back can be proposed anew, and its finding is withdrawn.
func TestAProposalThatIsSentBack(t *testing.T) {
	w := lite(t)
	member, head := w.join("mei", "member:1"), w.join("head", "head:1")
	tip := w.tip(1, story)
	path := tipPath(tip.ID, "")
	member.post(path+"/screen", w.screening(tip, url.Values{"outcome": {"decide"}})).want(303)
	member.post(path+"/propose", worksheet(w)).want(303)
	head.approve("reject")
	if now := w.state(tip.ID); now.State != models.StateReviewing {
		t.Fatalf("state %s", now.State)
	}
	if f := w.finding(head); f.State != models.FindingWithdrawn {
		t.Errorf("finding %s", f.State)
	}
	member.get(path).want(200).has("Sent back", "HEAD")
	member.post(path+"/propose", worksheet(w)).want(303)
	head.approve("approve")
}
