package backoffice_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/receipt"
	"heed/models/store"
)

const (
	asked   = "请问签到表放在哪里？"
	replied = "在村委会二楼的铁柜里，会计拿着钥匙。"
)

// reporter is somebody who came back with a receipt.
type reporter struct {
	*world
	receipt receipt.Receipt
	tip     int64
}

// reported is a report that a member has in review, and its reporter.
func (w *world) reported(by *browser) reporter {
	w.Helper()
	res := w.submit(intake.Draft{
		Channel: models.ChannelWeb, Category: models.CategoryBenefits, UnitID: w.units[0].ID, Text: story, Origin: "portal", Receipt: true, Lang: "zh",
	})
	path := tipPath(res.Tip.ID, "")
	by.post(path+"/screen", w.screening(res.Tip, url.Values{"outcome": {"decide"}})).want(303)
	return reporter{w, res.Receipt, res.Tip.ID}
}

func (r reporter) says(kind models.MessageKind, text string, files ...string) {
	r.Helper()
	d := intake.ReplyDraft{Receipt: r.receipt, Kind: kind, Text: text}
	for _, name := range files {
		staged, err := r.intake.Stage(r.ctx, r.round.ID, name, "text/plain", strings.NewReader("李某\n李某\n"))
		r.must(err)
		d.Files = append(d.Files, staged)
	}
	_, err := r.intake.Reply(r.ctx, d)
	r.must(err)
}

func (r reporter) messages() (all []models.Message) {
	r.Helper()
	r.read(func(tx *store.Tx) (err error) {
		all, err = tx.Messages(r.tip)
		return err
	})
	return all
}

func TestAQuestionAndItsAnswer(t *testing.T) {
	each(t, func(w *world) {
		member, head := w.join("mei", "member:1"), w.join("head", "head:1")
		r := w.reported(member)
		path := tipPath(r.tip, "")
		member.get(path).want(200).has(`value="question"`).lacks(`value="ask"`)
		member.post(path+"/messages", url.Values{"kind": {"question"}, "text": {asked}}).want(303)
		if now := w.state(r.tip); now.State != models.StateAwaitingReporter {
			w.Fatalf("state %s", now.State)
		}
		r.readsNoName(asked, "MEI")
		r.says(models.MessageFact, replied, "签到表.txt")
		if now := w.state(r.tip); now.State != models.StateReviewing || now.Unread != 1 {
			w.Errorf("answered: %+v", now)
		}
		head.get(path).want(200).has(asked, replied, "签到表.txt", "MEI", "<b class=\"late\">New</b>")
		if now := w.state(r.tip); now.Unread != 0 {
			w.Errorf("%d unread after reading", now.Unread)
		}
		member.get(path).want(200).has(replied).lacks("<b class=\"late\">New</b>")
		if got := member.get(path + "/files/0").want(200); got.body != "李某\n李某\n" || !strings.Contains(got.header.Get("Content-Disposition"), "%E7%AD%BE") {
			w.Errorf("the file: %q, %s", got.body, got.header.Get("Content-Disposition"))
		}
		if all := r.messages(); all[1].ReadBy != head.me.ID {
			w.Errorf("read by %d", all[1].ReadBy)
		}
		w.inOrder(r.tip, "message.question", "message.answer", "message.read")
	})
}

// readsNoName opens the last message with the receipt, as the public site does.
func (r reporter) readsNoName(want, name string) {
	r.Helper()
	all := r.messages()
	plain, err := r.receipt.Open(all[len(all)-1].Reply)
	r.must(err)
	var text models.MessageText
	r.must(json.Unmarshal(plain, &text))
	if text.Text != want || strings.Contains(string(plain), name) {
		r.Errorf("the reporter reads %s", plain)
	}
}

// inOrder expects actions on a tip in the log, among others.
func (w *world) inOrder(tipID int64, actions ...string) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		log, err := tx.AuditOf(tipID)
		for _, a := range log {
			if len(actions) > 0 && a.Action == actions[0] {
				actions = actions[1:]
			}
		}
		if len(actions) > 0 {
			w.Errorf("not in the log: %v", actions)
		}
		return err
	})
}

func TestWhatCannotBeSaid(t *testing.T) {
	w := lite(t)
	member, clerk, other := w.join("mei", "member:1"), w.join("clerk", "clerk"), w.join("other", "member:2")
	r := w.reported(member)
	path := tipPath(r.tip, "/messages")
	long := strings.Repeat("长", 3001)
	member.post(path, url.Values{"kind": {"question"}, "text": {long}}).want(422).has(long, story)
	member.post(path, url.Values{"kind": {"reply"}, "text": {" "}}).want(422)
	member.post(path, url.Values{"kind": {"fact"}, "text": {asked}}).want(422)
	clerk.post(path, url.Values{"kind": {"reply"}, "text": {asked}}).want(403)
	other.post(path, url.Values{"kind": {"reply"}, "text": {asked}}).want(404)
	member.post(tipPath(r.tip, "/step"), url.Values{"event": {"ask"}}).want(409)
	form := url.Values{"kind": {"question"}, "text": {asked}, "once": {"one form"}}
	member.post(path, form).want(303)
	member.post(path, form).want(303) // the button pressed twice
	form.Set("once", "another form")
	member.post(path, form).want(409) // it waits already
	if all := r.messages(); len(all) != 1 {
		t.Errorf("%d messages", len(all))
	}
	if strings.Contains(w.logs.String(), asked) {
		t.Error("the question is in the log")
	}
}

// Who left no receipt is asked by another way, and the page says so.
func TestNobodyComesBackWithoutAReceipt(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	tip := w.submit(intake.Draft{
		Channel: models.ChannelMail, Text: story, Sender: "a@b.invalid", RawMail: []byte("raw"), UnitID: w.units[0].ID, Origin: "mailbox",
		Ledger: &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: 1, Outcome: models.LedgerTip},
	}).Tip
	path := tipPath(tip.ID, "")
	member.post(path+"/screen", w.screening(tip, url.Values{"outcome": {"decide"}})).want(303)
	member.get(path).want(200).has("no receipt", `value="ask"`).lacks(path + "/messages")
	member.post(path+"/messages", url.Values{"kind": {"reply"}, "text": {asked}}).want(409)
	member.post(path+"/step", url.Values{"event": {"ask"}}).want(303)
}

func TestWishesOfTheReporter(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	r := w.reported(member)
	path := tipPath(r.tip, "")
	r.says(models.MessageWithdraw, "")
	member.get(path).want(200).has("asked to withdraw", "code=WITHDRAWN").lacks("code=PROTECT")
	r.says(models.MessageProtect, "他们找上门来了")
	member.get(path).want(200).has("asked for protection", "code=PROTECT", "他们找上门来了", "Urgent")
	page := member.get(path + "/propose").want(200)
	if at := strings.Index(page.body, `class="outcome suggested"`); at < 0 || !strings.Contains(page.body[at:at+200], "code=PROTECT") {
		t.Error("protection is not suggested")
	}
	if now := w.state(r.tip); !now.Urgent || now.Clock != models.ClockUrgent || now.DueOn != "2026-03-09" {
		t.Errorf("%+v", now)
	}
}

// An outward text may not repeat a message either, read or not.
func TestTheWordsOfADialogueDoNotLeave(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	r := w.reported(member)
	r.says(models.MessageFact, replied)
	form := worksheet(w)
	form.Set("facts", "据了解，在村委会二楼的铁柜里，会计")
	member.post(tipPath(r.tip, "/propose"), form).want(422).has("12 or more characters", "在村委会二楼的铁柜里")
}

// Every page that shows the dialogue counts as reading it; one that only lists
// the tip does not.
func TestWhatIsShownIsRead(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	r := w.reported(member)
	for _, path := range []string{tipPath(r.tip, ""), "/?tip=" + itoa(r.tip), tipPath(r.tip, "/propose?code=KEEP_FILE")} {
		r.says(models.MessageFact, replied)
		member.get("/").want(200)
		member.get(tipPath(r.tip, "/raw")).want(404)
		if now := w.state(r.tip); now.Unread != 1 {
			t.Errorf("%d unread before %s", now.Unread, path)
		}
		member.get(path).want(200).has(replied)
		if now := w.state(r.tip); now.Unread != 0 {
			t.Errorf("%d unread after %s", now.Unread, path)
		}
	}
}

// What nobody has read is marked, counted and listed until somebody reads it.
func TestNewMessagesAreListed(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	var last reporter
	for range 53 {
		res := w.submit(intake.Draft{
			Channel: models.ChannelWeb, Category: models.CategoryBenefits, UnitID: w.units[0].ID, Text: story, Origin: "portal", Receipt: true,
		})
		last = reporter{w, res.Receipt, res.Tip.ID}
		last.says(models.MessageFact, replied)
	}
	w.tip(1, story)
	last.says(models.MessageProtect, "")
	member.get("/").want(200).has(`href="/?new=1">New messages <b>53</b>`, `<b class="new">2 new messages</b>`)
	if n := member.count("/?new=1"); n != 53 {
		t.Errorf("%d rows", n)
	}
	member.get(tipPath(last.tip, "")).want(200)
	member.get("/?new=1").want(200).has(`New messages <b>52</b>`).lacks(`<b class="new">2 new messages</b>`)
	if n := member.count("/?new=1"); n != 52 {
		t.Errorf("%d rows after one was read", n)
	}
	member.post(tipPath(1, "/claim"), nil).want(303)
	if n := member.count("/?mine=1&new=1"); n != 1 {
		t.Errorf("%d of mine", n)
	}
	member.get("/?mine=1").want(200).has(`href="/?mine=1&amp;new=1">New messages <b>1</b>`)
}

// P7: the dialogue of a tip is hidden with it.
func TestADialogueIsHiddenWithItsTip(t *testing.T) {
	each(t, func(w *world) {
		clerk, member, second := w.join("clerk", "clerk"), w.join("mei", "member:1"), w.join("lin", "member:1")
		for range 3 {
			w.tip(1, story)
		}
		w.admin.post("/staff/"+itoa(second.me.ID)+"/recuse", url.Values{"unit": {itoa(w.units[0].ID)}}).want(303)
		paths := []string{"/", "/?new=1", "/tips/4", "/tips/4/files/0", "/?tip=4"}
		look := func() (all []string) {
			for _, path := range paths {
				a := second.get(path)
				all = append(all, path+itoa(int64(a.status))+a.body)
			}
			return all
		}
		before := look()
		r := w.reported(clerk)
		if r.tip != 4 {
			w.Fatalf("tip %d", r.tip)
		}
		member.post(tipPath(r.tip, "/messages"), url.Values{"kind": {"question"}, "text": {asked}}).want(303)
		r.says(models.MessageFact, replied, "签到表.txt")
		if now := look(); !slices.Equal(now, before) {
			w.Error("the pages of a recused member change with a message")
		}
		second.post(tipPath(r.tip, "/messages"), url.Values{"kind": {"reply"}, "text": {asked}}).want(404)
		if now := w.state(r.tip); now.Unread != 1 {
			w.Errorf("%d unread", now.Unread)
		}
	})
}
