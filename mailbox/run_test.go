package mailbox

import (
	"context"
	"testing"
	"time"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// told passes on the reports of a running mailbox.
type told chan Report

func (told) Step(Row)         {}
func (c told) Swept(r Report) { c <- r }

func (c told) next(t *testing.T) Report {
	t.Helper()
	select {
	case r := <-c:
		return r
	case <-time.After(time.Minute):
		t.Fatal("no sweep within a minute")
		return Report{}
	}
}

// never is a clock whose waits do not end.
func never(time.Duration) <-chan time.Time { return nil }

func start(t *testing.T, opts Options) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- New(opts).Run(ctx) }()
	return func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(time.Minute):
			t.Error("Run does not stop")
		}
	}
}

func TestIdleBringsNewMailInWithoutTheSchedule(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	a := account(server)
	a.Folders = []string{"INBOX", "转来"}
	server.Maildir("tips", "转来")
	opts, reports := o.options(a), make(told, 10)
	opts.After, opts.Progress = never, reports
	stop := start(t, opts)
	o.want(reports.next(t).Total(), "")
	for n := range 3 {
		deliver(server, "INBOX", n, n+1)
		for seen := 0; seen == 0; { // the mail's own move may be news as well
			seen = reports.next(t).Total().Imported
		}
		o.accounted(n + 1)
	}
	stop()
}

func TestTheScheduleSweepsAServerWithoutIdle(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: "IMAP4rev1 MOVE"})
	opts, reports, fire := o.options(account(server)), make(told, 10), make(chan time.Time)
	opts.Progress = reports
	opts.Schedule, _ = ParseSchedule("every 5m")
	opts.After = func(d time.Duration) <-chan time.Time {
		if d == opts.Limits.Lease/3 {
			return nil
		}
		if d <= 0 || d > 5*time.Minute {
			t.Errorf("waits %s for the schedule", d)
		}
		return fire
	}
	stop := start(t, opts)
	o.want(reports.next(t).Total(), "")
	deliver(server, "INBOX", 0, 2)
	fire <- time.Time{}
	o.want(reports.next(t).Total(), "seen 2 imported 2")
	stop()
}

func TestAServerThatIsStartedAgainIsFoundAgain(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	opts, reports := o.options(account(server)), make(told, 10)
	waits := make(chan chan time.Time)
	opts.Progress = reports
	opts.After = func(d time.Duration) <-chan time.Time {
		if d != backoff(1) {
			return nil
		}
		fire := make(chan time.Time, 1)
		select {
		case waits <- fire:
		case <-t.Context().Done():
		}
		return fire
	}
	stop := start(t, opts)
	o.want(reports.next(t).Total(), "")
	server.Stop() // BYE in the middle of IDLE
	(<-waits) <- time.Time{}
	if err := reports.next(t).Err(); keyOf(err) != keyRefused {
		t.Errorf("%v", err)
	}
	pause := <-waits
	server.Start()
	deliver(server, "INBOX", 0, 2)
	pause <- time.Time{}
	o.want(reports.next(t).Total(), "seen 2 imported 2")
	stop()
}
