package mailbox

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heed/mailbox/proof"
	"heed/models"
	"heed/models/intake"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// Mail that comes after closing time is a tip of the standing round; until that
// is set up it waits in the mailbox. Either way it is lost in no folder.
func TestMailAfterClosingTimeIsATipOfTheStandingRound(t *testing.T) {
	clock := storetest.NewClock(time.Now())
	o := newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	clock.Add(2 * 365 * 24 * time.Hour)
	closing := o.round.AcceptUntil
	arrive := func(raw []byte, at time.Time) {
		if err := os.Chtimes(server.Deliver("tips", "INBOX", raw), at, at); err != nil {
			t.Fatal(err)
		}
	}
	arrive(mail(0), closing.Add(-time.Hour))
	arrive(mail(1), closing.Add(time.Hour))
	arrive([]byte("\r\n\r\n"), closing.Add(2*time.Hour)) // late and empty
	arrive(withFile(3, 10), closing.Add(3*time.Hour))
	a := account(server)
	a.RoundID, a.Team = o.round.ID, "G2"
	o.want(o.sweep(a), "seen 4 imported 1 failed 3")
	if row := o.ledgerOf(t, 2); row.Outcome != models.LedgerRetry || row.Reason != whyClosed {
		t.Errorf("without a standing round: %+v", row)
	}
	standing := o.standing(t)
	clock.Add(time.Hour)
	o.want(o.sweep(a), "seen 3 imported 2 quarantined 1")
	late := o.ledgerOf(t, 2)
	if tip := o.tip(t, late.TipID); late.Reason != whyClosed || tip.RoundID != standing.ID || !tip.ReceivedAt.Equal(closing.Add(time.Hour).Truncate(time.Second)) {
		t.Errorf("%+v, %+v", late, tip)
	}
	if got := o.text(t, late.TipID, standing.Content); !slices.Equal(got.Reasons, []string{whyClosed}) || !strings.Contains(got.Text, "village 1") {
		t.Errorf("%+v", got)
	}
	if tip := o.tip(t, o.ledgerOf(t, 3).TipID); tip.RoundID != standing.ID || tip.State != models.StateQuarantined {
		t.Errorf("late and empty: %+v", tip)
	}
	o.opened(t, o.ledgerOf(t, 4).TipID, models.EnvelopeFile, standing.Content)
	if tip := o.tip(t, o.ledgerOf(t, 1).TipID); tip.RoundID != o.round.ID || tip.TeamID != o.round.Teams[1].ID {
		t.Errorf("in time: %+v", tip)
	}
}

// What no person seems to have sent is put aside, sealed as a tip is; what a form
// or an unknown server wrote is a tip and says so.
func TestWhatMachinesSendIsPutAside(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	marked := func(lines ...string) []byte {
		return append([]byte(strings.Join(lines, "\r\n")+"\r\n"), mail(len(lines[0]))...)
	}
	for n, c := range []struct {
		raw     []byte
		outcome models.LedgerOutcome
		why     string
	}{
		{marked("List-Id: <neighbours.example>"), models.LedgerSetAside, whyList},
		{marked("List-Unsubscribe: <mailto:x@example.org>"), models.LedgerSetAside, whyList},
		{marked("Precedence: bulk"), models.LedgerSetAside, whyList},
		{marked("X-Spam-Flag: YES", taken), models.LedgerSetAside, whySpam},
		{marked("X-Spam-Flag:  YES", "X-Taken: by nobody"), models.LedgerTip, whySpamSaid},
		{marked("X-Virus-Status: Infected (Eicar)", taken), models.LedgerSetAside, whyVirus},
		{marked("X-Heed: " + proof.NewMark([]byte("an instance's secret")).Value()), models.LedgerSetAside, whyOwn},
		{marked("X-Heed: 1 AAAA 0000"), models.LedgerTip, ""},
		{[]byte("From: Office <Tips@Example.org>\r\nSubject: to all\r\n\r\nHello.\r\n"), models.LedgerSetAside, whyOwn},
		{marked("Auto-Submitted: auto-generated"), models.LedgerTip, ""},
		{[]byte(autoReply), models.LedgerSetAside, whyReply},
		{marked("X-Failed-Recipients: a@example.org"), models.LedgerSetAside, whyBounce},
		{marked("Return-Path: <>"), models.LedgerSetAside, whyBounce},
	} {
		server.Deliver("tips", "INBOX", c.raw)
		opts := o.options(account(server))
		opts.Own = []string{"tips@example.org"}
		if _, err := New(opts).Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		row := o.ledgerOf(t, uint32(n+1))
		if row.Outcome != c.outcome || row.Reason != c.why {
			t.Errorf("%q: %s, %q", c.raw[:40], row.Outcome, row.Reason)
		}
		if c.outcome != models.LedgerTip {
			o.isAside(t, row, c.raw)
			continue
		}
		if got := o.text(t, row.TipID, o.round.Content); strings.Join(got.Reasons, " ") != c.why {
			t.Errorf("%q: the tip says %v", c.raw[:40], got.Reasons)
		}
	}
	o.accounted(13)
}

// taken is what the office's mail server puts on top of a mail.
const taken = "Received: from out.example (out.example [203.0.113.9]) by mx.office.example (Postfix) with ESMTPS id 1; Mon, 2 Mar 2026 09:00:00 +0800"

// The header names the sender: what was understood of a mail is for those who
// read the tip, the mail itself for the custodians of identities.
func TestAnAttachmentTooLargeIsLeftToTheRawMail(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	limits := intake.DefaultLimits()
	limits.FileBytes = 1000
	o.intake = intake.New(intake.Options{Store: o.store, Blobs: o.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Limits: limits})
	t.Cleanup(o.intake.Close)
	for n := range 9 {
		sizes := []int{10, 20}
		if n == 4 {
			sizes = []int{2000, 20}
		}
		server.Deliver("tips", "INBOX", withFile(n, sizes...))
	}
	o.want(o.sweep(account(server)), "seen 9 imported 9")
	o.accounted(9)
	row := o.ledgerOf(t, 5)
	if row.Outcome != models.LedgerTip || row.Reason != whyAttachment {
		t.Errorf("%+v", row)
	}
	if tip := o.tip(t, row.TipID); !tip.Named || tip.Files != 1 || tip.State != models.StateReceived {
		t.Errorf("%+v", tip)
	}
	got := o.text(t, row.TipID, o.round.Content)
	if got.Text != "See the file 4." || !slices.Contains(got.Reasons, whyAttachment) || len(got.Files) != 1 || got.Files[0].Size != 20 {
		t.Errorf("%+v", got)
	}
	if raw := o.opened(t, row.TipID, models.EnvelopeMail, o.round.Identity); !bytes.Equal(raw, withFile(4, 2000, 20)) {
		t.Errorf("%q", raw)
	}
	o.unreadable(t, row.TipID, "c4@example.org")
}

// A mail that intake refuses twice over was understood none the less: its header
// is not for those who read the tip.
func TestARefusedMailKeepsItsSenderSealed(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.mailbox().newPass(&link{account: Account{Name: "office"}}, bureau{round: o.round.Round}, "INBOX")
	d := p.refusedDraft(p.sift(letter{uid: 1, raw: withFile(1, 10)}))
	if d.Opaque != nil || d.RawMail == nil || d.Text != "See the file 1." || d.Quarantine != whyRefused || d.Ledger.Reason != whyRefused {
		t.Errorf("%+v", d)
	}
	d = p.refusedDraft(p.sift(letter{uid: 2, raw: []byte("\r\n\r\n")}))
	if d.Opaque == nil || d.RawMail != nil {
		t.Errorf("%+v", d)
	}
}

// withFile is a mail with an attachment of each size.
func withFile(n int, sizes ...int) []byte {
	raw := fmt.Appendf(nil, "From: c%d@example.org\r\nSubject: with a file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nSee the file %d.\r\n", n, n)
	for _, size := range sizes {
		raw = fmt.Appendf(raw, "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%s\r\n",
			bytes.Repeat([]byte("x"), size))
	}
	return append(raw, "--b--\r\n"...)
}

func TestTheDatabaseGoneBetweenFetchAndCommit(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { databaseGone(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db")) })
	t.Run("postgres", func(t *testing.T) { databaseGone(t, storetest.PostgresURL(t)) })
}

func databaseGone(t *testing.T, url string) {
	o, server := newOffice(t, storetest.Open(t, url, time.Now)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 10)
	var once atomic.Bool
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("BODY.PEEK")) && !once.Swap(true) {
			if err := o.store.Close(); err != nil {
				t.Error(err)
			}
		}
		return len(b), letPass
	})
	if _, err := o.mailbox(account(server).at(p.addr)).Sweep(t.Context()); err == nil {
		t.Fatal("a sweep without a database ended well")
	}
	if in := inFolder(t, server, "INBOX"); in != 10 {
		t.Fatalf("%d messages left in INBOX", in)
	}
	again := *o
	again.store = storetest.Open(t, url, func() time.Time { return time.Now().Add(time.Hour) }) // the lease has ended
	again.intake = intake.New(intake.Options{Store: again.store, Blobs: o.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(again.intake.Close)
	again.want(again.sweep(account(server)), "seen 10 imported 10")
	again.accounted(10)
}

// steps keeps the last figures of a folder.
type steps struct {
	told
	last atomic.Pointer[Row]
}

func (s *steps) Step(r Row) { s.last.Store(&r) }

func TestProgressEndsWithTheReport(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 30)
	o.limits.BatchMails = 4
	opts, progress := o.options(account(server)), &steps{told: make(told, 1)}
	opts.Progress = progress
	r, err := New(opts).Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := *progress.last.Load()
	if last != r.Rows[0] || last.Done() != last.Seen || last.Bytes != last.TotalBytes || last.Bytes == 0 {
		t.Errorf("last step %+v, report %+v", last, r.Rows[0])
	}
	if told := progress.next(t); len(told.Rows) != 1 || told.Rows[0] != last {
		t.Errorf("told %+v", told)
	}
	if table := r.Table(); len(table) != 1 || len(table[0]) != len(r.Columns()) || table[0][3] != "30" {
		t.Errorf("%v", table)
	}
}
