package mailbox

import (
	"bytes"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// A server that idles and has stopped telling is asked anew after five minutes,
// which renews IDLE as well: servers end it after ten at the earliest.
func TestAnIdleServerThatTellsNothingIsListedAnew(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	var idle atomic.Int32
	news := regexp.MustCompile(`\* \d+ (EXISTS|RECENT)\r\n`)
	p := startProxy(t, &proxy{
		upstream: server.Addr(),
		harm: func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
			if !fromServer && bytes.Contains(b, []byte("IDLE\r\n")) {
				idle.Add(1)
			}
			return len(b), letPass
		},
		edit: func(_ int, b []byte) []byte {
			if bytes.Contains(b, []byte("UIDVALIDITY")) {
				return b // the answer to SELECT
			}
			return news.ReplaceAll(b, nil)
		},
	})
	opts, reports, waits := o.options(account(server).at(p.addr)), make(told, 10), make(chan chan time.Time, 10)
	opts.Progress = reports
	opts.Schedule, _ = ParseSchedule("0 6 1 1 *") // once a year
	opts.After = func(d time.Duration) <-chan time.Time {
		if d != relist {
			return nil
		}
		fire := make(chan time.Time, 1)
		waits <- fire
		return fire
	}
	if relist > 9*time.Minute {
		t.Errorf("IDLE is renewed after %s", relist)
	}
	stop := start(t, opts)
	o.want(reports.next(t).Total(), "")
	for n := range 3 {
		fire := <-waits
		deliver(server, "INBOX", n, n+1)
		fire <- time.Time{}
		o.want(reports.next(t).Total(), "seen 1 imported 1")
	}
	<-waits
	stop()
	if got := idle.Load(); got < 3 {
		t.Errorf("%d times IDLE", got)
	}
	o.accounted(3)
}
