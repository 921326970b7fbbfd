package main_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/testserver"
)

const (
	kills        = 100
	clients      = 12
	mailsAtOnce  = 10
	longestLife  = 400 * time.Millisecond // from ready to kill -9
	mailPassword = "HEED_MAIL_1_PASSWORD=" + testserver.MailPassword
)

// P1 and P2: kill -9 a hundred times at random moments, with reports and mails coming in, and no receipt
// that a citizen saw is lost and no mail is doubled.
func TestAHundredKillsLoseNoReceiptAndDoubleNoMail(t *testing.T) {
	eachDatabase(t, func(t *testing.T, database string) {
		k := newKilling(t, database)
		for n := range kills {
			k.round(n)
		}
		t.Logf("%d kills cut %d requests short and fell %d times between mails; %d receipts were shown, %d messages confirmed and %d of %d mails swept",
			kills, k.cut.Load(), k.midway, len(k.shown.all), len(k.shown.said), k.moved, k.mails)
		k.end()
		if k.cut.Load() < kills || k.moved < kills || len(k.shown.all) < kills || len(k.shown.said) < kills/4 {
			t.Error("the kills did not fall into work")
		}
		k.shown.check(k.vault())
		k.checkMails()
		k.checked()
	})
}

// killing is an office under load that is killed again and again.
type killing struct {
	*installation
	dovecot *testserver.DovecotServer
	random  *rand.Rand
	citizen *citizen
	shown   *shown
	mails   int
	moved   int          // mails in the processed folder at the last kill
	midway  int          // kills by which some mails of a round had moved and some had not
	cut     atomic.Int64 // requests that got no whole answer
}

func newKilling(t *testing.T, database string) *killing {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	k := &killing{
		dovecot: testserver.Dovecot(t, testserver.DovecotOptions{}), random: rand.New(rand.NewPCG(seed, 0)),
		citizen: newCitizen(t), shown: &shown{all: map[string]report{}},
	}
	k.installation = install(t, database, mailAccount(k.dovecot), mailPassword)
	return k
}

// mailAccount is user "tips" of a Dovecot, in clear.
func mailAccount(d *testserver.DovecotServer) string {
	u := url.URL{Scheme: "imap", User: url.User("tips"), Host: d.Addr(), Path: "/INBOX", RawQuery: "name=office&processed=Processed&tls=none"}
	return "HEED_MAIL_1=" + u.String()
}

// round starts heed, lets citizens and the mailbox at it, and kills it. Every second time mails wait and
// the killed worker's lease has run out, as it does after a minute.
func (k *killing) round(n int) {
	k.t.Helper()
	mailing := n%2 == 0
	if mailing {
		k.deliver(mailsAtOnce)
		k.forgetLease()
	}
	p := serve(k.t, k.env)
	var dead atomic.Bool
	var crowd sync.WaitGroup
	for c := range clients {
		crowd.Go(func() { k.visit(p, c, &dead, mailing && c == 0) })
	}
	if n%4 == 0 {
		k.awaitMoved() // on a busy machine too some kills fall behind a sweep's commit
	}
	<-time.After(time.Duration(k.random.Int64N(int64(longestLife))))
	dead.Store(true)
	p.kill()
	crowd.Wait()
	if left := k.inFolder("INBOX"); mailing && left > 0 && left < k.mails-k.moved {
		k.midway++
	}
	k.moved = k.inFolder("Processed")
}

// awaitMoved returns once a mail has left the folder.
func (k *killing) awaitMoved() {
	k.t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	late := time.After(time.Minute)
	for k.inFolder("Processed") <= k.moved {
		select {
		case <-look.C:
		case <-late:
			k.t.Fatal("no mail is swept")
		}
	}
}

// visit sends one report after another until the server is gone. Every third brings a file. A mailing
// visitor sends a mail as well each time.
func (k *killing) visit(p *process, c int, dead *atomic.Bool, mailing bool) {
	for n := c; ; n++ {
		var files []attachment
		if n%3 == 0 {
			files = []attachment{largeFile()}
		}
		r := newReport(files...)
		a, err := k.citizen.submit(p.portal, r)
		switch {
		case err != nil && dead.Load():
			k.cut.Add(1)
			return
		case err != nil:
			k.t.Errorf("a running heed gave no whole answer: %v\n%s", err, p.log)
			return
		case a.status != 200 || a.receipt() == "":
			k.t.Errorf("a report was answered with %d\n%s", a.status, p.log)
			return
		}
		k.shown.add(a.receipt(), r)
		if n%2 == 0 && !k.adds(p, a.receipt(), r.text, dead) {
			return
		}
		if mailing {
			k.deliver(1)
		}
	}
}

// adds sends a message to a report; false means that the server is gone.
func (k *killing) adds(p *process, code, text string, dead *atomic.Bool) bool {
	a, err := k.citizen.talk(p.portal, code, "fact", text)
	switch {
	case err != nil && dead.Load():
		k.cut.Add(1)
		return false
	case err != nil:
		k.t.Errorf("a running heed gave no whole answer: %v\n%s", err, p.log)
		return false
	case a.status != 200:
		k.t.Errorf("a message was answered with %d\n%s", a.status, p.log)
		return false
	}
	k.shown.heard(code)
	return true
}

// wide is a header so long that the mails of a round are sealed into one blob.
func wide() string {
	return strings.Repeat("X-Way: "+strings.Repeat("over the hills ", 60)+"\r\n", 30)
}

func (k *killing) deliver(n int) {
	k.t.Helper()
	for range n {
		k.mails++
		k.dovecot.Deliver("tips", "INBOX", fmt.Appendf(nil, "From: Citizen <c%d@example.org>\r\nTo: tips@example.org\r\nSubject: road %d\r\n"+
			"Message-ID: <%d@example.org>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\n%s\r\nThe road money of village %d is gone.\r\n",
			k.mails, k.mails, k.mails, wide(), k.mails))
	}
}

// forgetLease does what an hour would: it ends the lease of a worker that was
// killed, and the waiting after sign-ins that nobody answered.
func (k *killing) forgetLease() {
	k.t.Helper()
	db := k.sql()
	for _, statement := range []string{"UPDATE mail_leases SET until = '2000-01-01 00:00:00+00:00'", "DELETE FROM mail_tries"} {
		_, err := db.ExecContext(k.t.Context(), statement)
		must(k.t, err)
	}
	must(k.t, db.Close())
}

// end lets the office come to rest: what still waits on the mail server is swept.
func (k *killing) end() {
	k.t.Helper()
	p := serve(k.t, k.env)
	if status := p.stop(); status != 0 {
		k.t.Errorf("heed ends with %d\n%s", status, p.log)
	}
	k.forgetLease()
	if out, log, status := run(k.t, k.env, "heed", "sweep"); status != 0 {
		k.t.Errorf("heed sweep ends with %d\n%s%s", status, out, log)
	}
}

// checkMails holds the ledger against the mail server and the tips against what was sent.
func (k *killing) checkMails() {
	k.t.Helper()
	if waiting, moved := k.inFolder("INBOX"), k.inFolder("Processed"); waiting != 0 || moved != k.mails {
		k.t.Errorf("%d mails in INBOX and %d processed, of %d", waiting, moved, k.mails)
	}
	db := k.sql()
	for query, want := range map[string]int{
		"SELECT COUNT(*) FROM mail_ledger":                                        k.mails,
		"SELECT COUNT(DISTINCT tip_id) FROM mail_ledger WHERE outcome = 'tip'":    k.mails,
		"SELECT COUNT(DISTINCT uid) FROM mail_ledger WHERE account = 'office'":    k.mails,
		"SELECT COUNT(*) FROM tips WHERE channel = 'mail'":                        k.mails,
		"SELECT COUNT(*) FROM envelopes WHERE kind = 'mail'":                      k.mails,
		"SELECT COUNT(*) FROM tips WHERE id NOT IN (SELECT tip_id FROM receipts)": k.mails,
	} {
		var got int
		must(k.t, db.QueryRowContext(k.t.Context(), query).Scan(&got))
		if got != want {
			k.t.Errorf("%s: %d, not %d", query, got, want)
		}
	}
	k.checkMailTexts()
}

// checkMailTexts opens every tip that came by mail: each mail is one of them.
func (k *killing) checkMailTexts() {
	k.t.Helper()
	v, found := k.vault(), map[string]int{}
	var all []models.Envelope
	must(k.t, v.store.Read(k.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.MailLedger("office", 0, k.mails+1)
		for _, row := range rows {
			more, err := tx.Envelopes(row.TipID)
			must(k.t, err)
			all = append(all, more...)
		}
		return err
	}))
	for _, e := range all {
		if e.Kind == models.EnvelopeText {
			var text models.TextEnvelope
			must(k.t, json.Unmarshal(v.plain(e), &text))
			found[text.Text]++
		}
	}
	for n := 1; n <= k.mails; n++ {
		if times := found[fmt.Sprintf("The road money of village %d is gone.", n)]; times != 1 {
			k.t.Errorf("mail %d is %d tips", n, times)
		}
	}
}

func (k *killing) inFolder(name string) (n int) {
	k.t.Helper()
	for _, part := range []string{"new", "cur"} {
		files, err := filepath.Glob(filepath.Join(k.dovecot.Maildir("tips", name), part, "*"))
		must(k.t, err)
		n += len(files)
	}
	return n
}

// shown are the receipts that citizens saw in whole answers.
type shown struct {
	mu   sync.Mutex
	all  map[string]report
	said []string // receipts of those to which a message was added, the text of the report once more
}

func (s *shown) heard(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, code)
}

func (s *shown) add(code string, r report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[code] = r
}

// check finds the report of every receipt, and opens it.
func (s *shown) check(v *vault) {
	v.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for code, r := range s.all {
		if err := v.holds(code, r); err != nil {
			v.t.Error(err)
		}
	}
	for _, code := range s.said {
		if err := v.said(code, s.all[code].text); err != nil {
			v.t.Error(err)
		}
	}
}
