package limit

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/web/breaker"
)

// hashed hides who comes before anything is kept.
type hashed struct {
	next Limiter
	keys *keys
}

func (h *hashed) Allow(ctx context.Context, class Class, key string) (Decision, error) {
	return h.next.Allow(ctx, class, h.keys.hide(ctx, class, key))
}

// keys has the day's key. It is random and lives in memory only; with Redis the
// first process of a day shares its own there, under a name that expires.
type keys struct {
	redis redis.UniversalClient
	now   func() time.Time
	line  *breaker.Breaker

	mu     sync.Mutex
	day    string
	key    []byte
	shared bool // whether every process has the same
}

func newKeys(o Options) *keys {
	k := &keys{redis: o.Redis, now: o.Now}
	if o.Redis != nil {
		k.line = breaker.New(o.Now, o.Log, "limit keys")
	}
	return k
}

func (k *keys) hide(ctx context.Context, class Class, key string) string {
	mac := hmac.New(sha256.New, k.today(ctx))
	mac.Write([]byte(class))
	mac.Write([]byte{0})
	mac.Write([]byte(key))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// today is the key of the day (UTC). A key made here while Redis was away is
// replaced by the shared one when Redis is back.
func (k *keys) today(ctx context.Context) []byte {
	now := k.now()
	day := now.UTC().Format(time.DateOnly)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.day != day {
		k.key = make([]byte, 32)
		_, _ = rand.Read(k.key) // never fails: it ends the process instead
		k.day, k.shared = day, k.redis == nil
	}
	if !k.shared {
		k.share(ctx)
	}
	return k.key
}

// share takes the day's key from Redis, or leaves ours there for the others.
func (k *keys) share(ctx context.Context) {
	name := "heed:limitkey:" + k.day
	var theirs []byte
	ok := k.line.Do(ctx, func(ctx context.Context) error {
		if err := k.redis.SetNX(ctx, name, k.key, 25*time.Hour).Err(); err != nil {
			return err
		}
		var err error
		theirs, err = k.redis.Get(ctx, name).Bytes()
		return err
	})
	if ok && len(theirs) == len(k.key) {
		k.key, k.shared = theirs, true
	}
}
