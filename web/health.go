package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// healthz says that the process answers.
func (s *Site) healthz(c *fiber.Ctx) error {
	s.headers(c)
	return c.SendString("ok\n")
}

// readyz says whether everything the site needs answers within two seconds. It
// names what does not; why goes to the log.
func (s *Site) readyz(c *fiber.Ctx) error {
	s.headers(c)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	failed := ""
	for _, r := range s.o.Ready {
		if err := r.Check(ctx); err != nil {
			failed += r.Name + " is not ready\n"
			s.o.Log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.String("what", r.Name), slog.String("cause", err.Error()))
		}
	}
	if failed != "" {
		return c.Status(fiber.StatusServiceUnavailable).SendString(failed)
	}
	return c.SendString("ok\n")
}

// MetricsHandler serves what was registered, for an address of its own.
func MetricsHandler(g prometheus.Gatherer) http.Handler {
	return promhttp.HandlerFor(g, promhttp.HandlerOpts{})
}
