package limit_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/models/testserver"
	"heed/web/breaker"
	"heed/web/limit"
)

var rates = map[limit.Class]limit.Rate{
	limit.Submit: {Count: 60, Period: time.Hour, Burst: 3},
	limit.Lookup: {Count: 2, Period: time.Hour, Burst: 1},
}

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func connect(t *testing.T, url string) redis.UniversalClient {
	t.Helper()
	client, err := breaker.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func allow(t *testing.T, l limit.Limiter, class limit.Class, key string) limit.Decision {
	t.Helper()
	d, err := l.Allow(context.Background(), class, key)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Both limiters answer the same visits alike.
func TestBothLimitersCountAlike(t *testing.T) {
	at := &clock{at: time.Now()}
	limiters := map[string]limit.Limiter{
		"memory": limit.NewMemory(rates, at.now),
		"redis":  limit.NewShared(connect(t, testserver.Redis(t).URL()), rates),
	}
	visits := []struct {
		class limit.Class
		key   string
		ok    bool
		after time.Duration // at most this, and no less than a minute below
	}{
		{limit.Submit, "a", true, 0},
		{limit.Submit, "a", true, 0},
		{limit.Submit, "a", true, 0},
		{limit.Submit, "a", false, time.Minute},
		{limit.Submit, "b", true, 0},
		{limit.Lookup, "a", true, 0},
		{limit.Lookup, "a", false, 30 * time.Minute},
		{limit.Lookup, "b", true, 0},
		{limit.Form, "a", true, 0},
	}
	for name, l := range limiters {
		for i, v := range visits {
			d := allow(t, l, v.class, v.key)
			if d.OK != v.ok || d.RetryAfter > v.after || d.RetryAfter < v.after-time.Minute || !v.ok && d.RetryAfter <= 0 {
				t.Errorf("%s: visit %d to %s by %s: %+v", name, i, v.class, v.key, d)
			}
		}
	}
}

func TestMemoryLetsThroughAsTimePasses(t *testing.T) {
	at := &clock{at: time.Unix(1_800_000_000, 0)}
	m := limit.NewMemory(rates, at.now)
	for want := 2; want >= 0; want-- {
		if d := allow(t, m, limit.Submit, "a"); d.Remaining != want {
			t.Errorf("%d left, want %d", d.Remaining, want)
		}
	}
	if d := allow(t, m, limit.Submit, "a"); d.RetryAfter != time.Minute {
		t.Errorf("come back after %s", d.RetryAfter)
	}
	at.at = at.at.Add(time.Minute)
	if !allow(t, m, limit.Submit, "a").OK || allow(t, m, limit.Submit, "a").OK {
		t.Error("one visit a minute should be let through")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	at := &clock{at: time.Unix(1_800_000_000, 0)}
	m := limit.NewMemory(rates, at.now)
	for i := range 150_000 {
		allow(t, m, limit.Submit, fmt.Sprint(i))
	}
	if m.Len() > 100_000 {
		t.Errorf("%d keys are kept", m.Len())
	}
}

func TestLimitsGoOnWithoutRedis(t *testing.T) {
	server := testserver.Redis(t)
	at, out := &clock{at: time.Now()}, &bytes.Buffer{}
	l := limit.New(limit.Options{
		Redis: connect(t, server.URL()), Now: at.now, Log: slog.New(slog.NewTextHandler(out, nil)), Rates: rates,
	})
	allow(t, l, limit.Lookup, "198.51.100.0/24")
	if allow(t, l, limit.Lookup, "198.51.100.0/24").OK {
		t.Error("Redis does not count")
	}
	server.Stop()
	if !allow(t, l, limit.Lookup, "198.51.100.0/24").OK {
		t.Error("a visitor is refused because Redis is down")
	}
	if allow(t, l, limit.Lookup, "198.51.100.0/24").OK {
		t.Error("nobody counts while Redis is down")
	}
	server.Start()
	at.at = at.at.Add(6 * time.Second)
	allow(t, l, limit.Submit, "198.51.100.0/24")
	if !strings.Contains(out.String(), "redis is away") || !strings.Contains(out.String(), "redis is back") {
		t.Errorf("the log does not tell: %s", out)
	}
	if strings.Contains(out.String(), "198.51.100") {
		t.Error("an address is in the log")
	}
}

// A Redis that takes the connection and says nothing holds nobody up.
func TestASilentRedisIsLeftAlone(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	l := limit.New(limit.Options{
		Redis: connect(t, "redis://"+silent.Addr().String()), Now: time.Now, Log: slog.New(slog.DiscardHandler), Rates: rates,
	})
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if d, err := l.Allow(ctx, limit.Submit, "a"); err != nil || !d.OK || ctx.Err() != nil {
		t.Errorf("%+v %v %v", d, err, ctx.Err())
	}
}

// What is kept in Redis names nobody, is the same for every process, and changes
// with the day.
func TestKeysNameNobody(t *testing.T) {
	client := connect(t, testserver.Redis(t).URL())
	at := &clock{at: time.Now()}
	o := limit.Options{Redis: client, Now: at.now, Log: slog.New(slog.DiscardHandler), Rates: rates}
	one, two := limit.New(o), limit.New(o)
	allow(t, one, limit.Lookup, "198.51.100.0/24")
	if allow(t, two, limit.Lookup, "198.51.100.0/24").OK {
		t.Error("two processes hide the same network differently")
	}
	at.at = at.at.Add(24 * time.Hour)
	if !allow(t, one, limit.Lookup, "198.51.100.0/24").OK {
		t.Error("the key of a network is the same the next day")
	}
	kept, err := client.Keys(context.Background(), "*").Result()
	if err != nil || len(kept) != 4 {
		t.Fatalf("%v %v", kept, err)
	}
	for _, key := range kept {
		if strings.Contains(key, "198.51.100") {
			t.Errorf("%s names a network", key)
		}
		if ttl := client.TTL(context.Background(), key).Val(); ttl <= 0 || ttl > 26*time.Hour {
			t.Errorf("%s is kept for %s", key, ttl)
		}
	}
}

func TestConnectDoesNotRepeatAPassword(t *testing.T) {
	_, err := breaker.Connect("http://user:geheim@host")
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%v", err)
	}
}
