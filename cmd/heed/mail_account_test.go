package main_test

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/testserver"
)

// heed serve begins without any mailbox and takes up the first that is made on
// the staff site; heed sweep knows it as well, and no output shows its password.
func TestServeTakesUpTheFirstMailbox(t *testing.T) {
	dovecot := testserver.Dovecot(t, testserver.DovecotOptions{})
	dovecot.Deliver("tips", "INBOX", []byte("From: <a@example.org>\r\nSubject: road\r\n\r\nThe road.\r\n"))
	i := install(t, "")
	secrets := filepath.Join(i.data, "mail-secrets")
	must(t, os.Mkdir(secrets, 0o700))
	must(t, os.WriteFile(filepath.Join(secrets, "office"), []byte(testserver.MailPassword+"\n"), 0o600))
	p, s := serve(t, i.env), i.open()

	account := onSite(t, dovecot)
	must(t, s.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.InsertMailAccount(account, 1); return err }))
	if o := ordered(t, s, models.MailOrderTest); o.Key != models.MailTestOK {
		t.Errorf("the test: %+v", o)
	}
	if o := ordered(t, s, models.MailOrderSweep); !o.OK() {
		t.Errorf("the sweep: %+v", o)
	}
	must(t, s.Read(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.MailLedger("office", 0, 10)
		if len(rows) != 1 || rows[0].Outcome != models.LedgerTip {
			t.Errorf("the ledger: %+v", rows)
		}
		return err
	}))
	status := p.stop()
	out, log, swept := run(t, i.env, "heed", "sweep")
	if status != 0 || swept != 0 || !strings.Contains(out, "office") {
		t.Errorf("serve ends with %d, sweep with %d:\n%s%s", status, swept, out, log)
	}
	if strings.Contains(p.out.String()+p.log.String()+out+log, testserver.MailPassword) {
		t.Error("the password is shown")
	}
}

// onSite is user "tips" of a Dovecot as it is set up on the staff site.
func onSite(t *testing.T, dovecot *testserver.DovecotServer) models.MailAccount {
	t.Helper()
	host, port, err := net.SplitHostPort(dovecot.TLSAddr())
	must(t, err)
	ca, err := os.ReadFile(dovecot.CAFile())
	must(t, err)
	a := models.NewMailAccount()
	a.Name, a.Host, a.Username, a.Secret, a.CA = "office", host, "tips", "office", string(ca)
	a.Port, err = strconv.Atoi(port)
	must(t, err)
	return a
}

// ordered asks for something as the staff site does, and waits for the answer.
func ordered(t *testing.T, s *store.Store, kind models.MailOrderKind) (o models.MailOrder) {
	t.Helper()
	must(t, s.Write(t.Context(), func(tx *store.Tx) (err error) { o, err = tx.AskMailOrder("office", kind, 1); return err }))
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patience); o.DoneAt == nil; <-tick.C {
		if time.Now().After(late) {
			t.Fatalf("nobody answers: %+v", o)
		}
		must(t, s.Read(t.Context(), func(tx *store.Tx) (err error) { o, err = tx.MailOrder(o.ID); return err }))
	}
	return o
}
