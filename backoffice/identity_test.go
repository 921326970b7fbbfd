package backoffice_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/keyring"
	"heed/models/store"
)

// What a reporter tells of themselves, with marks that a page must escape.
const (
	reporterName = `李<b>四</b>`
	reporterCall = `138"0000`
	rawMail      = "From: li@farm.invalid\r\nSubject: x\r\n\r\nhello"
)

// guarded is a round whose identities two custodians guard, and a named mail.
func (w *world) guarded() (outer, inner *browser, tip models.Tip) {
	w.Helper()
	outer, inner = w.join("outer", "custodian"), w.join("inner", "custodian")
	w.admin.post("/rounds/new", url.Values{
		"name": {"第二轮"}, "year": {"2026"}, "seq": {"2"}, "entry": {"2026-03-02"}, "exit": {"2026-04-17"}, "accept_until": {"2026-05-15T17:30"},
		"team_code_1": {"G1"}, "team_name_1": {"第一组"}, "unit_name_1": {"教育局"}, "unit_team_1": {"1"},
	}).want(303)
	w.read(func(tx *store.Tx) (err error) {
		if w.round, err = tx.OpenRound(); err != nil {
			return err
		}
		w.units, err = tx.RoundUnits(w.round.ID)
		return err
	})
	return outer, inner, w.named()
}

func (w *world) named() models.Tip {
	w.Helper()
	return w.submit(intake.Draft{
		Channel: models.ChannelMail, Category: models.CategoryOther, RoundID: w.round.ID, UnitID: w.units[0].ID, Text: story,
		Name: reporterName, Contact: reporterCall, Sender: "li@farm.invalid", RawMail: []byte(rawMail), Origin: "mailbox", Lang: "zh",
	}).Tip
}

func askFor(tip models.Tip) url.Values {
	return url.Values{"tip": {itoa(tip.ID)}, "purpose": {"contact"}, "approval": {"批 7 号"}}
}

// asks makes a request and gives its page.
func (b *browser) asks(tip models.Tip) string {
	b.Helper()
	path, _, _ := strings.Cut(b.post("/identities/new", askFor(tip)).want(303).location, "?")
	return path
}

func do(what string) url.Values { return url.Values{"do": {what}} }

// Two custodians, each signed in apart, open one name, once; whoever begins.
func TestTwoCustodiansOpenAName(t *testing.T) {
	each(t, func(w *world) {
		outer, inner, tip := w.guarded()
		if got := outer.get("/").want(303).location; got != "/identities" {
			w.Errorf("a custodian begins at %s", got)
		}
		outer.get("/identities").want(200).has(tip.Number, "/identities/new?tip="+itoa(tip.ID)).lacks(story, reporterName, "教育局")
		outer.get("/identities/new?tip="+itoa(tip.ID)).want(200).has(tip.Number, "To ask the reporter").lacks(story)
		path := outer.asks(tip)
		outer.get(path).want(200).has("Ready to open", "waits for the other custodian to sign in and open", "批 7 号")
		outer.post(path, do("open")).want(403)
		w.opened(inner, path)
		outer.get(path).want(200).has("was opened").lacks(reporterName)

		second := w.named()
		path = inner.asks(second)
		inner.get(path).want(200).has("Waits for the other custodian").lacks(`value="open"`)
		inner.post(path, do("open")).want(409)
		outer.get("/identities").want(200).has("Your turn", second.Number)
		outer.post(path, do("half")).want(303)
		outer.post(path, do("half")).want(409)
		w.opened(inner, path)
	})
}

// opened opens the one request that is ready: the mail, twice, and the name.
func (w *world) opened(inner *browser, path string) {
	w.Helper()
	inner.get("/identities").want(200).has("Your turn", path)
	inner.get(path).want(200).has("Download the raw mail", "Open, shown once")
	for range 2 {
		mail := inner.post(path, do("mail")).want(200)
		if mail.body != rawMail || !strings.Contains(mail.header.Get("Content-Disposition"), "attachment") {
			w.Errorf("mail %q as %q", mail.body, mail.header.Get("Content-Disposition"))
		}
	}
	page := inner.post(path, do("open")).want(200).has(reporterName, reporterCall, "li@farm.invalid", "shown once", `data-go="a">INNER<`)
	if page.header.Get("Cache-Control") != "no-store" || strings.Contains(page.body, "<b>四") {
		w.Errorf("cached as %q, or not escaped", page.header.Get("Cache-Control"))
	}
	inner.post(path, do("open")).want(409).lacks(reporterName)
	inner.post(path, do("mail")).want(409)
	inner.get(path).want(200).has("was opened").lacks(reporterName)
}

// The tip's log says who took part, and neither log nor page nor column says who
// the reporter is.
func TestAnOpeningLeavesItsTraceAndNoName(t *testing.T) {
	each(t, func(w *world) {
		outer, inner, tip := w.guarded()
		clerk := w.join("clerk", "clerk")
		inner.post(outer.asks(tip), do("open")).want(200).has(reporterName)
		clerk.get(tipPath(tip.ID, "")).want(200).
			has("Asked to open the identity", "A custodian joined in", "Opened the identity", "OUTER", "INNER", "two custodians open it together").
			lacks(reporterName, reporterCall, "/identities")
		if logs := w.logs.String(); strings.Contains(logs, reporterCall) || strings.Contains(logs, "四") || strings.Contains(logs, "批 7") {
			w.Error("the log tells of the reporter or the approval")
		}
		clerk.get("/identities").want(403)
		w.admin.get("/identities").want(403)
	})
}

func TestARequestNamesItsFaults(t *testing.T) {
	w := lite(t)
	outer, _, tip := w.guarded()
	form := askFor(tip)
	form.Set("purpose", "")
	form.Set("approval", "没有号码")
	outer.post("/identities/new", form).want(422).has("pick what it is opened for", "number of the approval", "没有号码")
	form = askFor(tip)
	form.Set("tip", "4711")
	outer.post("/identities/new", form).want(404)
	outer.get("/identities/new").want(404)
	path := outer.asks(tip)
	outer.post("/identities/new", askFor(tip)).want(409)
	outer.post(path, do("peek")).want(422)
	outer.get("/identities?number=" + url.QueryEscape(tip.Number)).want(200).has("Request under way")
	outer.get("/identities?number=nothing").want(200).has("No tips match").lacks("/identities/new")
}

func TestARequestExpiresOnThePages(t *testing.T) {
	w := lite(t)
	outer, inner, tip := w.guarded()
	path := outer.asks(tip)
	w.clock.Add(store.OpeningLife + time.Minute)
	for _, b := range []*browser{outer, inner} {
		delete(b.cookies, "heed") // the session ended long ago
		b.post("/signin", url.Values{"login": {b.me.Login}, "passphrase": {passphrase}}).want(303)
	}
	inner.get("/identities").want(200).lacks("Your turn", path+`"`)
	inner.get(path).want(200).has("expired").lacks(`value="open"`)
	inner.post(path, do("open")).want(409).lacks(reporterName)
	outer.asks(tip)
}

// A third custodian guards no round until the recovery key says so; then the
// replaced one opens nothing.
func TestReplacedCustodiansOnThePages(t *testing.T) {
	w := lite(t)
	recovery := w.recovery
	outer, inner, tip := w.guarded()
	third := w.join("third", "custodian")
	third.get("/identities").want(200).has("not in charge").lacks(tip.Number)
	third.post("/identities/new", askFor(tip)).want(403)
	path := outer.asks(tip)
	third.get(path).want(404)
	_, err := w.keys.SetCustodians(w.ctx, recovery, "third", "outer")
	w.must(err)
	inner.post(path, do("open")).want(403).lacks(reporterName)
	inner.get("/identities").want(200).has("not in charge").lacks(tip.Number)
	outer.post(third.asks(tip), do("open")).want(200).has(reporterName)
}

// P7: a recused custodian's pages are the same bytes with and without the tip.
func TestARecusedCustodianSeesTheSamePages(t *testing.T) {
	each(t, func(w *world) {
		outer, inner, _ := w.guarded()
		w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
			return tx.Recuse(models.Recusal{StaffID: inner.me.ID, UnitID: w.units[0].ID}, outer.me.ID)
		}))
		at := []string{"/identities", "/identities/new?tip=2", "/identities/1"}
		before := map[string]string{}
		for _, path := range at {
			before[path] = bare(inner.get(path).body)
		}
		tip := w.named()
		outer.post("/identities/new", askFor(tip)).want(409).has("other custodian may not")
		w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
			_, err := tx.InsertOpening(models.IdentityOpening{
				TipID: tip.ID, KeyID: w.identityKey(tx, tip), Purpose: models.PurposeContact, Approval: "7", OuterID: outer.me.ID, InnerID: inner.me.ID, RequestedBy: outer.me.ID,
			})
			return err
		}))
		outer.get("/identities/1").want(200).has(tip.Number)
		for _, path := range at {
			if now := bare(inner.get(path).body); now != before[path] {
				w.Errorf("%s shows another page", path)
			}
		}
		inner.post("/identities/new", askFor(tip)).want(404)
		inner.post("/identities/1", do("open")).want(404)
	})
}

func (w *world) identityKey(tx *store.Tx, tip models.Tip) int64 {
	w.Helper()
	sealed, err := tx.IdentityEnvelopes(tip.ID)
	w.must(err)
	return sealed[0].KeyID
}

var formToken = regexp.MustCompile(`name="csrf" value="[^"]*"`)

// bare is a page without what differs each time.
func bare(body string) string { return formToken.ReplaceAllString(body, "") }

// A custodian gets no role that reads tips by the form of an account either.
func TestTheFormKeepsCustodiansFromTriage(t *testing.T) {
	w := lite(t)
	outer, _, _ := w.guarded()
	w.admin.post("/staff/"+itoa(outer.me.ID)+"/roles", url.Values{"role": {"custodian", "clerk"}}).want(422).has("cannot handle tips as well")
	_, err := w.keys.Invite(w.ctx, models.Member{Roles: []models.StaffRole{{Role: models.RoleSystem}}}, w.recovery, keyring.AccountSpec{
		Login: "both", Name: "both", Roles: []models.StaffRole{{Role: models.RoleCustodian}, {Role: models.RoleOfficer}},
	})
	if models.KindOf(err) != models.KindInvalid {
		t.Errorf("got %v", err)
	}
}
