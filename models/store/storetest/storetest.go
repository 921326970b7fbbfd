// Package storetest runs a test on every database that Heed supports: a fresh,
// migrated SQLite file and a fresh, migrated PostgreSQL database on a real
// server. A missing server fails the test.
package storetest

import (
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/testserver"
)

// Each runs fn once a database, as a subtest named for it.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite is a fresh migrated file in the test's folder.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db"), time.Now)
}

// Postgres is a fresh migrated database on the test process's own server.
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, PostgresURL(t), time.Now)
}

// PostgresURL is the address of such a database, for its superuser.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return testserver.Postgres(t).Copy(t, "heed_blank", migrate)
}

// Open opens and migrates a database for the length of the test.
func Open(t testing.TB, url string, now func() time.Time) *store.Store {
	t.Helper()
	lay(t, url)
	s, err := store.Open(t.Context(), Options(url, now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// Options are those of a county office: Shanghai time and the default profile.
func Options(url string, now func() time.Time) store.Options {
	return store.Options{URL: url, Now: now, Logger: slog.New(slog.DiscardHandler), Calendar: Calendar(), Profile: models.DefaultProfile()}
}

// Calendar counts Monday to Friday in Shanghai.
func Calendar() models.Calendar {
	return models.Calendar{Zone: time.FixedZone("CST", 8*3600)}
}

// Clock is a clock that a test turns by hand.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at an instant.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// Now is the instant it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Add turns it on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
