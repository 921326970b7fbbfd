package mailbox

import (
	"errors"
	"net"
	"sync"
	"time"
)

// errSilent is what ended a line on which nothing moved for too long.
var errSilent = errors.New("the server has stopped answering")

// errTalk is what ended a line on which somebody talked who had not been signed in
// to.
var errTalk = errors.New("the server says more than a sign-in takes")

// What a sign-in may take, whatever comes: so many times the silence that is
// allowed, and so many bytes. Until then the other end may be anybody.
const (
	entryTimes = 5
	entryBytes = 1 << 20
)

// line is a connection that is hung up when nothing comes or goes on it for
// some time while an answer is awaited. It counts progress, not duration: 50 MB
// over a slow line are fine. The deadlines of those above it, which count
// duration, are not taken.
type line struct {
	net.Conn
	limit time.Duration

	mu     sync.Mutex
	timer  *time.Timer
	silent bool
	hung   chan struct{} // closed when the line was hung up

	entry *time.Timer // nil once somebody is signed in
	came  int64       // bytes until then
}

func newLine(conn net.Conn, limit time.Duration) *line {
	l := &line{Conn: conn, limit: limit, hung: make(chan struct{})}
	l.entry = time.AfterFunc(entryTimes*limit, l.hangUp)
	l.watch()
	return l
}

// entered lets the line last, and bear as much as comes.
func (l *line) entered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entry != nil {
		l.entry.Stop()
		l.entry = nil
	}
}

// watch hangs up after the limit from now, unless something moves.
func (l *line) watch() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.timer == nil {
		l.timer = time.AfterFunc(l.limit, l.hangUp)
		return
	}
	l.timer.Reset(l.limit)
}

// rest lets the line be quiet.
func (l *line) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
}

func (l *line) hangUp() {
	l.mu.Lock()
	if !l.silent {
		l.silent = true
		close(l.hung)
	}
	l.mu.Unlock()
	_ = l.Conn.Close() // the reader learns of it
}

func (l *line) moved() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.timer != nil {
		l.timer.Reset(l.limit)
	}
}

// why is errSilent when the line was hung up, errTalk when too much came, else err.
func (l *line) why(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err == nil:
		return nil
	case l.silent:
		return errors.Join(errSilent, err)
	case l.came > entryBytes:
		return errors.Join(errTalk, err)
	}
	return err
}

func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if n > 0 {
		l.moved()
		if l.talks(n) {
			_ = l.Close()
			return 0, errTalk
		}
	}
	return n, l.why(err)
}

// talks counts what comes before somebody is signed in, and says when it is too much.
func (l *line) talks(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entry == nil {
		return false
	}
	l.came += int64(n)
	return l.came > entryBytes
}

func (l *line) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	if n > 0 {
		l.moved()
	}
	return n, l.why(err)
}

// Close ends the line and its watch.
func (l *line) Close() error {
	l.rest()
	l.entered()
	return l.Conn.Close()
}

// SetDeadline does nothing: the line watches progress.
func (*line) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: the line watches progress.
func (*line) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: the line watches progress.
func (*line) SetWriteDeadline(time.Time) error { return nil }
