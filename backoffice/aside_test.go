package backoffice_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// putAside is a mail to a team (1 or 2) that is put aside.
func (w *world) putAside(team int, reason, text string, uid uint32) int64 {
	w.Helper()
	return w.submit(intake.Draft{
		Channel: models.ChannelMail, TeamID: w.teams[team-1].ID, Subject: "Undelivered", Text: text, Lang: "en", Origin: "mailbox", Aside: reason,
		RawMail: []byte("From: <someone@example.org>\r\n\r\n" + text),
		Mail:    &models.MailNote{Kind: reason, Auth: []models.AuthResult{{Method: "dkim", Result: "pass", By: models.ByHeed, Aligned: true}}},
		Ledger: &models.Ledger{
			Account: "office", Folder: "INBOX", UIDValidity: 7, UID: uid, Outcome: models.LedgerSetAside, Reason: reason, Digest: fmt.Append(nil, "aside", uid),
		},
	}).Aside
}

func asidePath(id int64) string { return "/asides/" + itoa(id) }

// A mail that was put aside is listed without a word of it, opened with a note in
// the audit log, and left or taken; a taken one is a tip with all its parts.
func TestWhatIsAsideIsLeftOrTaken(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.join("clerk", "clerk")
		first, second := w.putAside(1, "bounce", story, 1), w.putAside(1, "list", "A newsletter.", 2)
		clerk.get("/asides").want(200).has("office", "Bounce", "Bulk mail").lacks(story, "Undelivered", "someone@example.org")
		clerk.get("/asides?reason=list").want(200).has(`href="` + asidePath(second)).lacks(`href="` + asidePath(first))
		clerk.get(asidePath(first)).want(200).has(story, "Undelivered", "a notice of non-delivery", "passed</b>, for the sender's domain", "proves the domain, not the person").
			lacks("someone@example.org", "example.org")
		w.audited(t, "aside.open", "aside:"+itoa(first))
		clerk.post(asidePath(first), url.Values{"do": {"burn"}}).want(422)
		clerk.post(asidePath(second), url.Values{"do": {"leave"}, "back": {"/asides"}}).want(303)
		w.audited(t, "aside.leave", "aside:"+itoa(second))
		clerk.get("/asides").want(200).lacks(`href="` + asidePath(second))
		clerk.get("/asides?settled=1").want(200).has(`href="`+asidePath(second), "CLERK", "Left here")
		to := clerk.post(asidePath(first), url.Values{"do": {"take"}}).want(303).location
		clerk.get(to).want(200).has(story, "Undelivered", "It is a tip now", "passed</b>, for the sender's domain").lacks("someone@example.org")
		clerk.post(asidePath(first), url.Values{"do": {"take"}}).want(409)
		clerk.get(asidePath(first)).want(200).lacks(story).has("Open the tip")
		clerk.post(asidePath(second), url.Values{"do": {"take"}}).want(303) // who left it may think better of it
		w.sound(t)
	})
}

func (w *world) audited(t *testing.T, action, object string) {
	t.Helper()
	w.read(func(tx *store.Tx) error {
		log, err := tx.AuditOfObject(object)
		for _, row := range log {
			if row.Action == action && row.Actor != 0 {
				return err
			}
		}
		t.Errorf("no row %s of %s", action, object)
		return err
	})
}

// sound wants every promise kept that rows and blobs can prove.
func (w *world) sound(t *testing.T) {
	t.Helper()
	lines, err := w.store.Check(w.ctx, store.CheckOptions{Blob: w.blobs.Envelope})
	w.must(err)
	for _, l := range lines {
		if !l.OK {
			t.Errorf("%+v", l)
		}
	}
}

// Bounces by the hundred are left with two presses a page: all that are listed, and
// no other team's.
func TestManyBouncesAreLeftAtOnce(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	ids := url.Values{"back": {"/asides?reason=bounce"}}
	for uid := range uint32(205) {
		w.putAside(1, "bounce", "x", uid+1)
	}
	other := w.putAside(2, "bounce", "x", 900)
	page := member.get("/asides?reason=bounce").want(200).has(">205<")
	for _, m := range regexp.MustCompile(`name="id" value="(\d+)"`).FindAllStringSubmatch(page.body, -1) {
		ids.Add("id", m[1])
	}
	if len(ids["id"]) != 150 || !strings.Contains(page.body, `rel="next"`) {
		t.Fatalf("%d boxes", len(ids["id"]))
	}
	ids.Add("id", itoa(other))
	member.post("/asides/leave", ids).want(303)
	member.get("/asides").want(200).has(">55<")
	w.read(func(tx *store.Tx) error {
		a, err := tx.Aside(models.Scope{All: true}, other)
		if a.Settled() {
			t.Error("another team's was left")
		}
		return err
	})
	w.sound(t)
}

// Each number leads to as many rows, page by page (P10).
func TestEveryKindLeadsToItsRows(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	for uid := range uint32(230) {
		w.putAside(1, []string{"bounce", "bounce", "bounce", "spam"}[uid%4], "x", uid+1)
	}
	links := regexp.MustCompile(`href="(/asides[^"]*)"[^>]*>[^<]*<b>(\d+)</b>`).FindAllStringSubmatch(clerk.get("/asides").want(200).body, -1)
	if len(links) != 3 {
		t.Fatalf("%d numbers", len(links))
	}
	for _, l := range links {
		if n := clerk.count(html.UnescapeString(l[1])); itoa(n) != l[2] {
			t.Errorf("%s says %s and shows %d", l[1], l[2], n)
		}
	}
}

// What nobody settled within two working days is told on the queue and on the
// page of the mailboxes, until somebody has.
func TestWhatLiesAsideTooLongIsTold(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk") // a Monday
	id := w.putAside(1, "bounce", "x", 1)
	w.clock.Add(48 * time.Hour)
	clerk = w.again(clerk, "clerk")
	clerk.get("/").want(200).lacks("two working days")
	w.clock.Add(24 * time.Hour)
	clerk = w.again(clerk, "clerk")
	clerk.get(asidePath(id)).want(200) // to read it is not to settle it
	clerk.get("/").want(200).has("1 mail set aside has waited for more than two working days", "/asides?late=1")
	clerk.get("/mail").want(200).has("1 late")
	clerk.get("/asides?late=1").want(200).has(asidePath(id))
	clerk.post(asidePath(id), url.Values{"do": {"leave"}}).want(303)
	clerk.get("/").want(200).lacks("two working days")
}

// P7: another team's, and what became a tip that a member is recused from, leave
// no trace.
func TestWhatIsAsideForOthersLeavesNoTrace(t *testing.T) {
	w := lite(t)
	clerk, member := w.join("clerk", "clerk"), w.join("two", "member:2")
	seen := func(b *browser, id string) (all []string) {
		for _, path := range []string{"/", "/asides", "/asides?settled=1", "/asides?late=1", "/asides?reason=bounce", "/asides/" + id, "/asides/" + id + "/files/0"} {
			a := b.get(path)
			all = append(all, itoa(int64(a.status))+a.body)
		}
		return all
	}
	before, recused := seen(member, "1"), seen(clerk, "1")
	id := w.putAside(1, "bounce", story, 1)
	same := func(when string, b *browser, was []string) {
		t.Helper()
		for i, now := range seen(b, "1") {
			if now != was[i] {
				t.Errorf("%s: page %d differs", when, i)
			}
		}
	}
	if id != 1 {
		t.Fatalf("aside %d", id)
	}
	same("another team's", member, before)
	member.post(asidePath(id), url.Values{"do": {"take"}}).want(404)
	member.post(asidePath(id), url.Values{"do": {"leave"}}).want(404)
	w.admin.post(asidePath(id), url.Values{"do": {"take"}}).want(303)
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
		return tx.Recuse(models.Recusal{StaffID: clerk.me.ID, TipID: 1}, w.admin.me.ID)
	}))
	same("recused", clerk, recused)
}
