package backoffice_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

func mailForm(change ...string) url.Values {
	f := url.Values{
		"name": {"tips"}, "host": {"imap.example.org"}, "port": {"993"}, "security": {"tls"}, "username": {"tips@example.org"}, "auth": {"password"},
		"secret": {"tips"}, "folders": {"INBOX\r\n 转来 \r\n"}, "processed": {"已处理"}, "desk": {""}, "answer": {"off"}, "period": {"24h"},
	}
	for i := 0; i < len(change); i += 2 {
		f.Set(change[i], change[i+1])
	}
	return f
}

func (w *world) mailAccounts() (all []models.MailAccount) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) { all, err = tx.MailAccounts(); return err })
	return all
}

// The administrator sets a mailbox up, mends it, has it read and pauses it. It is
// not read before somebody says so, and keeps its name.
func TestTheAdministratorSetsAMailboxUp(t *testing.T) {
	each(t, func(w *world) {
		w.admin.get("/mail").want(200).has("No mailbox is set up yet")
		w.admin.post("/mail/accounts/new", mailForm("desk", itoa(w.round.ID)+":"+itoa(w.teams[1].ID))).want(303)
		a := w.mailAccounts()[0]
		if a.Active || a.Name != "tips" || strings.Join(a.Folders, "|") != "INBOX|转来" || a.RoundID != w.round.ID || a.TeamID != w.teams[1].ID || a.Period != "24h" {
			t.Fatalf("%+v", a)
		}
		path := "/mail/accounts/" + itoa(a.ID)
		page := w.admin.get(path).want(200).has("转来", "Activate", "imap.example.org", `action="/mail/orders"`).lacks(`name="name"`)
		page.boxHas("tips", "Paused", "Test connection")
		w.admin.post(path, mailForm("name", "other", "host", "mail.example.org", "version", "1")).want(303)
		if a = w.mailAccounts()[0]; a.Name != "tips" || a.Host != "mail.example.org" || a.RoundID != 0 || a.Active {
			t.Errorf("%+v", a)
		}
		w.admin.post(path, mailForm("version", "1")).want(409).has(`value="imap.example.org"`)
		w.admin.post(path+"/active", url.Values{"active": {"1"}}).want(303)
		w.admin.get("/mail").want(200).boxHas("tips", "Not read yet")
		if a = w.mailAccounts()[0]; !a.Active {
			t.Error("it is not active")
		}
		w.clock.Add(25 * time.Hour)
		var late []string
		w.read(func(tx *store.Tx) (err error) { late, err = tx.LateMail(); return err })
		if len(late) != 1 {
			t.Errorf("no worker ever came: late %v", late)
		}
	})
}

func TestAPausedMailboxIsNoAlert(t *testing.T) {
	w := lite(t)
	w.admin.post("/mail/accounts/new", mailForm()).want(303)
	path := "/mail/accounts/" + itoa(w.mailAccounts()[0].ID)
	w.admin.post(path+"/active", url.Values{"active": {"1"}}).want(303)
	w.admin.post(path+"/active", url.Values{"active": {"0"}}).want(303)
	w.admin.get("/mail/accounts").want(200).has("Paused", "tips@example.org")
	w.clock.Add(25 * time.Hour)
	w.read(func(tx *store.Tx) error {
		late, err := tx.LateMail()
		if len(late) != 0 {
			t.Errorf("late: %v", late)
		}
		return err
	})
}

// What is wrong is said at the field, and everything else is kept.
func TestAMailboxWithFaults(t *testing.T) {
	w := lite(t)
	got := w.admin.post("/mail/accounts/new", mailForm("host", "", "secret", "../key", "folders", "", "desk", "999", "period", "5s", "processed", "已处理吗")).want(422)
	got.has(`href="#f-host"`, `href="#f-secret"`, `href="#f-folders"`, `href="#f-desk"`, `href="#f-period"`, `value="已处理吗"`, "tips@example.org")
	w.admin.post("/mail/accounts/new", mailForm("auth", "xoauth2", "grant", "client_credentials", "token_url", "https://login.example.org/{tenant}/token", "client_id", "x")).
		want(422).has(`href="#f-token_url"`)
	if len(w.mailAccounts()) != 0 {
		t.Error("it was stored")
	}
	w.admin.post("/mail/accounts/new", mailForm()).want(303)
	w.admin.post("/mail/accounts/new", mailForm()).want(422).has(`href="#f-name"`)
	clerk := w.join("clerk", "clerk")
	clerk.get("/mail/accounts").want(403)
	clerk.post("/mail/accounts/new", mailForm()).want(403)
	w.admin.get("/mail/accounts/99").want(404)
}

// A provider's link fills its server in.
func TestAPresetFillsTheForm(t *testing.T) {
	w := lite(t)
	for code, want := range map[string][]string{
		"163": {`value="imap.163.com"`, "authorisation code"}, "qq": {`value="imap.qq.com"`}, "own": {`name="host" type="text" value=""`},
		"exchange": {`value="outlook.office365.com"`, `value="xoauth2" checked`, `value="client_credentials" checked`, "{tenant}"}, "nobody": {`value="993"`},
	} {
		w.admin.get("/mail/accounts/new?preset=" + code).want(200).has(want...)
	}
}
