package portal_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/pieces"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/portal"
	"heed/static"
	"heed/web"
	"heed/web/captcha"
	"heed/web/limit"
	"heed/web/locale"
)

// clock runs with the real one, and ahead of it by what a test adds: connections
// have deadlines on the real clock.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time      { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) add(d time.Duration) { c.ahead.Add(int64(d)) }

// memo is a log that several goroutines write.
type memo struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (m *memo) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.buf.Write(p)
}

func (m *memo) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.buf.String()
}

// world is a site on a port of its own with a store, blobs, a log and a clock.
type world struct {
	store    *store.Store
	round    storetest.Round
	box      *captcha.Box
	portal   *portal.Portal
	clock    *clock
	log      *memo
	registry *prometheus.Registry
	blobs    string
	disk     *blob.Store
	url      string
	client   *http.Client
}

type setting func(*portal.Options)

// uploadBounds are those of one form as it is, and little for everybody.
var uploadBounds = models.UploadBounds{Files: 5, FormBytes: 50 << 20, Bytes: 60 << 20}

// replica is another process of the same office.
func (w *world) replica(t testing.TB) *world {
	t.Helper()
	other := &world{store: w.store, round: w.round, clock: w.clock, log: w.log, registry: prometheus.NewRegistry(), blobs: w.blobs, client: w.client}
	other.start(t, nil)
	return other
}

// begin starts the site on a store; the round in it takes reports for a year.
func begin(t testing.TB, c *clock, s *store.Store, settings ...setting) *world {
	t.Helper()
	w := &world{store: s, clock: c, log: &memo{}, registry: prometheus.NewRegistry(), blobs: t.TempDir()}
	w.round = storetest.MakeRound(t, s)
	w.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w.start(t, settings)
	return w
}

// sqlite begins on a fresh SQLite file.
func sqlite(t testing.TB, settings ...setting) *world {
	t.Helper()
	c := &clock{}
	return begin(t, c, storetest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db"), c.now), settings...)
}

// each runs fn with a site on every database.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, sqlite(t)) })
	t.Run("postgres", func(t *testing.T) {
		c := &clock{}
		fn(t, begin(t, c, storetest.Open(t, storetest.PostgresURL(t), c.now)))
	})
}

func (w *world) start(t testing.TB, settings []setting) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	blobs, err := blob.Open(t.Context(), "file://"+w.blobs)
	must(t, err)
	w.disk = blobs
	in := intake.New(intake.Options{Store: w.store, Blobs: blobs, Now: w.clock.now, Logger: log})
	kept, err := pieces.New(pieces.Options{Store: w.store, Blobs: blobs, Now: w.clock.now, Life: 2 * time.Hour, Bounds: uploadBounds})
	must(t, err)
	secret := bytes.Repeat([]byte("s"), 32)
	w.box, err = captcha.New(captcha.Options{Secret: secret, Now: w.clock.now, Log: log})
	must(t, err)
	book, err := locale.Load(static.Files)
	must(t, err)
	o := portal.Options{
		Web: web.Options{
			Log: log, Registry: w.registry, Now: w.clock.now, Zone: storetest.Calendar().Zone, Book: book,
			Limiter: limit.NewMemory(limit.Defaults(), w.clock.now),
		},
		Store: w.store, Intake: in, Captcha: w.box, Secret: secret, PublicURL: "https://tips.example", Pieces: kept,
	}
	for _, set := range settings {
		set(&o)
	}
	w.portal, err = portal.New(o)
	must(t, err)
	w.serve(t)
	t.Cleanup(func() {
		in.Close()
		must(t, blobs.Close())
	})
}

func (w *world) serve(t testing.TB) {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.portal.Site().Run(ctx, ln) }()
	w.url = "http://" + ln.Addr().String()
	t.Cleanup(func() {
		w.client.CloseIdleConnections()
		stop()
		must(t, <-ended)
	})
}

// blobNames are the files in the blob folder.
func (w *world) blobNames(t testing.TB) []string {
	t.Helper()
	var names []string
	must(t, filepath.WalkDir(w.blobs, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	}))
	return names
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
