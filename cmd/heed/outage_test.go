package main_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/models/testserver"
)

// crowd sends reports without a pause, whatever the answers are.
type crowd struct {
	t       testing.TB
	citizen *citizen
	base    string
	shown   *shown
	stop    chan struct{}
	gone    sync.WaitGroup

	taken, refused chan struct{} // one for each answer while somebody listens
	failed         chan struct{} // closed with the first answer that must not be
	once           sync.Once
}

// gather lets citizens at a site; disperse ends them.
func gather(t testing.TB, base string, heads int, files ...attachment) *crowd {
	t.Helper()
	c := &crowd{
		t: t, citizen: newCitizen(t), base: base, shown: &shown{all: map[string]report{}}, stop: make(chan struct{}),
		taken: make(chan struct{}), refused: make(chan struct{}), failed: make(chan struct{}),
	}
	for range heads {
		c.gone.Go(func() {
			for c.visit(files) {
			}
		})
	}
	t.Cleanup(c.disperse)
	return c
}

// visit sends one report. A refusal says so and keeps what was typed; anything else is a fault.
func (c *crowd) visit(files []attachment) bool {
	r := newReport(files...)
	a, err := c.citizen.submit(c.base, r)
	told := c.refused
	switch {
	case err != nil:
		c.fail("no whole answer: %v", err)
		return false
	case a.status == http.StatusOK && a.receipt() != "":
		c.shown.add(a.receipt(), r)
		told = c.taken
	case a.status != http.StatusServiceUnavailable || a.receipt() != "":
		c.fail("answered with %d: %s", a.status, a.fault())
		return false
	default:
		if err := a.keeps(r); err != nil {
			c.t.Errorf("a refusal: %v", err)
		}
	}
	select {
	case told <- struct{}{}:
	case <-c.stop:
		return false
	default:
	}
	select {
	case <-c.stop:
		return false
	default:
		return true
	}
}

func (c *crowd) fail(format string, args ...any) {
	c.t.Errorf(format, args...)
	c.once.Do(func() { close(c.failed) })
}

// await returns after so many answers of a kind; ended is heed, which must go on.
func (c *crowd) await(p *process, n int, kind chan struct{}) {
	c.t.Helper()
	late := time.After(patience)
	for range n {
		select {
		case <-kind:
		case <-p.ended:
			c.t.Fatalf("heed ended\n%s", p.log)
		case <-c.failed:
			c.t.Fatalf("heed's log:\n%s", p.log)
		case <-late:
			c.t.Fatalf("the answers that must come do not\n%s", p.log)
		}
	}
}

func (c *crowd) disperse() {
	select {
	case <-c.stop:
	default:
		close(c.stop)
	}
	c.gone.Wait()
}

// P1: PostgreSQL goes, in good order and by kill -9, and comes back under load. Reports are refused with
// everything typed kept, and taken again without a restart.
func TestPostgresGoesAndComesBack(t *testing.T) {
	server := testserver.OwnPostgres(t)
	i := install(t, server.NewDatabase(t))
	p := serve(t, i.env)
	c := gather(t, p.portal, 8, largeFile())
	for _, end := range []func(){server.Stop, server.Kill} {
		c.await(p, 30, c.taken)
		end()
		p.awaitReady(http.StatusServiceUnavailable)
		c.await(p, 30, c.refused)
		server.Start()
		p.awaitReady(http.StatusOK)
		c.await(p, 30, c.taken)
	}
	c.disperse()
	if status := p.stop(); status != 0 {
		t.Errorf("heed ends with %d\n%s", status, p.log)
	}
	c.shown.check(i.vault())
	i.checked()
}

// A Redis that goes stops nobody: each process counts for itself until it is back.
func TestRedisGoesAndComesBack(t *testing.T) {
	server := testserver.Redis(t)
	i := install(t, "", "HEED_REDIS_URL="+server.URL())
	p := serve(t, i.env)
	c := gather(t, p.portal, 4)
	client := redis.NewClient(&redis.Options{Addr: strings.TrimSuffix(strings.TrimPrefix(server.URL(), "redis://"), "/0")})
	t.Cleanup(func() { must(t, client.Close()) })

	c.await(p, 20, c.taken)
	i.limited(p, "2001:db8:1::1")
	if counted(t, client) == 0 {
		t.Error("with Redis, no limit is kept there")
	}
	server.Stop()
	c.await(p, 20, c.taken)
	i.limited(p, "2001:db8:2::1")
	server.Start()
	for counted(t, client) == 0 { // it is left alone for some seconds, then used again
		c.await(p, 1, c.taken)
	}
	i.limited(p, "2001:db8:3::1")
	c.disperse()
	if strings.Count(p.log.String(), "redis is back") == 0 {
		t.Errorf("the log does not tell that Redis is back\n%s", p.log)
	}
	c.shown.check(i.vault())
}

// limited looks receipts up from one network until it is told to come back later, as it must be after
// some tens.
func (i *installation) limited(p *process, from string) {
	i.t.Helper()
	c := newCitizen(i.t)
	c.header = http.Header{"X-Forwarded-For": {from}}
	for range 100 {
		a, err := c.status(p.portal, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
		must(i.t, err)
		if a.status == http.StatusTooManyRequests {
			if after, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || after <= 0 {
				i.t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
			}
			return
		}
	}
	i.t.Errorf("a hundred look-ups from %s met no limit", from)
}

// counted is how many visitors Redis keeps count of. None of them can be told.
func counted(t testing.TB, client *redis.Client) (n int) {
	t.Helper()
	keys, err := client.Keys(context.Background(), "*").Result()
	must(t, err)
	for _, key := range keys {
		if strings.Contains(key, "2001:") {
			t.Errorf("Redis keeps the key %s", key)
		}
		if strings.HasPrefix(key, "rate:") {
			n++
		}
	}
	return n
}

// A stop lets what runs finish: a report that is half sent when SIGTERM comes gets its receipt.
func TestAStopLosesNoRequest(t *testing.T) {
	eachDatabase(t, func(t *testing.T, database string) {
		i := install(t, database, "HEED_METRICS_ADDR=127.0.0.1:0")
		p := serve(t, i.env)
		c := newCitizen(t)
		all := &shown{all: map[string]report{}}
		var wait sync.WaitGroup
		rest := make(chan struct{})
		for range 6 {
			r, sent := newReport(largeFile()), make(chan struct{})
			wait.Go(func() {
				a, err := c.submitInTwo(p.portal, r, sent, rest)
				if err != nil || a.receipt() == "" {
					t.Errorf("a running request ended with %d, %v\n%s", a.status, err, p.log)
					return
				}
				all.add(a.receipt(), r)
			})
			<-sent
		}
		i.awaitRunning(p, 6)
		must(t, p.cmd.Process.Signal(syscall.SIGTERM))
		awaitRefusal(t, p)
		close(rest)
		wait.Wait()
		if status := p.wait(); status != 0 {
			t.Errorf("heed ends with %d\n%s", status, p.log)
		}
		all.check(i.vault())
		i.checked()
	})
}

// submitInTwo sends the first half of a report, says so, and sends the rest when it may.
func (c *citizen) submitInTwo(base string, r report, sent chan<- struct{}, rest <-chan struct{}) (reply, error) {
	body, kind, err := c.form(r)
	if err != nil {
		return reply{}, err
	}
	half := body.Len() / 2
	return c.send(base+"/zh/report", kind, &halting{first: bytes.NewReader(body.Next(half)), second: body, sent: sent, rest: rest})
}

// halting is a body that stops in the middle.
type halting struct {
	first  *bytes.Reader
	second *bytes.Buffer
	sent   chan<- struct{}
	rest   <-chan struct{}
}

func (h *halting) Read(p []byte) (int, error) {
	if h.first.Len() > 0 {
		return h.first.Read(p)
	}
	if h.sent != nil {
		close(h.sent)
		h.sent = nil
	}
	<-h.rest
	return h.second.Read(p)
}

// awaitRunning returns when the public site answers so many requests at once.
func (i *installation) awaitRunning(p *process, n int) {
	i.t.Helper()
	c, line := newCitizen(i.t), fmt.Sprintf("heed_http_requests_running{site=\"portal\"} %d\n", n)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patience); time.Now().Before(late); <-tick.C {
		a, err := c.get(p.metrics)
		must(i.t, err)
		if strings.Contains(a.body, line) {
			return
		}
	}
	i.t.Fatalf("the requests never run")
}

// awaitRefusal returns when the public site takes no more connections.
func awaitRefusal(t testing.TB, p *process) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patience); time.Now().Before(late); <-tick.C {
		c := newCitizen(t)
		if _, err := c.get(p.portal + "/healthz"); err != nil {
			return
		}
	}
	t.Fatal("a heed that was told to stop takes connections")
}

// disk is an office on a small file system of its own, which ends with the process.
type disk struct {
	*installation
	*process
	t testing.TB
}

// small starts heed in a mount namespace of its own, where folder is a file system of some megabytes.
func small(t testing.TB, i *installation, folder string, megabytes int) *disk {
	t.Helper()
	argv := []string{"unshare", "--mount"}
	if os.Geteuid() != 0 {
		argv = append(argv, "--map-root-user")
	}
	script := fmt.Sprintf(`mount -t tmpfs -o size=%dm heed "$1" && heed init --office 青禾县委巡察办 && exec heed serve`, megabytes)
	p := launch(t, i.env, append(argv, "sh", "-c", script, "sh", folder)...)
	p.awaitSites()
	i.begin(p.out.String())
	return &disk{i, p, t}
}

// outside is a path of the small file system as everybody else reaches it.
func (d *disk) outside(path string) string {
	return filepath.Join("/proc", strconv.Itoa(d.cmd.Process.Pid), "root", path)
}

// fill leaves some pages free on the file system, so that work fails in other places each time; the result
// makes room again.
func (d *disk) fill(folder string, pages int64) (room func()) {
	d.t.Helper()
	path := filepath.Join(d.outside(folder), "filler")
	f, err := os.Create(path)
	must(d.t, err)
	for block := 1 << 16; block > 0; block /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, block))
		}
	}
	info, err := f.Stat()
	must(d.t, err)
	must(d.t, f.Truncate(info.Size()-pages*int64(os.Getpagesize())))
	must(d.t, f.Close())
	return func() { must(d.t, os.Remove(path)) }
}

// P1: a full disk refuses reports loudly, keeps what was typed, loses nothing that was shown, and is
// forgotten once there is room again.
func TestAFullDiskRefusesLoudlyAndLosesNothing(t *testing.T) {
	t.Run("database", func(t *testing.T) {
		data := t.TempDir()
		i := prepare(t, data, "", t.TempDir())
		full(t, small(t, i, data, 128), data) // SQLite's log alone may take 32
	})
	t.Run("blobs", func(t *testing.T) {
		blobs := t.TempDir()
		i := prepare(t, t.TempDir(), "", blobs)
		full(t, small(t, i, blobs, 32), blobs, largeFile())
	})
}

func full(t *testing.T, d *disk, folder string, files ...attachment) {
	t.Helper()
	c := gather(t, d.portal, 4, files...)
	for pages := range int64(6) {
		c.await(d.process, 10, c.taken)
		room := d.fill(folder, 3*pages)
		c.await(d.process, 10, c.refused)
		room()
		c.await(d.process, 10, c.taken)
	}
	c.disperse()
	twin := d.twin(t)
	c.shown.check(twin.vault())
	twin.checked()
	if status := d.stop(); status != 0 {
		t.Errorf("heed ends with %d\n%s", status, d.log)
	}
}

// twin is a copy of the office as it stands on the disk, outside of the namespace. SQLite follows links,
// so that the file itself cannot be opened from there.
func (d *disk) twin(t *testing.T) *installation {
	t.Helper()
	data, blobs := t.TempDir(), t.TempDir()
	must(t, os.CopyFS(data, os.DirFS(d.outside(d.data))))
	must(t, os.CopyFS(blobs, os.DirFS(d.outside(strings.TrimPrefix(d.blobs, "file://")))))
	twin := prepare(t, data, "", blobs)
	twin.recovery = d.recovery
	return twin
}
