package mailbox

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"testing"
)

// proxy stands between a mailbox and its server and does harm.
type proxy struct {
	addr     string
	upstream string

	mu     sync.Mutex
	conns  int
	passed int64 // bytes of the server on the latest connection

	// harm sees what is about to pass on the nth connection, from 1: how many
	// bytes the server had sent before, and the bytes. It returns how many of
	// them pass, and what happens then.
	harm harm

	answer func(line string) string        // instead of the server, what follows the tag; "" lets the line pass
	edit   func(conn int, p []byte) []byte // what the server says, as it passes
}

type verdict int

const (
	letPass verdict = iota
	cutLine
	stall // pass nothing more, and say nothing
)

type harm func(conn int, fromServer bool, before int64, p []byte) (int, verdict)

func newProxy(t testing.TB, upstream string, does harm) *proxy {
	t.Helper()
	return startProxy(t, &proxy{upstream: upstream, harm: does})
}

func startProxy(t testing.TB, p *proxy) *proxy {
	t.Helper()
	p.addr = listens(t, p.serve)
	return p
}

// sent is how many bytes of the server the latest connection carried.
func (p *proxy) sent() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passed
}

// lines is how many connections there were.
func (p *proxy) lines() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conns
}

func (p *proxy) serve(ctx context.Context, client net.Conn) {
	p.mu.Lock()
	p.conns++
	conn := p.conns
	p.passed = 0
	p.mu.Unlock()
	server, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.upstream)
	if err != nil {
		_ = client.Close()
		return
	}
	end := func() { _, _ = client.Close(), server.Close() }
	stop := context.AfterFunc(ctx, end)
	defer stop()
	var both sync.WaitGroup
	both.Go(func() { defer end(); p.pump(ctx, conn, server, client, true) })
	both.Go(func() { defer end(); p.pump(ctx, conn, client, server, false) })
	both.Wait()
}

func (p *proxy) pump(ctx context.Context, conn int, from, to net.Conn, fromServer bool) {
	buf := make([]byte, 4096)
	before := int64(0)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		what := letPass
		if p.harm != nil {
			n, what = p.harm(conn, fromServer, before, buf[:n])
		}
		before += int64(n)
		if fromServer {
			p.mu.Lock()
			p.passed = before
			p.mu.Unlock()
		}
		p.alter(conn, from, buf[:n], fromServer, func(b []byte) { _, err = to.Write(b) })
		if err != nil || what == cutLine {
			return
		}
		if what == stall {
			<-ctx.Done()
			return
		}
	}
}

// cutAt harms the first connection after n bytes of the server.
func cutAt(n int64, how verdict) harm {
	return func(conn int, fromServer bool, before int64, p []byte) (int, verdict) {
		if conn != 1 || !fromServer || before+int64(len(p)) < n {
			return len(p), letPass
		}
		return int(max(n-before, 0)), how
	}
}

// alter passes on what is to pass: the server's bytes edited, the client's lines
// but for those that are answered in its place.
func (p *proxy) alter(conn int, from net.Conn, b []byte, fromServer bool, pass func([]byte)) {
	switch {
	case fromServer && p.edit != nil:
		pass(p.edit(conn, b))
	case !fromServer && p.answer != nil:
		for _, line := range bytes.SplitAfter(b, []byte("\n")) {
			tag, command, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
			if reply := p.answer(command); reply != "" {
				tell(from, "%s %s\r\n", tag, reply)
			} else {
				pass(line)
			}
		}
	default:
		pass(b)
	}
}
