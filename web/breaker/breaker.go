// Package breaker keeps a server that is down or slow from holding up a request.
//
// It guarantees that a call takes at most 100 ms, that after a failure the server
// is left alone for five seconds, and that this is logged once, not once a
// request. What to do without the server is the caller's affair.
package breaker

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// The budget of one call, and the rest after a failure.
const (
	budget = 100 * time.Millisecond
	rest   = 5 * time.Second
)

// Breaker guards the calls to one server. It is safe for concurrent use.
type Breaker struct {
	now  func() time.Time
	log  *slog.Logger
	name string

	mu    sync.Mutex
	until time.Time
	down  bool
}

// New makes a breaker; name says in the log who uses it.
func New(now func() time.Time, log *slog.Logger, name string) *Breaker {
	return &Breaker{now: now, log: log, name: name}
}

// Do calls the server and says whether that worked. While the server rests it is
// not called.
func (b *Breaker) Do(ctx context.Context, call func(context.Context) error) bool {
	if !b.ready() {
		return false
	}
	bounded, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	err := call(bounded)
	b.note(ctx, err)
	return err == nil
}

func (b *Breaker) ready() bool {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Before(b.until) {
		return false
	}
	if b.down {
		b.until = now.Add(rest) // one call tries; the others wait for what becomes of it
	}
	return true
}

func (b *Breaker) note(ctx context.Context, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		if b.down {
			b.log.InfoContext(ctx, "redis is back", slog.String("for", b.name))
		}
		b.down, b.until = false, time.Time{}
		return
	}
	if !b.down {
		b.log.WarnContext(ctx, "redis is away, this process goes on alone", slog.String("for", b.name), slog.String("cause", err.Error()))
	}
	b.down, b.until = true, b.now().Add(rest)
}
