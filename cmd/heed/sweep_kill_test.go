package main_test

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	bySignal    = -1 // of a process that was told to end before it listened
	sweepKills  = 8
	sweepMails  = 30
	longestWork = 350 * time.Millisecond // from start to signal
	stoppedFor  = 2 * time.Second        // at the most: it may have been stopped while it held the database
)

// A worker is killed, or stopped while another takes its account and goes on
// afterwards, at random moments of a sweep: every mail is one tip, has left the
// folder, and heed check --mail finds ledger and server agreed.
func TestAKilledOrStoppedSweepLosesNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, database string) {
		k := newKilling(t, database)
		for n := range sweepKills {
			k.deliver(sweepMails)
			k.forgetLease()
			p := launch(t, k.env, "heed", "mailbox")
			<-time.After(time.Duration(k.random.Int64N(int64(longestWork))))
			if n%2 == 0 {
				p.kill()
			} else {
				k.stopped(p)
			}
			if left := k.inFolder("INBOX"); left > 0 && left < sweepMails {
				k.midway++
			}
		}
		k.forgetLease()
		if out, log, status := run(t, k.env, "heed", "sweep"); status != 0 {
			t.Errorf("heed sweep ends with %d\n%s%s", status, out, log)
		}
		k.checkMails()
		if out, log, status := run(t, k.env, "heed", "check", "--mail"); status != 0 || !strings.Contains(out, "the ledger agrees with all 1 folders") {
			t.Errorf("heed check --mail ends with %d\n%s%s", status, out, log)
		}
	})
}

// stopped holds a worker still while another sweeps, and lets it go on.
func (k *killing) stopped(p *process) {
	k.t.Helper()
	k.forgetLease() // before: a worker that is stopped may hold the database
	must(k.t, p.cmd.Process.Signal(syscall.SIGSTOP))
	other := launch(k.t, k.env, "heed", "sweep")
	select {
	case <-other.ended:
	case <-time.After(stoppedFor):
	}
	must(k.t, p.cmd.Process.Signal(syscall.SIGCONT))
	if status := p.stop(); status != 0 && status != bySignal {
		k.t.Errorf("a worker that was stopped ends with %d\n%s", status, p.log)
	}
	other.wait() // it may have found the account taken
}
