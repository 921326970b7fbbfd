package mailbox

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// monday is when the clocks of these tests start.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// turned is an office on SQLite with a clock that is turned by hand.
func turned(t *testing.T) (*office, *storetest.Clock) {
	t.Helper()
	clock := storetest.NewClock(monday)
	s := storetest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db"), clock.Now)
	return newOfficeAt(t, s, clock.Now), clock
}

// doorkeeper counts the sign-ins that reach a server, by the clock.
type doorkeeper struct {
	mu    sync.Mutex
	clock *storetest.Clock
	at    []time.Duration // since monday
}

// guarded is an account of the server in clear, whose sign-ins are counted.
func guarded(t *testing.T, server *testserver.DovecotServer, clock *storetest.Clock) (Account, *doorkeeper) {
	t.Helper()
	d := &doorkeeper{clock: clock}
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte(" LOGIN ")) {
			d.mu.Lock()
			d.at = append(d.at, clock.Now().Sub(monday))
			d.mu.Unlock()
		}
		return len(b), letPass
	})
	return account(server).at(p.addr), d
}

func (d *doorkeeper) want(t *testing.T, when string, want ...time.Duration) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.at, want) {
		t.Errorf("%s: sign-ins at %v, want %v", when, d.at, want)
	}
}

// A process that systemd starts every five seconds tries a wrong password four
// times in 22 minutes, not 264 times.
func TestAWrongPasswordLocksNoAccountAcrossRestarts(t *testing.T) {
	t.Parallel()
	o, clock := turned(t)
	a, door := guarded(t, testserver.Dovecot(t, testserver.DovecotOptions{}), clock)
	a.Password = NewSecret("wrong")
	for range 264 {
		_, err := o.mailbox(a).Sweep(t.Context()) // a process of its own
		if key := keyOf(err); key != keyPassword && key != keyWait {
			t.Fatal(err)
		}
		clock.Add(5 * time.Second)
	}
	const m = time.Minute
	door.want(t, "restarted", 0, m, 6*m, 21*m)
	a.Password = NewSecret(testserver.MailPassword) // somebody mends it: no wait
	o.want(o.sweep(a), "")
	door.want(t, "mended", 0, m, 6*m, 21*m, 22*m)
	a.Password = NewSecret("wrong")
	if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != keyPassword {
		t.Errorf("it begins anew: %v", err)
	}
}

// A worker that goes on waits 1, 5, 15 and then every 60 minutes.
func TestAWrongPasswordBacksOff(t *testing.T) {
	t.Parallel()
	o, clock := turned(t)
	a, door := guarded(t, testserver.Dovecot(t, testserver.DovecotOptions{}), clock)
	a.Password = NewSecret("wrong")
	opts, reports := o.options(a), make(told)
	opts.Progress = reports
	opts.After = func(d time.Duration) <-chan time.Time {
		fire := make(chan time.Time, 1)
		if d <= lookAgain { // the lease is renewed after 20 seconds
			clock.Add(d)
			fire <- clock.Now()
		}
		return fire
	}
	stop := start(t, opts)
	for range 6 {
		if err := reports.next(t).Err(); keyOf(err) != keyPassword {
			t.Errorf("%v", err)
		}
	}
	const m = time.Minute
	door.want(t, "waiting", 0, m, 6*m, 21*m, 81*m, 141*m)
	go func() {
		for range reports { // lets the last wait end
		}
	}()
	stop()
	close(reports)
}

// Somebody who tries passwords by changing the file, or by asking for a test
// again and again, does not lock the account either.
func TestChangedSecretsAndOrdersMayTryAFewTimesAnHour(t *testing.T) {
	t.Parallel()
	o, clock := turned(t)
	folder := t.TempDir()
	a, door := guarded(t, testserver.Dovecot(t, testserver.DovecotOptions{}), clock)
	a.Password = Secrets{Folder: folder}.secret("office")
	box := o.mailbox(a)
	try := func(password string, asked bool) string {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, "office"), []byte(password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := box.signIn(t.Context(), a, asked)
		b.leave()
		clock.Add(time.Second)
		return keyOf(err)
	}
	const s = time.Second
	for i, step := range []struct {
		password string
		asked    bool
		want     string
	}{
		{"one", false, keyPassword},
		{"one", false, keyWait},
		{"two", false, keyPassword},
		{"two", true, keyPassword},
		{"two", false, keyWait},
		{"three", false, keyPassword},
		{"three", true, keyPassword},
		{"four", false, keyWait},
		{"four", true, keyWait},
		{testserver.MailPassword, true, keyWait},
	} {
		if got := try(step.password, step.asked); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	door.want(t, "within a minute", 0, 2*s, 3*s, 5*s, 6*s)
	clock.Add(time.Hour)
	if got := try(testserver.MailPassword, false); got != "" {
		t.Errorf("an hour later: %q", got)
	}
	if got := try("five", false); got != keyPassword {
		t.Errorf("what was signed in to begins anew: %q", got)
	}
}

// A process that is killed between showing a password and hearing the answer,
// again and again, does so four times an hour.
func TestASignInIsNotedBeforeItIsMade(t *testing.T) {
	t.Parallel()
	o, clock := turned(t)
	for n := range 6 {
		g := o.mailbox().gate(Account{Name: "office"}, "secret", false) // a process of its own
		if err := g.pass(t.Context()); (err == nil) != (n < earlyTries) || n >= earlyTries && keyOf(err) != keyWait {
			t.Errorf("kill %d: %v", n, err)
		}
		clock.Add(5 * time.Second)
	}
	clock.Add(time.Hour)
	g := o.mailbox().gate(Account{Name: "office"}, "secret", false)
	if err := g.pass(t.Context()); err != nil {
		t.Errorf("an hour later: %v", err)
	}
	if err := g.note(t.Context(), nil); err != nil {
		t.Error(err)
	}
	tries(t, o, 0)
}

// Of a line that breaks after the password was shown nobody knows what it
// meant: it is tried again at once, but not for ever.
func TestASignInThatIsBrokenOffIsTriedAFewTimes(t *testing.T) {
	t.Parallel()
	o, _ := turned(t)
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte(" LOGIN ")) {
			return 0, cutLine
		}
		return len(b), letPass
	})
	a := account(server).at(p.addr)
	for n, want := range []string{keyCut, keyCut, keyCut, keyCut, keyWait} {
		if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != want {
			t.Errorf("%d: %v, want %s", n, err, want)
		}
	}
	tries(t, o, 0)
}

func tries(t *testing.T, o *office, want int) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *store.Tx) error {
		try, err := tx.MailTry("office")
		if try.Failures != want {
			t.Errorf("%d failures are known, want %d", try.Failures, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A server that is down is no reason to make the office wait once it is back.
func TestAServerThatIsDownCountsAsNoRefusal(t *testing.T) {
	t.Parallel()
	o, _ := turned(t)
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Stop()
	if _, err := o.mailbox(account(server)).Sweep(t.Context()); keyOf(err) != keyRefused {
		t.Errorf("%v", err)
	}
	tries(t, o, 0)
	server.Start()
	deliver(server, "INBOX", 0, 1)
	o.want(o.sweep(account(server)), "seen 1 imported 1")
}
