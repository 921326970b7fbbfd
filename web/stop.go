package web

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Close stops taking connections, waits for running requests up to the shutdown
// timeout, and closes. Connections that a browser opened ahead and never used are
// not waited for.
func (s *Site) Close() error {
	done := make(chan error, 1)
	go func() { done <- s.App.ShutdownWithTimeout(s.o.ShutdownTimeout) }()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-look.C:
			if s.running.Load() == 0 {
				s.lines.endReads(s.o.Now())
			}
		}
	}
}

// lines are the open connections of a site.
type lines struct {
	now       func() time.Time
	stall     time.Duration
	lingering atomic.Int64 // those that read the rest of a refused body

	mu   sync.Mutex
	open map[net.Conn]bool
}

// endReads wakes every connection that waits for a request. Answers that are
// being written are not touched.
func (l *lines) endReads(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		_ = conn.SetReadDeadline(now.Add(-time.Second)) // a connection that is gone needs no waking
	}
}

func (l *lines) note(conn net.Conn, open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if open {
		l.open[conn] = true
	} else {
		delete(l.open, conn)
	}
}

// listen makes a listener whose connections are known.
func (l *lines) listen(ln net.Listener) net.Listener { return &listener{Listener: ln, lines: l} }

type listener struct {
	net.Listener
	lines *lines
}

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	known := &line{Conn: conn, lines: l.lines}
	l.lines.note(known, true)
	return known, nil
}
