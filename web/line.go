package web

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
)

// What is read of a body after its refusal was answered: so much, so long, and
// from so many visitors at a time. Closing at once would reset the connection, and
// the visitor's browser would throw the answer away.
const (
	lingerBytes = 256 << 20
	lingerTime  = 30 * time.Second
	lingerLines = 64
)

// pace is the progress that a request must make: so many bytes in each
// Options.Stall. The slowest telephone line brings more; who sends a byte now and
// then to keep a connection busy does not. Its header, and what comes in one piece
// with it, may take patience at the most; a body's own deadline is its route's.
const (
	pace     = 128
	patience = 10 * time.Minute
)

// line is one connection of a visitor.
type line struct {
	net.Conn
	lines *lines
	said  atomic.Bool // something was ever read
	left  atomic.Bool // the answer leaves a part of the body unread

	mu    sync.Mutex
	got   int       // bytes since the pace was last met
	until time.Time // the deadline in force
	last  time.Time // beyond which progress does not move it
}

// SetReadDeadline begins to wait anew.
func (l *line) SetReadDeadline(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.got, l.until, l.last = 0, t, t.Add(patience)
	return l.Conn.SetReadDeadline(t)
}

// progress moves the deadline for whoever keeps the pace.
func (l *line) progress(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	missing := l.lines.stall - time.Until(l.until) //nolint:forbidigo // a deadline is of the machine's own clock
	if l.got += n; l.got < pace || l.until.IsZero() || missing <= 0 {
		return
	}
	if next := l.until.Add(missing); next.Before(l.last) {
		l.got, l.until = 0, next
		_ = l.Conn.SetReadDeadline(next) // a connection that is gone says so at the next read
	}
}

// Read ends a connection on which nothing was ever said as if the visitor had
// hung up: browsers open some ahead and use them for nothing, and an answer to
// nobody's question would be taken for that to the next.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if n > 0 {
		l.said.Store(true)
		l.progress(n)
	}
	if n == 0 && err != nil && !l.said.Load() {
		return 0, io.EOF
	}
	return n, err
}

// Close ends the connection, after the rest of a body that nobody wants when
// there is one.
func (l *line) Close() error {
	half, ok := l.Conn.(interface{ CloseWrite() error })
	if l.left.CompareAndSwap(true, false) && ok && half.CloseWrite() == nil && l.lines.linger(l) {
		return nil
	}
	return l.end()
}

func (l *line) end() error {
	l.lines.note(l, false)
	return l.Conn.Close()
}

// linger reads what still comes, apart from the request, and then ends the
// line; false when too many do so already.
func (l *lines) linger(last *line) bool {
	if l.lingering.Add(1) > lingerLines {
		l.lingering.Add(-1)
		return false
	}
	go func() {
		defer l.lingering.Add(-1)
		if err := last.SetReadDeadline(l.now().Add(lingerTime)); err == nil {
			_, _ = io.CopyN(io.Discard, last.Conn, lingerBytes) // whatever ends it, it has ended
		}
		_ = last.end() // nobody is there to be told
	}()
	return true
}

// leaveUnread notes that the connection ends with something of the request unread.
func leaveUnread(c *fiber.Ctx) {
	if l, ok := c.Context().Conn().(*line); ok {
		l.left.Store(true)
	}
}

// timedOut says whether a read ended because nothing came in time.
func timedOut(err error) bool {
	var late net.Error
	return errors.As(err, &late) && late.Timeout()
}
