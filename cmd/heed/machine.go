package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9"

	"heed/mailbox/answer"
	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/pieces"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/static"
	"heed/web"
	"heed/web/breaker"
	"heed/web/captcha"
	"heed/web/limit"
	"heed/web/locale"
)

// machine is what every process of Heed stands on: the open stores and what
// the sites share. Close ends it in reverse order.
type machine struct {
	Config
	Log      *slog.Logger
	Registry *prometheus.Registry
	Store    *store.Store
	Blobs    *blob.Store
	Intake   *intake.Intake
	Pieces   *pieces.Pieces
	Redis    redis.UniversalClient // nil for none
	Limiter  limit.Limiter
	Book     *locale.Book
	Zone     *time.Location
	secret   []byte

	answer      func(answer.Note) // takes answers to senders of mail on; nil: nobody is answered
	passphrases *open.Passphrases // one a process, so that its memory is bounded
	closers     []func() error
}

// openMachine opens everything that the configuration names. An error names
// the variable to mend.
func openMachine(ctx context.Context, c Config, log *slog.Logger) (*machine, error) {
	m := &machine{Config: c, Log: log, Registry: prometheus.NewRegistry(), passphrases: open.NewPassphrases(open.PassphraseOptions{})}
	m.Registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, step := range []func(context.Context) error{m.openFolder, m.openStore, m.openBlobs, m.openRedis, m.openShared} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, m.Close())
		}
	}
	return m, nil
}

// Close ends everything that was opened, the last first.
func (m *machine) Close() error {
	var errs []error
	for i := len(m.closers) - 1; i >= 0; i-- {
		errs = append(errs, m.closers[i]())
	}
	m.closers = nil
	return errors.Join(errs...)
}

func (m *machine) openFolder(context.Context) (err error) {
	if err := os.MkdirAll(m.Data, 0o700); err != nil {
		return fault{"HEED_DATA", fmt.Errorf("cannot be made: %w", err)}
	}
	m.secret, err = instanceSecret(m.Config)
	return err
}

func (m *machine) openStore(ctx context.Context) error {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return err
	}
	calendar, err := static.Calendar(zone)
	if err != nil {
		return err
	}
	m.Zone = zone
	m.Store, err = store.Open(ctx, store.Options{
		URL: m.DatabaseURL, Now: time.Now, Logger: m.Log, Calendar: calendar, Profile: models.DefaultProfile(),
	})
	if err != nil {
		return fault{"HEED_DATABASE_URL", fmt.Errorf("cannot be opened; is the server up and the address right? %w", err)}
	}
	m.closers = append(m.closers, m.Store.Close)
	return nil
}

func (m *machine) openBlobs(ctx context.Context) (err error) {
	if m.Blobs, err = blob.Open(ctx, m.BlobURL); err != nil {
		return fault{"HEED_BLOB_URL", fmt.Errorf("cannot be opened; does it exist and may this user write there? %w", err)}
	}
	m.closers = append(m.closers, m.Blobs.Close)
	return nil
}

// openRedis only dials when it is needed: limits fail soft, so a Redis that is
// down now is no reason not to start.
func (m *machine) openRedis(context.Context) error {
	if m.RedisURL == "" {
		return nil
	}
	client, err := breaker.Connect(m.RedisURL)
	if err != nil {
		return fault{"HEED_REDIS_URL", err}
	}
	m.Redis = client
	m.closers = append(m.closers, client.Close)
	return nil
}

func (m *machine) openShared(context.Context) (err error) {
	if m.Book, err = locale.Load(static.Files); err != nil {
		return err
	}
	m.Limiter = limit.New(limit.Options{Redis: m.Redis, Now: time.Now, Log: m.Log, Rates: m.Rates})
	scan, err := m.scanner()
	if err != nil {
		return err
	}
	m.Intake = intake.New(intake.Options{
		Store: m.Store, Blobs: m.Blobs, Now: time.Now, Logger: m.Log, Limits: m.Files.limits(), Folder: m.scratchFolder(), Scan: scan,
	})
	m.closers = append(m.closers, func() error { m.Intake.Close(); return nil })
	m.Pieces, err = pieces.New(pieces.Options{Store: m.Store, Blobs: m.Blobs, Now: time.Now, Bounds: m.Files.bounds(), Life: captcha.Life})
	return err
}

// webOptions are what both sites have in common.
func (m *machine) webOptions() web.Options {
	return web.Options{
		Log: m.Log, Registry: m.Registry, Now: time.Now, Zone: m.Zone, Book: m.Book,
		TrustedProxies: m.Proxies, Limiter: m.Limiter,
		Ready: []web.ReadyCheck{{Name: "database", Check: m.Store.Ping}, {Name: "blobs", Check: m.Blobs.Ping}},
	}
}
