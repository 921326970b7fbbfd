package captcha

import (
	"context"
	"encoding/hex"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/web/breaker"
)

// spent remembers which nonces were used. spend is true exactly once for each.
type spent interface {
	spend(ctx context.Context, nonce [16]byte, left time.Duration) bool
}

func newSpent(o Options) spent {
	local := &localSpent{now: o.Now, until: map[[16]byte]time.Time{}}
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
	until map[[16]byte]time.Time
	swept time.Time
}

func (l *localSpent) spend(_ context.Context, nonce [16]byte, left time.Duration) bool {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	if _, used := l.until[nonce]; used || len(l.until) >= room {
		return false
	}
	l.until[nonce] = now.Add(left)
	return true
}

// sweep drops what has ended, at most once a minute.
func (l *localSpent) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for nonce, until := range l.until {
		if until.Before(now) {
			delete(l.until, nonce)
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

func (s *sharedSpent) spend(ctx context.Context, nonce [16]byte, left time.Duration) bool {
	if !s.local.spend(ctx, nonce, left) {
		return false
	}
	first := true
	s.line.Do(ctx, func(ctx context.Context) error {
		set, err := s.redis.SetNX(ctx, "heed:captcha:"+hex.EncodeToString(nonce[:]), 1, left).Result()
		if err == nil {
			first = set
		}
		return err
	})
	return first
}
