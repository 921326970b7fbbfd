package mailbox

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

func TestMailAfterClosingTimeIsSetAside(t *testing.T) {
	clock := storetest.NewClock(time.Now())
	o := newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	clock.Add(2 * 365 * 24 * time.Hour)
	for n, arrived := range []time.Time{o.round.AcceptUntil.Add(-time.Hour), o.round.AcceptUntil.Add(time.Hour)} {
		if err := os.Chtimes(server.Deliver("tips", "INBOX", mail(n)), arrived, arrived); err != nil {
			t.Fatal(err)
		}
	}
	a := account(server)
	a.RoundID, a.Team = o.round.ID, "G2"
	o.want(o.sweep(a), "seen 2 imported 1 set_aside 1")
	o.accounted(2)
	if row := o.ledgerOf(t, 2); row.Reason != "closed" {
		t.Errorf("%+v", row)
	}
}

func TestAMailThatIntakeRefusesIsQuarantinedAndTheSweepGoesOn(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	limits := intake.DefaultLimits()
	limits.FileBytes = 1000
	o.intake = intake.New(intake.Options{Store: o.store, Blobs: o.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Limits: limits})
	t.Cleanup(o.intake.Close)
	for n := range 9 {
		size := 10
		if n == 4 {
			size = 2000
		}
		server.Deliver("tips", "INBOX", withFile(n, size))
	}
	o.want(o.sweep(account(server)), "seen 9 imported 8 quarantined 1")
	o.accounted(9)
	row := o.ledgerOf(t, 5)
	if row.Outcome != models.LedgerQuarantined || row.Reason != "attachment_too_large" {
		t.Errorf("%+v", row)
	}
	if raw := o.opened(t, row.TipID, models.EnvelopeOpaque, o.round.Content); !bytes.Equal(raw, withFile(4, 2000)) {
		t.Errorf("%q", raw)
	}
}

func withFile(n, size int) []byte {
	return fmt.Appendf(nil, "From: c%d@example.org\r\nSubject: with a file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nSee the file %d.\r\n"+
		"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%s\r\n--b--\r\n", n, n, bytes.Repeat([]byte("x"), size))
}

func TestTheDatabaseGoneBetweenFetchAndCommit(t *testing.T) {
	url := "sqlite://" + filepath.Join(t.TempDir(), "heed.db")
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
