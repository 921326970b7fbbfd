package mailbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
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
	b.Run("sqlite", func(b *testing.B) { benchmarkSweep(b, 1000, storetest.SQLite) })
}

// BenchmarkSweep10000 sweeps 10,000 mails of 12 KB from Dovecot to sealed,
// committed rows and blobs, and holds the time against what mbsync (package
// isync, default settings, with fsync) needs in the same run to pull a mailbox
// of the same mails into a fresh Maildir. Each has a mailbox of its own that
// nobody opened before. ratio is sweep ÷ mbsync; the goal is 0.5 at most.
func BenchmarkSweep10000(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkSweep(b, 10000, storetest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkSweep(b, 10000, storetest.Postgres) })
}

func benchmarkSweep(b *testing.B, mails int, open func(testing.TB) *store.Store) {
	server := testserver.Dovecot(b, testserver.DovecotOptions{})
	var pulled, swept, worked time.Duration
	for run := 0; b.Loop(); run++ {
		b.StopTimer()
		left, right := fmt.Sprintf("left%d", run), fmt.Sprintf("right%d", run)
		random := rand.New(rand.NewPCG(uint64(run), 2026))
		for range mails {
			raw := benchMail(random)
			server.Deliver(left, "INBOX", raw)
			server.Deliver(right, "INBOX", raw)
		}
		o := newOffice(b, open(b))
		pulled += mbsync(b, server, left, mails)
		a := account(server).at(server.Addr())
		a.Username = right
		b.StartTimer()
		start, before := time.Now(), cpuTime(b)
		got := o.sweep(a)
		swept, worked = swept+time.Since(start), worked+cpuTime(b)-before
		if got.Imported != mails {
			b.Fatalf("%+v", got)
		}
	}
	n := float64(b.N)
	b.ReportMetric(pulled.Seconds()/n, "mbsync-s")
	b.ReportMetric(swept.Seconds()/n, "sweep-s")
	b.ReportMetric(worked.Seconds()/n, "sweep-cpu-s")
	b.ReportMetric(swept.Seconds()/pulled.Seconds(), "ratio")
}

// cpuTime is what this process has used of all cores, Dovecot's part aside.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchMail is a mail of 2 to 22 KB: plain UTF-8, or GB18030 in base64 with a
// second part, as offices and phones send them.
func benchMail(random *rand.Rand) []byte {
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
