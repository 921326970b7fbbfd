package main_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// What BenchmarkSlowLines measures with.
const (
	slowLines = 1000
	slowPause = 100 * time.Millisecond // between two bytes
	slowSpan  = 8 * time.Second        // of the visits, before and meanwhile
)

// BenchmarkSlowLines lets a thousand clients send a byte every 100 ms, half of
// them the header and half the body of a report, and asks for pages as an
// ordinary visitor does before and meanwhile: p99-ms beside quiet-p99-ms, and the
// memory that they take. Then they fall silent: cut-s is how long it takes until
// the last of them is cut off.
func BenchmarkSlowLines(b *testing.B) {
	for b.Loop() {
		p := serve(b, install(b, "").env)
		c := newCitizen(b)
		quiet := c.visits(b, p.portal)
		idle := p.megabytes("VmRSS")
		lines := make([]*slowLine, slowLines)
		for i := range lines {
			lines[i] = newSlowLine(b, p.portal, i%2 == 0)
		}
		meanwhile := c.visits(b, p.portal)
		report := func(name string, took []time.Duration, percent int) {
			b.ReportMetric(took[len(took)*percent/100].Seconds()*1000, name)
		}
		report("quiet-p99-ms", quiet, 99)
		report("p50-ms", meanwhile, 50)
		report("p99-ms", meanwhile, 99)
		b.ReportMetric(p.megabytes("VmHWM")-idle, "more-MB")
		b.ReportMetric(silence(b, lines).Seconds(), "cut-s")
	}
}

// visits asks for the front page and the form, one after the other, and says how
// long each took, sorted.
func (c *citizen) visits(b *testing.B, base string) (took []time.Duration) {
	b.Helper()
	pages := []string{base + "/zh/", base + "/zh/report"}
	for begun := time.Now(); time.Since(begun) < slowSpan; {
		for _, page := range pages {
			start := time.Now()
			a, err := c.get(page)
			took = append(took, time.Since(start))
			if err != nil || a.status != http.StatusOK {
				b.Fatalf("%s: %d %v", page, a.status, err)
			}
		}
	}
	slices.Sort(took)
	return took
}

// slowLine sends a byte now and then until it is told to fall silent.
type slowLine struct {
	conn  net.Conn
	quiet chan struct{}
	done  sync.WaitGroup
	alive bool // to the end
}

func newSlowLine(b *testing.B, base string, header bool) *slowLine {
	b.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	must(b, err)
	b.Cleanup(func() { _ = conn.Close() }) // most often it was cut
	l := &slowLine{conn: conn, quiet: make(chan struct{})}
	head := fmt.Sprintf("POST /zh/report HTTP/1.1\r\nHost: heed\r\nX-Forwarded-For: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n", village())
	text := head + strings.Repeat("X-Pad: pad\r\n", 1000)
	if !header {
		_, err = io.WriteString(conn, head+"\r\n")
		must(b, err)
		text = "text=" + strings.Repeat("a", 90_000)
	}
	l.done.Go(func() { l.drip(text) })
	return l
}

func (l *slowLine) drip(text string) {
	tick := time.NewTicker(slowPause)
	defer tick.Stop()
	for i := range len(text) {
		if _, err := io.WriteString(l.conn, text[i:i+1]); err != nil {
			return
		}
		select {
		case <-l.quiet:
			l.alive = true
			return
		case <-tick.C:
		}
	}
}

// silence ends all sending at once and waits until every line is cut.
func silence(b *testing.B, lines []*slowLine) time.Duration {
	b.Helper()
	for _, l := range lines {
		close(l.quiet)
	}
	start := time.Now()
	for _, l := range lines {
		l.done.Wait()
		if !l.alive {
			b.Error("a line that kept sending was cut")
		}
		must(b, l.conn.SetReadDeadline(start.Add(patience)))
		if _, err := io.Copy(io.Discard, l.conn); err != nil && time.Since(start) > patience {
			b.Fatalf("a silent line is never cut: %v", err)
		}
	}
	return time.Since(start)
}
