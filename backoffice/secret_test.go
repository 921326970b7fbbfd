package backoffice_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"

	litedriver "github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

// marked is what staff type in this test, in every field that is sealed.
const marked = "密写标记"

// P4 for staff: what they type into a sealed field is in no column, no log, no
// error and no file in clear. The title of a finding is written for the unit and
// stands in clear by design.
func TestStaffTextIsSealed(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, func(t testing.TB, now func() time.Time) *store.Store {
		return storetest.Open(t, "sqlite://"+dir+"/heed.db", now)
	})
	clerk, member := w.join("clerk", "clerk"), w.join("mei", "member:1")
	head, leader := w.join("head", "head:1"), w.join("leader", "leading_group")
	form := map[string]string{
		"channel": "visit", "received": "2026-03-09T09:30", "round": itoa(w.round.ID), "unit": itoa(w.units[0].ID), "category": "projects",
		"unit_text": marked + "单位", "text": marked + "来访", "name": marked + "姓名", "contact": marked + "电话",
	}
	for range 2 {
		clerk.upload("/new", form, marked+".txt", marked+"附件").want(303)
	}
	finding, handoff := worksheet(w), clue()
	for _, field := range []string{"reason", "facts", "grounds", "evidence"} {
		finding.Set(field, marked+field)
	}
	handoff.Set("reason", marked+"理由")
	handoff.Set("summary", marked+"线索")
	for i, proposal := range []url.Values{finding, handoff} {
		tip := w.state(int64(i + 1))
		member.post(tipPath(tip.ID, "/screen"), w.screening(tip, url.Values{"outcome": {"decide"}})).want(303)
		member.post(tipPath(tip.ID, "/propose"), proposal).want(303)
	}
	head.approve("approve")
	leader.approve("approve")
	for _, event := range []string{"seal", "deliver", "sign"} {
		head.post("/handoffs/1", url.Values{"event": {event}, "signed": {marked + "签收人"}}).want(303)
	}
	head.get("/handoffs/1").want(200).has(marked + "签收人")
	clerk.post(tipPath(1, "/step"), url.Values{"event": {marked}, "reason": {marked}}).want(422).lacks(marked)
	w.nowhere(dir, marked)
	if w.state(1).Code != models.ToFinding {
		t.Error("the way was not gone to its end")
	}
}

// nowhere looks for a text in every row, every file and the log.
func (w *world) nowhere(dir, text string) {
	w.Helper()
	db, err := gorm.Open(litedriver.Open(dir+"/heed.db"), &gorm.Config{})
	w.must(err)
	var tables []string
	w.must(db.Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables).Error)
	if len(tables) < 15 {
		w.Fatalf("%d tables", len(tables))
	}
	for _, table := range tables {
		var rows []map[string]any
		w.must(db.Table(table).Find(&rows).Error)
		for _, row := range rows {
			for column, value := range row {
				if raw, ok := value.([]byte); ok {
					value = string(raw)
				}
				if strings.Contains(fmt.Sprint(value), text) {
					w.Errorf("%s.%s holds it in clear", table, column)
				}
			}
		}
	}
	w.must(fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(dir + "/" + path)
		if strings.Contains(string(raw), text) {
			w.Errorf("%s holds it in clear", path)
		}
		return err
	}))
	if strings.Contains(w.logs.String(), text) || !strings.Contains(w.logs.String(), "/tips/:id/propose") {
		w.Error("the log holds it, or holds nothing")
	}
}

// A one-time link and a passphrase are in no log; a link works once.
func TestLinksAreNotLogged(t *testing.T) {
	w := lite(t)
	page := w.admin.post("/staff/new", url.Values{"login": {"lin"}, "name": {"林"}, "role": {"clerk"}}).want(200)
	path := linkForm.FindStringSubmatch(page.body)[1]
	b := w.browser()
	b.get(path).want(200).has("lin", "林")
	b.post(path, url.Values{"passphrase": {"too short"}, "again": {"too short"}}).want(422).lacks("too short")
	b.post(path, url.Values{"passphrase": {passphrase}, "again": {passphrase + "x"}}).want(422).has("differ")
	b.post(path, url.Values{"passphrase": {passphrase}, "again": {passphrase}}).want(303)
	b.get("/").want(200)
	w.browser().get(path).want(410)
	w.browser().get("/join/abc").want(404)
	token := strings.TrimPrefix(path, "/join/")
	if log := w.logs.String(); strings.Contains(log, token) || strings.Contains(log, passphrase) || !strings.Contains(log, "/join/:token") {
		t.Error("the log holds the token or the passphrase")
	}
}
