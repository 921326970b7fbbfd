package captcha

import (
	"context"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/web/breaker"
)

// spent remembers which nonces were used, and a note beside each. spend is true
// exactly once for each nonce; the note of one that is not known is nil.
type spent interface {
	spend(ctx context.Context, nonce [16]byte, left time.Duration, first note) bool
	keep(ctx context.Context, nonce [16]byte, left time.Duration, n note)
	note(ctx context.Context, nonce [16]byte) note
}

func newSpent(o Options) spent {
	local := &localSpent{now: o.Now, uses: map[[16]byte]use{}}
	if o.Redis == nil {
		return local
	}
	return &sharedSpent{redis: o.Redis, local: local, line: breaker.New(o.Now, o.Log, "captcha")}
}

// room is how many used nonces one process keeps: more than it could draw
// pictures for in the life of a token. When it is full no answer
// is taken until some have ended.
const room = 500_000

type localSpent struct {
	now func() time.Time

	mu    sync.Mutex
	uses  map[[16]byte]use
	swept time.Time
}

type use struct {
	until time.Time
	note  note
}

func (l *localSpent) spend(_ context.Context, nonce [16]byte, left time.Duration, first note) bool {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	if _, used := l.uses[nonce]; used || len(l.uses) >= room {
		return false
	}
	l.uses[nonce] = use{now.Add(left), first}
	return true
}

func (l *localSpent) keep(_ context.Context, nonce [16]byte, left time.Duration, n note) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, used := l.uses[nonce]; used {
		l.uses[nonce] = use{l.now().Add(left), n}
	}
}

func (l *localSpent) note(_ context.Context, nonce [16]byte) note {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.uses[nonce].note
}

// sweep drops what has ended, at most once a minute.
func (l *localSpent) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for nonce, u := range l.uses {
		if u.until.Before(now) {
			delete(l.uses, nonce)
		}
	}
}

// sharedSpent remembers in Redis for all processes, and in this one as well, so
// that a token used here stays used when Redis goes away.
type sharedSpent struct {
	redis redis.UniversalClient
	local *localSpent
	line  *breaker.Breaker
}

func (s *sharedSpent) spend(ctx context.Context, nonce [16]byte, left time.Duration, n note) bool {
	if !s.local.spend(ctx, nonce, left, n) {
		return false
	}
	first := true
	s.line.Do(ctx, func(ctx context.Context) error {
		set, err := s.redis.SetNX(ctx, nameOf(nonce), []byte(n), left).Result()
		if err == nil {
			first = set
		}
		return err
	})
	return first
}

func (s *sharedSpent) keep(ctx context.Context, nonce [16]byte, left time.Duration, n note) {
	s.local.keep(ctx, nonce, left, n)
	s.line.Do(ctx, func(ctx context.Context) error {
		return s.redis.Set(ctx, nameOf(nonce), []byte(n), left).Err()
	})
}

// note is the one of this process when that says something, else the one that
// all share: the first answer may have come to another process.
func (s *sharedSpent) note(ctx context.Context, nonce [16]byte) note {
	n := s.local.note(ctx, nonce)
	if n.kept() {
		return n
	}
	s.line.Do(ctx, func(ctx context.Context) error {
		shared, err := s.redis.Get(ctx, nameOf(nonce)).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		if err == nil {
			n = shared
		}
		return err
	})
	return n
}

func nameOf(nonce [16]byte) string { return "heed:captcha:" + hex.EncodeToString(nonce[:]) }
