package backoffice_test

import (
	"net/url"
	"regexp"
	"testing"

	"heed/models"
	"heed/models/store"
)

// The text of a report, and a finding that says it in other words.
const (
	story = "村干部把低保名额给了自己的弟弟，弟弟家里开着超市，还有两辆小汽车。"
	title = "低保审核把关不严"
)

// each runs a test on every database.
func each(t *testing.T, fn func(w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(lite(t)) })
	t.Run("postgres", func(t *testing.T) {
		fn(newWorld(t, postgres))
	})
}

// screened is what the screening form sends for a tip within the scope.
func screened(more url.Values) url.Values {
	form := url.Values{
		"scope_round": {"yes"}, "scope_person": {"yes"}, "scope_conduct": {"yes"}, "scope_window": {"yes"}, "recusal": {"no"}, "outcome": {"assign"},
	}
	for k, v := range more {
		form[k] = v
	}
	return form
}

func (w *world) screening(t models.Tip, more url.Values) url.Values {
	form := screened(more)
	form.Set("unit", itoa(t.UnitID))
	if form.Get("team") == "" {
		form.Set("team", itoa(t.TeamID))
	}
	return form
}

var waitingForm = regexp.MustCompile(`href="(/waiting/\d+)"`)

// approve decides the one thing that waits for the member.
func (b *browser) approve(verdict string) {
	b.Helper()
	page := b.get("/waiting").want(200)
	found := waitingForm.FindStringSubmatch(page.body)
	if found == nil {
		b.Fatalf("nothing waits for %s", b.me.Login)
	}
	b.get(found[1]).want(200)
	b.post(found[1], url.Values{"verdict": {verdict}}).want(303)
}

func worksheet(w *world) url.Values {
	return url.Values{
		"code": {"TO_FINDING"}, "reason": {"核实后属实"}, "basis": {"inspection_rules"}, "title": {title}, "class": {"MAS-01"}, "source": {"tip"},
		"unit": {itoa(w.units[0].ID)}, "facts": {"二〇二五年七户不符合条件仍在册"}, "grounds": {"社会救助暂行办法第九条"}, "evidence": {"审批表复印件"},
	}
}

// From a report to a signed finding, by five people.
func TestAReportBecomesASignedFinding(t *testing.T) {
	each(t, func(w *world) {
		clerk, member := w.join("clerk", "clerk"), w.join("mei", "member:1")
		deputy, head, other := w.join("deputy", "deputy:1"), w.join("head", "head:1"), w.join("other", "member:2")
		tip := w.tip(1, story)
		path := tipPath(tip.ID, "")

		clerk.get("/").want(200).has(tip.Number, "Civil Affairs").lacks(story)
		clerk.get("/?tip="+itoa(tip.ID)).want(200).has(story, "Register", "Screen")
		other.get(path).want(404)
		clerk.post(path+"/screen", w.screening(tip, url.Values{"person": {itoa(member.me.ID)}})).want(303)
		if now := w.state(tip.ID); now.State != models.StateAssigned || now.AssigneeID != member.me.ID {
			w.Fatalf("after the screening: %s, %d", now.State, now.AssigneeID)
		}
		member.get("/?mine=1").want(200).has(tip.Number)
		member.post(path+"/propose", worksheet(w)).want(303)
		member.get("/waiting").want(200).lacks("/waiting/")
		deputy.get("/waiting").want(200).lacks("/waiting/")
		head.approve("approve")
		now := w.state(tip.ID)
		if now.State != models.StateClosed || now.Code != models.ToFinding || now.DueOn != "" {
			w.Fatalf("after the approval: %+v", now)
		}
		w.sign(member, deputy, head)
		other.get("/findings").want(200).lacks(title)
		clerk.post(path+"/step", url.Values{"event": {"feed_back"}}).want(303)
		clerk.post(path+"/step", url.Values{"event": {"archive"}}).want(303)
		clerk.get(path).want(200).has("MEI", "HEAD", "Archived")
	})
}

// sign takes the worksheet from its maker by the deputy to the head.
func (w *world) sign(member, deputy, head *browser) {
	w.Helper()
	id := w.finding(head).ID
	path := "/findings/" + itoa(id)
	member.get(path).want(200).has(title, "七户不符合条件")
	member.post(path, url.Values{"event": {"review"}}).want(403)
	deputy.post(path, url.Values{"event": {"review"}}).want(303)
	deputy.post(path, url.Values{"event": {"sign"}}).want(403)
	head.post(path, url.Values{"event": {"sign"}}).want(303)
	head.get(path).want(200).has("MEI", "DEPUTY", "HEAD")
	if f := w.finding(head); f.State != models.FindingSigned || f.MadeBy == f.ReviewedBy || f.ReviewedBy == f.SignedBy {
		w.Errorf("finding %+v", f)
	}
}

func (w *world) finding(b *browser) models.Finding {
	w.Helper()
	var rows []models.Finding
	w.read(func(tx *store.Tx) (err error) {
		rows, err = tx.Findings(b.me.Scope(), store.FindingFilter{})
		return err
	})
	if len(rows) != 1 {
		w.Fatalf("%d findings", len(rows))
	}
	return rows[0]
}

func clue() url.Values {
	return url.Values{
		"code": {"TO_CLUE"}, "reason": {"涉嫌违纪"}, "basis": {"accusation_rules"}, "recipient": {"discipline"}, "items": {"1"}, "persons": {"2"}, "summary": {"反映某村救助名额审批中优亲厚友"},
	}
}

// From a report to a clue that the receiving body signed for.
func TestAReportBecomesAClueThatIsSignedFor(t *testing.T) {
	each(t, func(w *world) {
		tip, officer, path := w.handedOff()
		officer.post(path, url.Values{"event": {"seal"}}).want(303)
		officer.post(path, url.Values{"event": {"deliver"}}).want(303)
		officer.post(path, url.Values{"event": {"sign"}}).want(422).has("Please fill this in")
		officer.post(path, url.Values{"event": {"sign"}, "signed": {"纪委 赵某 三月十日"}}).want(303)
		officer.get(path).want(200).has("赵某", "Signed for")
		if now := w.state(tip.ID); now.State != models.StateClosed || now.Code != models.ToClue {
			w.Errorf("tip %+v", now)
		}
	})
}

// A clue that comes back takes its report up again.
func TestAReturnedClueReopensItsReport(t *testing.T) {
	each(t, func(w *world) {
		tip, officer, path := w.handedOff()
		for _, event := range []string{"seal", "deliver"} {
			officer.post(path, url.Values{"event": {event}}).want(303)
		}
		officer.post(path, url.Values{"event": {"return"}, "returned": {"不属本单位管辖"}}).want(303)
		officer.get(path).want(200).has("不属本单位管辖", "Returned")
		if now := w.state(tip.ID); now.State != models.StateReopened || now.Code != "" || now.DueOn == "" {
			w.Errorf("tip %+v", now)
		}
	})
}

// handedOff is a report whose clue the leading group has approved, without ever
// seeing the report.
func (w *world) handedOff() (models.Tip, *browser, string) {
	w.Helper()
	officer, member, leader := w.join("officer", "officer"), w.join("mei", "member:1"), w.join("leader", "leading_group")
	tip := w.tip(1, story)
	path := tipPath(tip.ID, "")
	officer.post(path+"/screen", w.screening(tip, nil)).want(303)
	member.post(path+"/claim", nil).want(303)
	member.post(path+"/propose", clue()).want(303)
	leader.get(path).want(403)
	leader.get("/").want(303)
	page := leader.get(waitingForm.FindStringSubmatch(leader.get("/waiting").body)[1]).want(200)
	page.has("优亲厚友", "涉嫌违纪").lacks(story, path+`"`)
	leader.approve("approve")
	var rows []models.Handoff
	w.read(func(tx *store.Tx) (err error) {
		rows, err = tx.Handoffs(leader.me, store.HandoffFilter{})
		return err
	})
	if len(rows) != 1 || rows[0].State != models.HandoffApproved {
		w.Fatalf("hand-offs %+v", rows)
	}
	return tip, officer, "/handoffs/" + itoa(rows[0].ID)
}
