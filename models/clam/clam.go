// Package clam asks a ClamAV daemon whether a file is known to be harmful.
//
// It guarantees that a question ends: with what the daemon said, or with the
// reason why the file was not scanned. A daemon that is down, hangs, cuts the line
// or answers nonsense costs one file a bounded time, and those of the next half
// minute none; while that goes on, of the next minutes. A file over which the daemon
// broods costs itself that time and no other file anything. It keeps no byte of a file, writes none to a disk, and logs neither
// names nor contents.
//
// It does not guarantee that a file in which nothing was found is harmless, and it
// decides nothing: what is found becomes a mark that people see.
package clam

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"heed/models"
)

// The usual bounds.
const (
	dialTime = 2 * time.Second
	idleTime = 5 * time.Second  // without a byte going out
	scanTime = 20 * time.Second // of one file, from its first byte to the answer
	restTime = 30 * time.Second // in which a daemon that failed is left alone, at first
	restMost = 16               // how many times as long it is left alone in the end
	atOnce   = 4                // files that are scanned at the same time
)

// Options say where the daemon is; a zero duration takes its default.
type Options struct {
	URL    string // unix:///run/clamav/clamd.ctl or tcp://host:3310
	Now    func() time.Time
	Logger *slog.Logger

	Dial, Idle, Scan, Rest time.Duration
}

// Scanner asks one daemon. It is safe for concurrent use.
type Scanner struct {
	opts          Options
	network, addr string
	slots         chan struct{}

	mu    sync.Mutex
	until time.Time // left alone until then
	fails int       // questions in a row that were not answered
}

// New makes a scanner; it connects when it is first used. The error is about the
// URL.
func New(o Options) (*Scanner, error) {
	network, addr, err := ParseURL(o.URL)
	if err != nil {
		return nil, err
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&o.Dial, dialTime}, {&o.Idle, idleTime}, {&o.Scan, scanTime}, {&o.Rest, restTime}} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	return &Scanner{opts: o, network: network, addr: addr, slots: make(chan struct{}, atOnce)}, nil
}

// Scan reads a file to its end, or as far as the daemon wants it, and says what
// the daemon said. It always answers; what cannot be asked was not scanned.
func (s *Scanner) Scan(ctx context.Context, r io.Reader) models.Scan {
	scan := models.Scan{At: s.opts.Now().UTC(), Missed: models.MissedAway}
	ctx, cancel := context.WithTimeout(ctx, s.opts.Scan)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return scan
	}
	if !s.ready() {
		return scan
	}
	source := &reader{Reader: r}
	answer, err := s.ask(ctx, source)
	if source.failed != nil || errors.Is(ctx.Err(), context.Canceled) {
		s.ease() // no fault of the daemon's
		return scan
	}
	switch {
	case err == nil:
		err = answer.read(&scan)
	case timedOut(err) && s.alive(ctx):
		scan.Missed, err = models.MissedFailed, nil
	}
	s.note(ctx, err)
	return scan
}

// ready says whether the daemon may be asked. After a failure one question tries;
// the others do without.
func (s *Scanner) ready() bool {
	now := s.opts.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.until) {
		return false
	}
	if s.fails > 0 {
		s.until = now.Add(s.rest())
	}
	return true
}

// rest is how long the daemon is left alone now: twice as long each time.
func (s *Scanner) rest() time.Duration {
	return s.opts.Rest * time.Duration(min(restMost, 1<<min(s.fails, 8)/2))
}

// note remembers whether the daemon answered, and logs when that changes.
func (s *Scanner) note(ctx context.Context, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		if s.fails > 0 {
			s.opts.Logger.InfoContext(ctx, "the virus scanner is back")
		}
		s.fails, s.until = 0, time.Time{}
		return
	}
	if s.fails == 0 {
		s.opts.Logger.WarnContext(ctx, "the virus scanner is away; files are taken in without it", slog.String("cause", cause(err)))
	}
	s.fails++
	s.until = s.opts.Now().Add(s.rest())
}

// ease lets the next question try where this one told nothing.
func (s *Scanner) ease() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = time.Time{}
}

// reader remembers when the file itself could not be read.
type reader struct {
	io.Reader
	failed error
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed = err
	}
	return n, err
}
