package backoffice_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// swept records messages of an account that made no tip.
func (w *world) swept(account string, outcome models.LedgerOutcome, why string, uids ...uint32) {
	w.Helper()
	var rows []models.Ledger
	for _, uid := range uids {
		rows = append(rows, models.Ledger{Account: account, Folder: "收件箱", UIDValidity: 1, UID: uid, Outcome: outcome, Reason: why})
	}
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error { return tx.RecordMail(rows) }))
}

// sent is a tip by mail, about the first unit.
func (w *world) sent(account string, uid uint32) models.Tip {
	w.Helper()
	return w.submit(intake.Draft{
		Channel: models.ChannelMail, Text: story, RawMail: []byte("From: <someone@example.org>\r\n\r\n" + story), Origin: "mailbox", UnitID: w.units[0].ID,
		Ledger: &models.Ledger{
			Account: account, Folder: "收件箱", UIDValidity: 1, UID: uid, Outcome: models.LedgerTip, Digest: fmt.Append(nil, account, uid),
		},
	}).Tip
}

// What was set aside is on a page, with why; each number leads to as many rows
// (P10), page by page.
func TestWhatBecameOfEveryMail(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.join("clerk", "clerk")
		clerk.get("/mail").want(200).has("No mail has been swept")
		for uid := range uint32(3) {
			w.sent("office", uid+1)
		}
		w.swept("office", models.LedgerSetAside, "reply", 10, 11)
		w.swept("office", models.LedgerRetry, "error.mail_cut", 12)
		var many []uint32
		for uid := range uint32(120) {
			many = append(many, uid+1)
		}
		w.swept("town & country", models.LedgerSetAside, "bounce", many...)
		w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
			return tx.MailMoved(store.MailFolder{Account: "office", Folder: "收件箱", UIDValidity: 1}, []uint32{10})
		}))
		page := clerk.get("/mail").want(200).has("office", "town &amp; country", "a notice of non-delivery").lacks("someone", story)
		clerk.get("/mail?account=office&outcome=set_aside").want(200).has("an automatic answer", "收件箱", ">Yes<", ">No<").lacks("non-delivery")
		clerk.get("/mail?account=office&outcome=retry").want(200).has("the sweep was interrupted")
		links := regexp.MustCompile(`href="(/mail\?account=[^"]*)"[^>]*>[^<]*<b>(\d+)</b>`).FindAllStringSubmatch(page.body, -1)
		if len(links) != 2*len(models.LedgerOutcomes()) {
			w.Fatalf("%d counts", len(links))
		}
		for _, l := range links {
			if got := clerk.mailRows(html.UnescapeString(l[1])); itoa(int64(got)) != l[2] {
				w.Errorf("%s: %s, and %d rows", l[1], l[2], got)
			}
		}
	})
}

var nextPage = regexp.MustCompile(`href="([^"]*)" rel="next"`)

// mailRows counts the rows of all pages from an address on.
func (b *browser) mailRows(path string) (n int) {
	b.Helper()
	for path != "" {
		page := b.get(path).want(200).body
		n += strings.Count(page, "<tr>") - strings.Count(page, "<thead>")
		next := ""
		if m := nextPage.FindStringSubmatch(page); m != nil {
			next = html.UnescapeString(m[1])
		}
		path = next
	}
	return n
}

// P7: a tip by mail that a clerk is recused from leaves no row and no number.
func TestTheRecusedSeeNoRowOfTheMail(t *testing.T) {
	for name, recusal := range map[string]func(models.Tip) models.Recusal{
		"by tip":  func(tip models.Tip) models.Recusal { return models.Recusal{TipID: tip.ID} },
		"by unit": func(tip models.Tip) models.Recusal { return models.Recusal{UnitID: tip.UnitID} },
	} {
		t.Run(name, func(t *testing.T) {
			w := lite(t)
			clerk, other := w.join("clerk", "clerk"), w.join("other", "clerk")
			w.swept("office", models.LedgerSetAside, "reply", 1)
			before := clerk.get("/mail").want(200).body
			tip := w.sent("office", 2)
			r := recusal(tip)
			r.StaffID = clerk.me.ID
			w.must(w.store.Write(w.ctx, func(tx *store.Tx) error { return tx.Recuse(r, w.admin.me.ID) }))
			if clerk.get("/mail").want(200).body != before {
				t.Error("the page betrays the tip")
			}
			if other.get("/mail").want(200).body == before {
				t.Error("there was nothing to hide")
			}
		})
	}
}
