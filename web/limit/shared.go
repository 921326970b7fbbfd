package limit

import (
	"context"
	"log/slog"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"heed/web/breaker"
)

// Options are what a limiter needs.
type Options struct {
	Redis redis.UniversalClient // nil: counted in this process
	Now   func() time.Time
	Log   *slog.Logger
	Rates map[Class]Rate // nil: Defaults()
}

// New makes a limiter that hashes its keys and counts in Redis when there is
// one, else, and while Redis is away, in this process.
func New(o Options) Limiter {
	if o.Rates == nil {
		o.Rates = Defaults()
	}
	local := NewMemory(o.Rates, o.Now)
	if o.Redis == nil {
		return &hashed{next: local, keys: newKeys(o)}
	}
	line := breaker.New(o.Now, o.Log, "limits")
	shared := &soft{first: NewShared(o.Redis, o.Rates), second: local, line: line}
	return &hashed{next: shared, keys: newKeys(o)}
}

// Shared counts in Redis for all processes.
type Shared struct {
	limiter *redis_rate.Limiter
	rates   map[Class]Rate
}

// NewShared makes a limiter that fails when Redis does.
func NewShared(client redis.UniversalClient, rates map[Class]Rate) *Shared {
	return &Shared{limiter: redis_rate.NewLimiter(client), rates: rates}
}

// Allow counts a visit. A class without a rate is let through.
func (s *Shared) Allow(ctx context.Context, class Class, key string) (Decision, error) {
	rate, ok := s.rates[class]
	if !ok || rate.Count <= 0 {
		return Decision{OK: true}, nil
	}
	r, err := s.limiter.Allow(ctx, "heed:"+string(class)+":"+key,
		redis_rate.Limit{Rate: rate.Count, Period: rate.Period, Burst: max(rate.Burst, 1)})
	if err != nil {
		return Decision{}, err
	}
	if r.Allowed > 0 {
		return Decision{OK: true, Remaining: r.Remaining}, nil
	}
	return Decision{RetryAfter: r.RetryAfter}, nil
}

// soft asks the second while the first is away.
type soft struct {
	first  *Shared
	second *Memory
	line   *breaker.Breaker
}

func (s *soft) Allow(ctx context.Context, class Class, key string) (Decision, error) {
	var d Decision
	ok := s.line.Do(ctx, func(ctx context.Context) (err error) {
		d, err = s.first.Allow(ctx, class, key)
		return err
	})
	if ok {
		return d, nil
	}
	return s.second.Allow(ctx, class, key)
}
