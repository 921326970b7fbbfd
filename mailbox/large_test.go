package mailbox

import (
	"context"
	"crypto/sha256"
	"io"
	"runtime"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// interruption is what happens to the line when so much of a large mail has come on a
// connection.
type interruption struct {
	after int64
	how   verdict
}

// interrupted is a line that is interrupted once a connection, as long as the list
// lasts, and how much memory is live each time.
type interrupted struct {
	mu   sync.Mutex
	list []interruption
	live []uint64
}

func (i *interrupted) harm(_ int, fromServer bool, before int64, b []byte) (int, verdict) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !fromServer || len(i.list) == 0 || before+int64(len(b)) < i.list[0].after {
		return len(b), letPass
	}
	next := i.list[0]
	i.list, i.live = i.list[1:], append(i.live, live())
	return int(max(next.after-before, 0)), next.how
}

// live is how much memory is in use once all is freed that can be.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// bounded holds that no more memory was live at so many instants.
func bounded(t *testing.T, when string, used []uint64, most uint64, instants int) {
	t.Helper()
	for _, n := range used {
		if n > most {
			t.Errorf("%d MB are live while the mail is %s, want %d at most", n>>20, when, most>>20)
		}
	}
	if len(used) != instants {
		t.Errorf("%d instants, want %d", len(used), instants)
	}
}

// A mail of 48 MB among small ones comes on the third try, or by the next sweep,
// whatever breaks off within it: it is one tip, byte for byte; the small ones wait
// for nothing, and of what broke off nothing is kept in memory.
func TestALargeMailThatBreaksOff(t *testing.T) {
	const mb, small = 1 << 20, 6
	raw := largeMail(1)
	size, digest := uint64(len(raw)), sha256.Sum256(raw)
	for _, c := range []struct {
		name  string
		lines []interruption
		want  []string // of each sweep, an hour after the one before
	}{
		{"twice in a row", []interruption{{10 * mb, cutLine}, {45 * mb, stall}}, []string{"seen 7 imported 7"}},
		{
			"eight times",
			[]interruption{
				{1 * mb, cutLine},
				{20 * mb, cutLine},
				{40 * mb, cutLine},
				{46 * mb, cutLine},
				{2 * mb, stall},
				{30 * mb, cutLine},
				{10 * mb, cutLine},
				{45 * mb, cutLine},
			},
			[]string{"seen 7 imported 6 failed 1", "seen 1 failed 1", "seen 1 imported 1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := storetest.NewClock(time.Now())
			o := newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
			var sealing []uint64
			o = o.scanning(func(context.Context, io.Reader) models.Scan {
				sealing = append(sealing, live())
				return models.Scan{Missed: models.MissedAway}
			})
			server := testserver.Dovecot(t, testserver.DovecotOptions{})
			o.limits.Silence = 300 * time.Millisecond
			deliver(server, "INBOX", 0, small/2)
			server.Deliver("tips", "INBOX", raw)
			deliver(server, "INBOX", small/2, small)
			before := live()
			line := &interrupted{list: c.lines}
			a := account(server).at(newProxy(t, server.Addr(), line.harm).addr)
			for _, want := range c.want {
				o.want(o.sweep(a), want)
				clock.Add(time.Hour)
			}
			o.accounted(small + 1)
			bounded(t, "coming", line.live, before+size*5/4, len(c.lines))
			bounded(t, "being sealed", sealing, before+size*2, 2) // and its files are held besides
			row := o.ledgerOf(t, small/2+1)
			if got := sha256.Sum256(o.opened(t, row.TipID, models.EnvelopeMail, o.round.Identity)); got != digest {
				t.Error("the mail is not what was sent")
			}
			if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != small+1 {
				t.Errorf("%d messages in INBOX, %d processed", in, out)
			}
		})
	}
}
