package breaker_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/web/breaker"
)

var errDown = errors.New("down")

// server counts its calls and answers with err.
type server struct {
	calls int
	err   error
}

func (s *server) call(context.Context) error {
	s.calls++
	return s.err
}

func TestAServerThatIsDownIsLeftAloneForFiveSeconds(t *testing.T) {
	at, out := time.Unix(1_800_000_000, 0), &bytes.Buffer{}
	b := breaker.New(func() time.Time { return at }, slog.New(slog.NewTextHandler(out, nil)), "test")
	s, ctx := &server{err: errDown}, context.Background()
	for range 100 {
		if b.Do(ctx, s.call) {
			t.Fatal("a failed call counts as done")
		}
	}
	at = at.Add(5 * time.Second)
	b.Do(ctx, s.call)
	b.Do(ctx, s.call)
	if s.calls != 2 {
		t.Errorf("called %d times", s.calls)
	}
	at, s.err = at.Add(5*time.Second), nil
	first, second := b.Do(ctx, s.call), b.Do(ctx, s.call)
	if !first || !second || s.calls != 4 {
		t.Errorf("called %d times after it came back", s.calls)
	}
	if strings.Count(out.String(), "\n") != 2 {
		t.Errorf("the log has more than going and coming: %s", out)
	}
}

func TestACallEndsWithItsBudget(t *testing.T) {
	b := breaker.New(time.Now, slog.New(slog.DiscardHandler), "test")
	if b.Do(context.Background(), func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }) {
		t.Error("a call that never ended counts as done")
	}
}

func TestOneServerOrACluster(t *testing.T) {
	one, err := breaker.Connect("rediss://user:pass@127.0.0.1:6379/2")
	if err != nil {
		t.Fatal(err)
	}
	many, err := breaker.Connect("redis://127.0.0.1:6379?addr=127.0.0.1:6380")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := one.(*redis.Client); !ok {
		t.Errorf("one is a %T", one)
	}
	if _, ok := many.(*redis.ClusterClient); !ok {
		t.Errorf("many is a %T", many)
	}
	if err := errors.Join(one.Close(), many.Close()); err != nil {
		t.Error(err)
	}
}
