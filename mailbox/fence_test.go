package mailbox

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// stops are where a worker is stopped for longer than its lease lasts, by what is
// about to pass on the line.
func stops() map[string]func(fromServer bool, b []byte) bool {
	asks := func(word string) func(bool, []byte) bool {
		return func(fromServer bool, b []byte) bool { return !fromServer && bytes.Contains(b, []byte(word)) }
	}
	return map[string]func(bool, []byte) bool{
		"before it lists":        asks("UID SEARCH"),
		"before it fetches":      asks("BODY.PEEK"),
		"while it fetches":       func(fromServer bool, b []byte) bool { return fromServer && bytes.Contains(b, []byte("road money")) },
		"before it moves":        asks("UID MOVE"),
		"while the server moves": func(fromServer bool, b []byte) bool { return fromServer && bytes.Contains(b, []byte("COPYUID")) },
	}
}

// stopped is a sweep of three messages that stands still at a place while
// meanwhile runs, a minute after its lease has ended, and then goes on.
func (o *office) stopped(server *testserver.DovecotServer, clock *storetest.Clock, at func(bool, []byte) bool, meanwhile func()) error {
	var once sync.Once
	p := newProxy(o.t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if at(fromServer, b) {
			once.Do(func() {
				clock.Add(2 * time.Minute)
				meanwhile()
			})
		}
		return len(b), letPass
	})
	opts := o.options(account(server).at(p.addr))
	opts.After = never // it does not learn of the end of its lease by itself
	_, err := New(opts).Sweep(o.t.Context())
	return err
}

func eachStop(t *testing.T, run func(t *testing.T, o *office, clock *storetest.Clock, server *testserver.DovecotServer, stop string, at func(bool, []byte) bool)) {
	for name, at := range stops() {
		for database, url := range map[string]string{
			"sqlite": "sqlite://" + t.TempDir() + "/heed.db", "postgres": storetest.PostgresURL(t),
		} {
			t.Run(name+" on "+database, func(t *testing.T) {
				t.Parallel()
				clock := storetest.NewClock(time.Now())
				o := newOfficeAt(t, storetest.Open(t, url, clock.Now), clock.Now)
				server := testserver.Dovecot(t, testserver.DovecotOptions{})
				deliver(server, "INBOX", 0, 3)
				run(t, o, clock, server, name, at)
				clock.Add(time.Hour)
				o.sweep(account(server))
				o.accounted(3)
				if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 3 {
					t.Errorf("%d messages in INBOX, %d processed", in, out)
				}
			})
		}
	}
}

// A worker that was stopped, and whose account another has taken, writes nothing
// more and moves nothing more.
func TestAStoppedWorkerWritesNothingAnyMore(t *testing.T) {
	eachStop(t, func(t *testing.T, o *office, clock *storetest.Clock, server *testserver.DovecotServer, stop string, at func(bool, []byte) bool) {
		before := []models.Ledger{}
		err := o.stopped(server, clock, at, func() {
			before = o.ledger()
			if err := takeFor(t.Context(), o, o.mailbox(account(server))); err != nil {
				t.Error(err)
			}
		})
		if keyOf(err) != keyBusy {
			t.Errorf("%v", err)
		}
		after := o.ledger()
		if len(after) != len(before) {
			t.Errorf("%d rows were there, and then %d", len(before), len(after))
		}
		for _, row := range after {
			if row.MovedAt != nil {
				t.Errorf("message %d is noted as moved", row.UID)
			}
		}
		asked := stop == "before it moves" || stop == "while the server moves" // the server had been told already
		if in := inFolder(t, server, "INBOX"); in != 3 && !asked {
			t.Errorf("%d messages left in INBOX", in)
		}
	})
}

// The same when the other one has swept meanwhile.
func TestAStoppedWorkerDoublesNothing(t *testing.T) {
	eachStop(t, func(t *testing.T, o *office, clock *storetest.Clock, server *testserver.DovecotServer, _ string, at func(bool, []byte) bool) {
		_ = o.stopped(server, clock, at, func() { // it ends well or says that another has the account
			if _, err := o.mailbox(account(server)).Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
		o.accounted(3)
	})
}

// ledger is every row of the accounts, of the one called "office" when none is named.
func (o *office) ledger(accounts ...string) (rows []models.Ledger) {
	o.t.Helper()
	if len(accounts) == 0 {
		accounts = []string{"office"}
	}
	if err := o.store.Read(o.t.Context(), func(tx *store.Tx) error {
		for _, account := range accounts {
			more, err := tx.MailLedger(account, 0, 100000)
			if err != nil {
				return err
			}
			rows = append(rows, more...)
		}
		return nil
	}); err != nil {
		o.t.Error(err)
	}
	return rows
}
