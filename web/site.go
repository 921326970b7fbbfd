package web

import (
	"context"
	"errors"
	"net"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"
)

// Site is one web site: routes are registered on App, pages rendered by Views.
type Site struct {
	App   *fiber.App
	Views *Views

	o       Options
	assets  *Assets
	metrics *metrics
	tokens  *tokens // nil: forms carry none
	lines   lines
	running atomic.Int64 // requests being answered
}

// New makes a site that answers /healthz, /readyz and /assets/ and has no other
// route yet. It fails when a template or an asset cannot be read.
func New(o Options) (*Site, error) {
	o = o.filled()
	if len(o.Secret) > 0 && len(o.Secret) < 32 {
		return nil, errors.New("web: the secret is shorter than 32 bytes")
	}
	assets, err := newAssets(o.Files)
	if err != nil {
		return nil, err
	}
	views, err := newViews(o, assets)
	if err != nil {
		return nil, err
	}
	s := &Site{Views: views, o: o, assets: assets, tokens: newTokens(o.Secret), lines: lines{now: o.Now, stall: o.Stall, open: map[net.Conn]bool{}}}
	if s.metrics, err = newMetrics(o.Registry, o.Name, &s.running); err != nil {
		return nil, err
	}
	s.App = fiber.New(s.config())
	s.routes()
	return s, nil
}

func (s *Site) config() fiber.Config {
	return fiber.Config{
		Immutable:                    true,
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true, // it would write files to the disk
		BodyLimit:                    s.o.BodyLimit,
		ReadTimeout:                  s.o.ReadTimeout,
		WriteTimeout:                 s.o.WriteTimeout,
		IdleTimeout:                  s.o.IdleTimeout,
		ReadBufferSize:               8 << 10,  // all headers together
		WriteBufferSize:              16 << 10, // a form page leaves in one piece
		CaseSensitive:                true,
		DisableStartupMessage:        true,
		ErrorHandler:                 s.fail,
	}
}

// routes are those of every site; the order is the order of the layers.
func (s *Site) routes() {
	s.App.Get("/healthz", s.drain, s.healthz)
	s.App.Get("/readyz", s.drain, s.readyz)
	s.App.Use(s.observe, s.guard, s.deadline, s.drain)
	s.App.Get("/assets/:sum/*", s.assets.serve)
}

// Run serves on ln until ctx ends, then lets running requests finish.
func (s *Site) Run(ctx context.Context, ln net.Listener) error {
	stopped := make(chan error, 1)
	go func() { stopped <- s.App.Listener(s.lines.listen(ln)) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	if err := s.Close(); err != nil {
		return err
	}
	return <-stopped
}
