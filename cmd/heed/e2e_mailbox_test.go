package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"heed/models"
	"heed/models/store"
	"heed/models/testserver"
)

// How many mails wait in the mailbox that is set up, and in which folder.
const (
	heap       = 120
	heapFolder = "转来"
	heapMail   = "村里的水渠修了三年还没有通水，上面拨的钱不知道用到哪里去了，请来看一看。"
)

// setUpMailbox is a Monday of the administrator: a mailbox is set up on the page,
// its wrong password found by the test and mended, and it is read to the end
// before their eyes. A colleague then sees the tips.
func (s *stage) setUpMailbox(t *testing.T) {
	for n := range heap {
		s.dovecot.Deliver("heap", heapFolder, fmt.Appendf(nil, "From: <h%d@mail.example>\r\nSubject: canal %d\r\nMessage-ID: <heap-%d@mail.example>\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s %d\r\n", n, n, n, heapMail, n))
	}
	s.dovecot.Maildir("heap", "INBOX")
	s.secretOf(t, "heap", "not-the-password")
	admin := s.person(t, "director")
	s.writeMailbox(t, admin)

	s.orderTest(admin, "error.mail_password", "bad")
	s.secretOf(t, "heap", testserver.MailPassword)
	s.orderTest(admin, models.MailTestOK, "ok")

	admin.press(`button[name=active][value="1"]`).ok().has(s.says("backoffice.done.mail_active"))
	ask[bool](admin, `(document.querySelector("tr[data-box=heap] .box-do button").focus(), window.stayed = document.activeElement, true)`)
	admin.await(`tr[data-box=heap] .box-state .chip.done`)
	if !ask[bool](admin, `window.stayed === document.activeElement && window.stayed.matches(".box-do button")`) {
		t.Error("the page was loaded anew, or the focus moved")
	}
	admin.has(s.says("backoffice.box.fresh"))
	if said := ask[string](admin, `document.getElementById("mail-said").textContent`); !strings.Contains(said, "heap") {
		t.Errorf("a screen reader hears %q", said)
	}
	s.sweepNow(admin)
	s.readsTheReport(t, admin)
	s.scrapes(t)
	s.person(t, "clerk").pickTip(s.lastOf(t, "heap")).has("村里的水渠修了三年还没有通水")
}

// secretOf puts a password where the administrator is told to.
func (s *stage) secretOf(t *testing.T, name, password string) {
	t.Helper()
	dir := filepath.Join(s.Data, "mail-secrets")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *stage) writeMailbox(t *testing.T, admin *tab) {
	t.Helper()
	ca, err := os.ReadFile(s.dovecot.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(s.dovecot.TLSAddr(), ":")
	admin.open("/mail/accounts/new").ok()
	for name, text := range map[string]string{
		"name": "heap", "host": "127.0.0.1", "port": port, "username": "heap", "secret": "heap", "folders": "INBOX\n" + heapFolder, "processed": "已处理",
	} {
		admin.write(name, text)
	}
	ask[bool](admin, `(document.querySelector("details.panel").open = true)`)
	admin.write("ca", string(ca))
	admin.press(`form[action="/mail/accounts/new"] > .actions button`).ok().has(s.says("backoffice.done.mail_saved"), s.says("backoffice.box.paused"))
}

// orderTest presses the button and waits for the answer in words, which comes
// without a reload.
func (s *stage) orderTest(admin *tab, key, tone string) {
	admin.Helper()
	admin.press(`form:has([name=kind][value=test]) button`).ok().has(s.says("backoffice.done.mail_test"))
	admin.await(`tr[data-box=heap] .box-order.` + tone)
	words := regexp.MustCompile(`\{[a-z]+\}`).Split(s.says(key), -1)
	admin.has(strings.TrimSpace(words[len(words)-1]))
}

func (s *stage) sweepNow(admin *tab) {
	admin.Helper()
	admin.open("/mail").ok().has(heapFolder)
	s.dovecot.Deliver("heap", heapFolder, []byte("From: <late@mail.example>\r\nMessage-ID: <late@mail.example>\r\n\r\n"+heapMail+"\r\n"))
	admin.press(`tr[data-box=heap] form:has([name=kind][value=sweep]) button`).ok().has(s.says("backoffice.done.mail_sweep"))
	admin.await(`tr[data-box=heap] .box-order.ok`)
	until[bool](admin, `[...document.querySelectorAll("#mail-ledger nav a")].find(a => a.href.endsWith("account=heap&outcome=tip"))?.textContent.includes("`+fmt.Sprint(heap+1)+`")`)
}

// until waits for a script's value to be one.
func until[T any](b *tab, script string) T {
	b.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Poll[T](script, chromedp.WithPollingTimeout(patient)))
	if err != nil {
		b.Fatalf("%v in %s", err, script)
	}
	return got
}

// readsTheReport downloads the workbook as the browser would.
func (s *stage) readsTheReport(t *testing.T, admin *tab) {
	t.Helper()
	admin.open("/mail/reports?account=heap").ok().has(heapFolder, fmt.Sprint(heap))
	ask[bool](admin, `(fetch("/mail/reports/all?account=heap").then(r => r.arrayBuffer()).then(b => { window.book = btoa(String.fromCharCode(...new Uint8Array(b))); }), true)`)
	raw := until[string](admin, `window.book`)
	book, err := base64.StdEncoding.DecodeString(raw)
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := file.GetRows(s.says("backoffice.reports.sheet"))
	if err != nil || len(rows) < 2 || rows[0][0] != s.says("sweep.account") || rows[1][0] != "heap" {
		t.Errorf("%v, %v", rows, err)
	}
}

// scrapes reads the metrics as a monitor does. Nothing in them is of a message.
func (s *stage) scrapes(t *testing.T) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.MetricsURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf(`heed_mailbox_messages_total{account="heap",outcome="tip"} %d`, heap+1), `heed_mailbox_bytes_total{account="heap"}`,
		`heed_mailbox_sweep_seconds_count{account="heap"}`, `heed_mailbox_backlog{account="heap"} 0`, `heed_mailbox_alert{account="heap"} 0`,
		`heed_mailbox_last_success_seconds{account="heap"}`, "heed_mailbox_orders 0",
	} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if leak := regexp.MustCompile(`[^\n]*(@|水渠|canal)[^\n]*`).Find(body); leak != nil {
		t.Errorf("the metrics tell %s", leak)
	}
}

// lastOf is the newest tip of an account.
func (s *stage) lastOf(t *testing.T, account string) models.Tip {
	t.Helper()
	var id int64
	s.read(t, func(tx *store.Tx) error {
		rows, err := tx.MailLedger(account, 0, 1000)
		for _, r := range rows {
			id = max(id, r.TipID)
		}
		return err
	})
	return s.tip(t, id)
}
