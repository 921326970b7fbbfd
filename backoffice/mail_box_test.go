package backoffice_test

import (
	"bytes"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"heed/models"
	"heed/models/store"
)

// status writes what a worker would.
func (w *world) status(s models.MailStatus) {
	w.Helper()
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error { return tx.SetMailStatus(s) }))
}

// box is the row of a mailbox on a page, as text.
func (p answer) box(name string) string {
	p.t.Helper()
	m := regexp.MustCompile(`(?s)<tr data-box="` + regexp.QuoteMeta(html.EscapeString(name)) + `".*?</tr>`).FindString(p.body)
	if m == "" {
		p.t.Fatalf("no mailbox %s in:\n%s", name, p.body)
	}
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m, " ")
	return html.UnescapeString(strings.Join(strings.Fields(text), " "))
}

func (p answer) boxHas(name string, words ...string) {
	p.t.Helper()
	row := p.box(name)
	for _, word := range words {
		if !strings.Contains(row, word) {
			p.t.Errorf("the mailbox %s lacks %q: %s", name, word, row)
		}
	}
}

// A mailbox says in words how it gets on: from never read to up to date, with
// what failed and when it is tried again.
func TestAMailboxSaysHowItGetsOn(t *testing.T) {
	w := lite(t)
	clerk, leader := w.join("clerk", "clerk"), w.join("leader", string(models.RoleLeader))
	begun := w.clock.Now()
	s := models.MailStatus{Account: "office", Folder: "=收件箱", Source: models.MailFromEnv, Worker: "w", BegunAt: &begun, Period: 1200}
	w.status(s)
	clerk.get("/mail?live=1").want(200).boxHas("office", "Reading now", "=收件箱: looking what is there")
	w.clock.Add(10 * time.Second)
	s.Seen, s.Done, s.Backlog = 1000, 420, 580
	w.status(s)
	live := clerk.get("/mail?live=1").want(200)
	live.boxHas("office", "Reading now", "42 %", "42 a second", "14 seconds left", "580")
	live.has(`data-every="1"`, `value="42"`)

	w.clock.Add(2 * time.Minute)
	clerk.get("/mail").want(200).boxHas("office", "last heard of at")

	ended := w.clock.Now()
	s.EndedAt, s.LastOK, s.Done, s.Backlog = &ended, &ended, 1000, 0
	w.status(s)
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error { return tx.PlanMail("office", ended.Add(5*time.Minute), 0) }))
	fresh := clerk.get("/mail").want(200).has(`data-every="5"`)
	fresh.boxHas("office", "Up to date", "9 March 2026, 10:02", "9 March 2026, 10:07")

	w.clock.Add(10 * time.Minute)
	s.LastOK, s.Error, s.Args = nil, "error.mail_password", map[string]any{"account": "office", "server": "mail.example.org:993"}
	w.status(s)
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error { return tx.PlanMail("office", w.clock.Now().Add(5*time.Minute), 2) }))
	clerk.get("/mail").want(200).boxHas("office", "Could not be read", "does not accept the user name and password", "Tried again at 9 March 2026, 10:17", "2")
	clerk.get("/").want(200).lacks("Not read in time")

	w.clock.Add(10 * time.Minute)
	clerk.get("/mail").want(200).boxHas("office", "Not read in time", "Not read since 9 March 2026, 10:02", "user name and password")
	clerk.get("/").want(200).has("Not read in time", "<b>office</b>", `href="/mail"`)
	leader.get("/waiting").want(200).lacks("Not read in time")
	w.admin.get("/staff").want(200).has("Mail <b>1</b>")
}

// How much waits in a folder that could not be listed is not known: it is no
// number on the page, and takes none from the other folders.
func TestABacklogThatIsNotKnown(t *testing.T) {
	w := lite(t)
	clerk, now := w.join("clerk", "clerk"), w.clock.Now()
	cell := func() string {
		t.Helper()
		m := regexp.MustCompile(`data-label="Backlog">([^<]*)<`).FindStringSubmatch(clerk.get("/mail").want(200).body)
		if m == nil {
			t.Fatal("no backlog")
		}
		return m[1]
	}
	s := models.MailStatus{Account: "office", Folder: "INBOX", BegunAt: &now, EndedAt: &now, Backlog: -1, Error: "error.mail_cut", Period: 3600}
	w.status(s)
	if got := cell(); got != "—" {
		t.Errorf("nothing was listed: %s", got)
	}
	s.Folder, s.Backlog, s.Error = "Tips", 1200, ""
	w.status(s)
	if got := cell(); got != "1,200" {
		t.Errorf("one of two folders was listed: %s", got)
	}
}

// The administrator orders a test and a sweep; the answers appear in words. The
// others see them and have no buttons.
func TestOrdersAndTheirAnswers(t *testing.T) {
	w := lite(t)
	now := w.clock.Now()
	w.status(models.MailStatus{Account: "office", Folder: "INBOX", BegunAt: &now, EndedAt: &now, LastOK: &now, Period: 3600})
	clerk := w.join("clerk", "clerk")
	clerk.get("/mail").want(200).lacks("/mail/orders")
	clerk.post("/mail/orders", url.Values{"account": {"office"}, "kind": {"test"}}).want(403)
	w.admin.get("/mail").want(200).has(`action="/mail/orders"`)
	w.admin.post("/mail/orders", url.Values{"account": {"nobody"}, "kind": {"test"}}).want(404)
	for _, kind := range []string{"test", "sweep", "test"} {
		w.admin.post("/mail/orders", url.Values{"account": {"office"}, "kind": {kind}, "back": {"/mail"}}).want(303)
	}
	page := w.admin.get("/mail?live=1").want(200).has(`data-every="1"`)
	page.boxHas("office", "Connection test", "Waiting for the mail worker", "Sweep now")
	orders := func() (all []models.MailOrder) {
		w.read(func(tx *store.Tx) (err error) { all, err = tx.LastMailOrders("office"); return err })
		return all
	}
	if got := orders(); len(got) != 2 || got[0].AskedBy == 0 {
		t.Fatalf("%+v", got)
	}
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
		for _, o := range orders() {
			key, args := "error.mail_name", map[string]any{"account": "office", "server": "nowhere.invalid:993"}
			if o.Kind == models.MailOrderSweep {
				key, args = models.MailSweepDone, map[string]any{"account": "office", "seen": 3, "imported": 3, "failed": 0}
			}
			if err := tx.AnswerMailOrder(o.ID, key, args); err != nil {
				return err
			}
		}
		return nil
	}))
	page = w.admin.get("/mail?live=1").want(200).has(`data-every="5"`)
	page.boxHas("office", "the name of nowhere.invalid:993 is not known", "Done")
	w.admin.post("/mail/forget", url.Values{"account": {"office"}}).want(303)
	w.admin.get("/mail").want(200).lacks(`data-box="office"`)
}

// An account of the site is paused or taken away where it stands, and not
// forgotten while it is there: nobody would be told that it is not read.
func TestAnAccountOfTheSiteIsNotForgotten(t *testing.T) {
	w := lite(t)
	w.admin.post("/mail/accounts/new", mailForm()).want(303)
	a := w.mailAccounts()[0]
	w.admin.post("/mail/accounts/"+itoa(a.ID)+"/active", url.Values{"active": {"1"}}).want(303)
	w.admin.post("/mail/forget", url.Values{"account": {a.Name}}).want(409).has("set up on this site")
	w.clock.Add(25 * time.Hour)
	w.read(func(tx *store.Tx) error {
		late, err := tx.LateMail()
		if len(late) != 1 {
			t.Errorf("late: %v", late)
		}
		return err
	})
}

// Reports are on a page and in a workbook, whose cells are numbers and dates, and
// no formulas, whatever a folder is called.
func TestReportsAreWorkbooks(t *testing.T) {
	w := lite(t)
	for n := range 3 {
		r := models.SweepReport{
			Account: []string{"office", "=1+1"}[n%2], Folder: "=HYPERLINK(\"http://x.invalid\")", BegunAt: w.clock.Now(), EndedAt: w.clock.Now().Add(90 * time.Second),
			Seen: 1234, Imported: 1200, Duplicate: 30, Failed: 4, Error: "error.mail_cut", Args: map[string]any{"account": "office", "server": "mail.example.org:993"},
		}
		w.must(w.store.Write(w.ctx, func(tx *store.Tx) error { return tx.AddSweepReport(r) }))
	}
	clerk := w.join("clerk", "clerk")
	page := clerk.get("/mail/reports").want(200).has("1,234", "1:30", "the line to mail.example.org:993 broke")
	one := regexp.MustCompile(`/mail/reports/\d+`).FindString(page.body)
	if got := strings.Count(clerk.get("/mail/reports?account=office").want(200).body, `href="/mail/reports/`); got != 2+1 {
		t.Errorf("%d links for the reports of one account and all of them", got)
	}
	for path, want := range map[string]int{"/mail/reports/all": 3, "/mail/reports/all?account=office": 2, one: 1} {
		rows := clerk.workbook(path)
		if len(rows) != want+1 || rows[0][0] != "Account" || rows[1][1] != "=HYPERLINK(\"http://x.invalid\")" || rows[1][5] != "1234" {
			t.Errorf("%s: %v", path, rows)
		}
	}
	clerk.get("/mail/reports/99").want(404)
	w.join("leader", string(models.RoleLeader)).get("/mail/reports/all").want(403)
}

// workbook downloads and reads one.
func (b *browser) workbook(path string) [][]string {
	b.Helper()
	got := b.get(path).want(200)
	if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/vnd.openxmlformats") {
		b.Errorf("%s is %s", path, kind)
	}
	file, err := excelize.OpenReader(bytes.NewReader([]byte(got.body)))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	name := file.GetSheetName(0)
	for _, cell := range []string{"B2", "A2"} {
		if formula, err := file.GetCellFormula(name, cell); formula != "" || err != nil {
			b.Errorf("%s holds the formula %q, %v", cell, formula, err)
		}
	}
	for cell, want := range map[string]excelize.CellType{"F2": excelize.CellTypeUnset, "C2": excelize.CellTypeUnset} { // a number has no type of its own
		if kind, err := file.GetCellType(name, cell); kind != want || err != nil {
			b.Errorf("%s is of type %v, %v", cell, kind, err)
		}
	}
	if date, err := file.GetCellValue(name, "C2"); date != "2026-03-09 10:00:00" || err != nil {
		b.Errorf("a date reads %q, %v", date, err)
	}
	panes, err := file.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		b.Errorf("the head is not frozen: %+v, %v", panes, err)
	}
	rows, err := file.GetRows(name)
	if err != nil {
		b.Fatal(err)
	}
	return rows
}
