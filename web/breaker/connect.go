package breaker

import (
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/models"
)

// Connect makes the client of a Redis, redis://host:port/db or rediss:// for
// TLS; a cluster is redis://host:port?addr=host2:port&addr=host3:port. It
// connects when it is first used, keeps to the deadline of a call, which Redis
// clients do not by themselves, and does not try again: a Breaker decides that.
// The error does not repeat the address, which may hold a password.
func Connect(url string) (redis.UniversalClient, error) {
	if strings.Contains(url, "addr=") {
		o, err := redis.ParseClusterURL(url)
		if err != nil {
			return nil, models.Fail(models.KindInvalid, "error.redis_url")
		}
		o.ContextTimeoutEnabled, o.MaxRetries, o.DialTimeout = true, -1, time.Second
		return redis.NewClusterClient(o), nil
	}
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, models.Fail(models.KindInvalid, "error.redis_url")
	}
	o.ContextTimeoutEnabled, o.MaxRetries, o.DialTimeout = true, -1, time.Second
	return redis.NewClient(o), nil
}
