package mailbox

import (
	"errors"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// board is what the worker wrote for others to see.
func (o *office) board() (rows []models.MailStatus, reports []models.SweepReport) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(tx *store.Tx) (err error) {
		if rows, err = tx.MailStatuses(); err != nil {
			return err
		}
		reports, _, err = tx.SweepReports(0, store.ReportFilter{})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows, reports
}

// A sweep leaves a row a folder and a report of each that had anything; a
// sweep that finds nothing leaves the row alone.
func TestASweepIsOnTheBoard(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 30)
	server.Maildir("tips", "转来")
	a := account(server)
	a.Folders, a.Period = []string{"inbox", "转来"}, time.Hour
	for range 2 {
		if _, err := o.mailbox(a).Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	rows, reports := o.board()
	if len(rows) != 2 || len(reports) != 1 {
		t.Fatalf("%d rows, %d reports", len(rows), len(reports))
	}
	for _, row := range rows {
		if row.EndedAt == nil || row.LastOK == nil || row.Error != "" || row.Backlog != 0 || row.Period != 3600 || row.Source != models.MailFromEnv {
			t.Errorf("%+v", row)
		}
		if row.Reading(time.Now()) || row.Late(row.LastOK.Add(59*time.Minute)) || !row.Late(row.LastOK.Add(time.Hour)) {
			t.Errorf("reading or late: %+v", row)
		}
	}
	r := reports[0]
	if r.Folder != "INBOX" || r.Seen != 30 || r.Imported != 30 || r.Bytes == 0 || r.EndedAt.Before(r.BegunAt) || rows[0].Folder != "INBOX" {
		t.Errorf("%+v", r)
	}
	if r.UIDValidity == 0 || r.UIDs[models.LedgerTip] != "1:30" || len(r.UIDs) != 1 || r.UnmovedUIDs != "" {
		t.Errorf("the messages behind the figures: %d, %v, %q", r.UIDValidity, r.UIDs, r.UnmovedUIDs)
	}
	a.Folders = []string{"转来"}
	if _, err := o.mailbox(a).Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows, _ := o.board(); len(rows) != 1 {
		t.Errorf("a folder that is swept no more is still there: %+v", rows)
	}
}

// A refused password is on the board in words, and does not make the account
// look read; nor does a sweep that another worker has.
func TestAFailedSweepIsOnTheBoard(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	a := account(server)
	a.Password = NewSecret("wrong")
	if _, err := o.mailbox(a).Sweep(t.Context()); err == nil {
		t.Fatal("the wrong password was taken")
	}
	rows, reports := o.board()
	if len(rows) != 1 || len(reports) != 1 || rows[0].Error != keyPassword || rows[0].LastOK != nil || rows[0].Args["account"] != a.Name {
		t.Fatalf("%+v, %+v", rows, reports)
	}
	if reports[0].Error != keyPassword || reports[0].Seen != 0 {
		t.Errorf("%+v", reports[0])
	}
	a = account(server)
	a.Team = "nobody"
	if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != keyTeam {
		t.Fatal(err)
	}
	if rows, _ := o.board(); len(rows) != 1 || rows[0].Error != keyTeam {
		t.Errorf("before its first folder: %+v", rows)
	}
	if key, _ := cause(a.fault(models.KindConflict, keyBusy, nil)); key != "" {
		t.Errorf("another worker's sweep is a fault: %s", key)
	}
	if key, _ := cause(errors.New("x")); key != "error.internal" {
		t.Errorf("an unknown error: %s", key)
	}
}

// While it runs, a sweep tells how far it is.
func TestARunningSweepIsOnTheBoard(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	m := o.mailbox()
	a := Account{Name: "office", Folders: []string{"INBOX"}}
	w := m.watch(t.Context(), a, Row{Account: "office", Folder: "INBOX", Begun: time.Now()})
	for seen := int64(0); seen != 10; {
		rows, _ := o.board()
		if len(rows) == 1 && rows[0].Seen == 0 {
			if !rows[0].Reading(time.Now()) {
				t.Fatalf("%+v", rows[0])
			}
			w.Step(Row{Account: "office", Folder: "INBOX", Begun: time.Now().Add(-2 * time.Second), Seen: 10, Imported: 3, Failed: 1})
		}
		if len(rows) == 1 {
			seen = rows[0].Seen
		}
	}
	rows, _ := o.board()
	speed, left := rows[0].Pace()
	if rows[0].Done != 4 || rows[0].Backlog != 7 || speed <= 0 || speed > 2 || left < 3*time.Second {
		t.Errorf("%+v: %f a second, %s left", rows[0], speed, left)
	}
	w.end(t.Context(), Row{Account: "office", Folder: "INBOX", Begun: time.Now(), Ended: time.Now(), Seen: 10, Imported: 10})
	if rows, reports := o.board(); rows[0].Reading(time.Now()) || len(reports) != 1 {
		t.Errorf("%+v, %+v", rows, reports)
	}
}

// A single letter may take minutes: as long as its worker is alive, the row says so.
func TestASweepWithoutNewsIsHeardOf(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	m := o.mailbox()
	m.beat = time.Millisecond
	begun := time.Now()
	w := m.watch(t.Context(), Account{Name: "office", Folders: []string{"INBOX"}}, Row{Account: "office", Folder: "INBOX", Begun: begun})
	var first, last models.MailStatus
	for !last.At.After(first.At) && time.Since(begun) < 20*time.Second {
		if rows, _ := o.board(); len(rows) == 1 && first.At.IsZero() {
			first, last = rows[0], rows[0]
		} else if len(rows) == 1 {
			last = rows[0]
		}
	}
	w.end(t.Context(), Row{Account: "office", Folder: "INBOX", Begun: begun, Ended: time.Now()})
	if !last.At.After(first.At) {
		t.Error("without news nothing is written")
	}
	if last.Lost(last.At.Add(2 * beat)) {
		t.Errorf("one row that could not be written, and a worker heard of every %s is lost", beat)
	}
}

func TestTheLongestPause(t *testing.T) {
	friday := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{"hourly": time.Hour, "weekly": 7 * 24 * time.Hour, "30 7 * * 1-5": 72 * time.Hour, "every 5m": 5 * time.Minute} {
		s, err := ParseSchedule(text)
		if err != nil || s.Longest(friday) != want {
			t.Errorf("%s: %s, %v", text, s.Longest(friday), err)
		}
	}
}
