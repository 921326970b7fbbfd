package mailbox

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// BenchmarkSweep1000 is BenchmarkSweep10000 in small, for work on the sweep.
func BenchmarkSweep1000(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkSweep(b, 1000, benchMail, storetest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkSweep(b, 1000, benchMail, storetest.Postgres) })
}

// BenchmarkSweep10000 sweeps 10,000 mails of 12 KB from Dovecot to sealed,
// committed rows and blobs, and holds the time against what mbsync (package
// isync, default settings, with fsync) needs in the same run to pull a mailbox
// of the same mails into a fresh Maildir. Each has a mailbox of its own that
// nobody opened before; five runs in turns, and the medians of both.
//
// ratio is sweep ÷ mbsync, up to the last commit; the goal is 0.4 at most. moved
// is the time, and moved-ratio the ratio, until everything lies in the processed
// folder besides, which mbsync has nothing of.
func BenchmarkSweep10000(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkSweep(b, 10000, benchMail, storetest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkSweep(b, 10000, benchMail, storetest.Postgres) })
}

const sweepRuns = 5

func benchmarkSweep(b *testing.B, mails int, make func(*mathrand.Rand) []byte, open func(testing.TB) *store.Store) {
	server := testserver.Dovecot(b, testserver.DovecotOptions{})
	for b.Loop() {
		var pulls, sweeps, moves, work, peaks []float64
		for run := range sweepRuns {
			left, right := strings.ToLower(rand.Text()), strings.ToLower(rand.Text()) // Dovecot has names in small letters
			random := mathrand.New(mathrand.NewPCG(uint64(run), 2026))
			for range mails {
				raw := make(random)
				server.Deliver(left, "INBOX", raw)
				server.Deliver(right, "INBOX", raw)
			}
			syscall.Sync() // what delivering left to be written is neither's
			took, own := benchRun{user: right, mails: mails}, &scope{TB: b}
			if run%2 == 0 {
				pulls = append(pulls, mbsync(b, server, left, mails).Seconds())
				took.sweep(own, server, open(own))
			} else {
				took.sweep(own, server, open(own))
				pulls = append(pulls, mbsync(b, server, left, mails).Seconds())
			}
			own.end()
			sweeps, moves = append(sweeps, took.stored.Seconds()), append(moves, took.moved.Seconds())
			work, peaks = append(work, took.worked.Seconds()), append(peaks, took.peak)
		}
		b.ReportMetric(median(pulls), "mbsync-s")
		b.ReportMetric(median(sweeps), "sweep-s")
		b.ReportMetric(median(work), "sweep-cpu-s")
		b.ReportMetric(median(sweeps)/median(pulls), "ratio")
		b.ReportMetric(median(moves), "moved-s")
		b.ReportMetric(median(moves)/median(pulls), "moved-ratio")
		b.ReportMetric(median(peaks), "peak-MB")
	}
}

// scope is part of a benchmark, whose clean-up does not wait for the end of all: what
// the sweeps before hold in memory is not this one's.
type scope struct {
	testing.TB
	after []func()
}

// Cleanup has f run when the scope ends.
func (s *scope) Cleanup(f func()) { s.after = append(s.after, f) }

func (s *scope) end() {
	for _, f := range slices.Backward(s.after) {
		f()
	}
}

// benchRun is one sweep and what it took.
type benchRun struct {
	user   string
	mails  int
	begun  time.Time
	cpu    time.Duration
	stored time.Duration // until the last commit
	worked time.Duration // of this process's cores until then
	moved  time.Duration // until the end
	peak   float64       // resident, of the whole process, in MB
}

func (r *benchRun) sweep(b testing.TB, server *testserver.DovecotServer, s *store.Store) {
	b.Helper()
	o := newOffice(b, s)
	a := account(server).at(server.Addr())
	a.Username = r.user
	options := o.options(a)
	options.Progress = r
	debug.SetMemoryLimit(88 << 20) // as cmd/heed does
	debug.FreeOSMemory()           // what delivering took is not the sweep's
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600); err != nil {
		b.Fatal(err)
	}
	r.begun, r.cpu = time.Now(), cpuTime()
	report, err := New(options).Sweep(b.Context())
	r.moved = time.Since(r.begun)
	if got := report.Total(); err != nil || got.Imported != r.mails || got.Unmoved != 0 || r.stored == 0 {
		b.Fatalf("%+v, %v", got, err)
	}
	r.peak = peakMemory(b)
}

// Step notes when the last mail was committed.
func (r *benchRun) Step(row Row) {
	if row.Done() == r.mails && r.stored == 0 {
		r.stored, r.worked = time.Since(r.begun), cpuTime()-r.cpu
	}
}

func (*benchRun) Swept(Report) {}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

func peakMemory(b testing.TB) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	b.Fatal("/proc/self/status has no VmHWM")
	return 0
}

// cpuTime is what this process has used of all cores, Dovecot's part aside.
func cpuTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // cannot fail for oneself
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchMail is a mail of 2 to 22 KB: plain UTF-8, or GB18030 in base64 with a
// second part, as offices and phones send them.
func benchMail(random *mathrand.Rand) []byte {
	const phrase = "村里修路的钱不知去向，评议会的签到表请核对，好几个签名像是一个人写的。"
	size := 2000 + random.IntN(20000)
	var text bytes.Buffer
	for text.Len() < size {
		fmt.Fprintf(&text, "%s（第%d条）\r\n", phrase, random.IntN(1_000_000))
	}
	head := fmt.Sprintf("From: =?utf-8?B?5p2R5rCR?= <c%d@example.org>\r\nTo: tips@example.org\r\n"+
		"Subject: =?GB18030?B?tOXA79DewrfHrg==?= %d\r\nMessage-ID: <%d@example.org>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nMIME-Version: 1.0\r\n",
		random.IntN(5000), random.IntN(1000), random.Int64())
	if random.IntN(2) == 0 {
		return append([]byte(head+"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"), text.Bytes()...)
	}
	gb, _ := simplifiedchinese.GB18030.NewEncoder().Bytes(text.Bytes()[:text.Len()*3/4/3*3])
	var lines bytes.Buffer
	for part := base64.StdEncoding.EncodeToString(gb); len(part) > 0; {
		n := min(76, len(part))
		lines.WriteString(part[:n] + "\r\n")
		part = part[n:]
	}
	return append([]byte(head+"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=gb2312\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n"), append(lines.Bytes(), "--b--\r\n"...)...)
}

// mbsync pulls a user's INBOX into a fresh Maildir and says how long it took.
func mbsync(b *testing.B, server *testserver.DovecotServer, user string, mails int) time.Duration {
	b.Helper()
	program, err := exec.LookPath("mbsync")
	if err != nil {
		b.Fatal("mbsync is not installed, and this benchmark needs it: apt-get install isync (or: make deps)")
	}
	dir := b.TempDir()
	host, port, err := net.SplitHostPort(server.Addr())
	if err != nil {
		b.Fatal(err)
	}
	config := filepath.Join(dir, "mbsyncrc")
	settings := fmt.Sprintf("IMAPAccount a\nHost %s\nPort %s\nUser %s\nPass %s\nSSLType None\nAuthMechs LOGIN\n\n"+
		"IMAPStore far\nAccount a\n\nMaildirStore near\nPath %s/\nInbox %s/INBOX\n\n"+
		"Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState *\n", host, port, user, testserver.MailPassword, dir, dir)
	if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if out, err := exec.CommandContext(b.Context(), program, "-q", "-c", config, "c").CombinedOutput(); err != nil {
		b.Fatalf("mbsync: %v\n%s", err, out)
	}
	took := time.Since(start)
	got := 0
	for _, part := range []string{"new", "cur"} {
		files, err := filepath.Glob(filepath.Join(dir, "INBOX", part, "*"))
		if err != nil {
			b.Fatal(err)
		}
		got += len(files)
	}
	if got != mails {
		b.Fatalf("mbsync pulled %d of %d", got, mails)
	}
	return took
}
