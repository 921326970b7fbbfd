package backoffice_test

import (
	"net/url"
	"slices"
	"testing"

	"heed/models"
	"heed/models/store"
)

// pages are what a member may look at that could betray a tip.
func pages(b *browser, tip string) map[string]string {
	out := map[string]string{}
	for _, path := range []string{
		"/", "/?state=received", "/?state=closed", "/?mine=1", "/?overdue=1", "/?category=benefits", "/waiting", "/findings", "/findings?state=drafted",
		"/handoffs", "/new", "/tips/" + tip, "/tips/" + tip + "/screen", "/tips/" + tip + "/propose", "/?tip=" + tip, "/findings/1", "/handoffs/1",
	} {
		a := b.get(path)
		out[path] = itoa(int64(a.status)) + "\n" + a.body
	}
	return out
}

// P7: the pages of a recused member are the same bytes with and without the
// tip, whatever becomes of it.
func TestARecusedMemberSeesTheSamePages(t *testing.T) {
	each(t, func(w *world) {
		clerk, member := w.join("clerk", "clerk"), w.join("mei", "member:1")
		head, deputy, second := w.join("head", "head:1"), w.join("deputy", "deputy:1"), w.join("lin", "member:1")
		for range 3 {
			w.tip(1, story)
		}
		before := map[*browser]map[string]string{second: pages(second, "4"), deputy: pages(deputy, "4")}
		same := func(when string) {
			w.Helper()
			for b, was := range before {
				for path, now := range pages(b, "4") {
					if now != was[path] {
						w.Errorf("%s: %s shows %s another page", when, path, b.me.Login)
					}
				}
			}
		}
		tip := w.tip(1, story)
		if tip.ID != 4 {
			w.Fatalf("tip %d", tip.ID)
		}
		clerk.post(tipPath(tip.ID, "/screen"), w.screening(tip, url.Values{
			"recusal": {"yes"}, "recused": {itoa(second.me.ID), itoa(deputy.me.ID)}, "person": {itoa(member.me.ID)},
		})).want(303)
		same("assigned")
		member.post(tipPath(tip.ID, "/propose"), worksheet(w)).want(303)
		same("proposed")
		head.approve("approve")
		same("closed")
		head.get("/findings").want(200).has(title)
		clerk.get(tipPath(tip.ID, "")).want(200).has("LIN", "DEPUTY")
	})
}

func TestScreeningNeedsTheRecusalCheck(t *testing.T) {
	w := lite(t)
	clerk, member := w.join("clerk", "clerk"), w.join("mei", "member:1")
	tip := w.tip(1, story)
	path := tipPath(tip.ID, "/screen")
	for _, outcome := range []string{"assign", "decide", "duplicate"} {
		clerk.post(path, w.screening(tip, url.Values{"outcome": {outcome}, "recusal": {""}})).want(422).has("recusal check first")
	}
	clerk.post(path, w.screening(tip, url.Values{"recusal": {"yes"}})).want(422).has("tick who")
	clerk.post(path, w.screening(tip, url.Values{"scope_conduct": {""}})).want(422).has("all four")
	recused := url.Values{"recusal": {"yes"}, "recused": {itoa(member.me.ID)}, "person": {itoa(member.me.ID)}}
	clerk.post(path, w.screening(tip, recused)).want(422).has("recused from this tip")
	clerk.post(path, w.screening(tip, url.Values{"outcome": {"decide"}, "recusal": {"yes"}, "recused": {itoa(clerk.me.ID)}})).want(422)
	if now := w.state(tip.ID); now.State != models.StateReceived {
		t.Fatalf("a refused screening left %s", now.State)
	}
	clerk.post(path, w.screening(tip, url.Values{"outcome": {"wait"}, "recusal": {""}})).want(303)
	if now := w.state(tip.ID); now.State != models.StateScreening {
		t.Fatalf("state %s", now.State)
	}
	clerk.post(tipPath(tip.ID, "/assign"), url.Values{"team": {itoa(tip.TeamID)}}).want(409)
	clerk.post(tipPath(tip.ID, "/step"), url.Values{"event": {"duplicate"}}).want(422)
}

// Whoever steps aside themselves is led back to the queue.
func TestWhoStepsAsideLosesTheTip(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	tip := w.tip(1, story)
	path := tipPath(tip.ID, "")
	to := clerk.post(path+"/screen", w.screening(tip, url.Values{"recusal": {"yes"}, "recused": {itoa(clerk.me.ID)}})).want(303).location
	if to != "/?done=screened" {
		t.Errorf("led to %s", to)
	}
	clerk.get(path).want(404)
	w.read(func(tx *store.Tx) error {
		log, err := tx.AuditOf(tip.ID)
		if !slices.ContainsFunc(log, func(a models.Audit) bool { return a.Action == "tip.recuse" && a.Actor == clerk.me.ID }) {
			t.Error("the recusal is not in the log")
		}
		return err
	})
}

// A relative in a unit keeps a member from all its tips, those to come too.
func TestARelativeInAUnit(t *testing.T) {
	each(t, func(w *world) {
		member, other := w.join("mei", "member:1"), w.join("lin", "member:1")
		before := w.tip(1, story)
		member.post(tipPath(before.ID, "/claim"), nil).want(303)
		path := "/staff/" + itoa(member.me.ID)
		w.admin.post(path+"/recuse", url.Values{"unit": {"99"}}).want(422)
		w.admin.post(path+"/recuse", url.Values{"unit": {itoa(w.units[0].ID)}}).want(303)
		w.admin.get(path).want(200).has("<li>Civil Affairs</li>")
		after := w.tip(1, story)
		for _, tip := range []models.Tip{before, after} {
			member.get(tipPath(tip.ID, "")).want(404)
			other.get(tipPath(tip.ID, "")).want(200)
		}
		member.get("/").want(200).has("0 tips")
		if now := w.state(before.ID); now.AssigneeID != 0 {
			w.Errorf("still in the hands of %d", now.AssigneeID)
		}
	})
}
