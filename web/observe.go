package web

import (
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// metrics count by the pattern of a route, never by a path.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(reg prometheus.Registerer, site string, count *atomic.Int64) (*metrics, error) {
	labels := prometheus.Labels{"site": site}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "heed_http_requests_total", Help: "Requests answered.", ConstLabels: labels,
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "heed_http_request_seconds", Help: "Time to answer a request.", ConstLabels: labels,
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10, 60},
		}, []string{"route"}),
	}
	running := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "heed_http_requests_running", Help: "Requests being answered.", ConstLabels: labels,
	}, func() float64 { return float64(count.Load()) })
	for _, c := range []prometheus.Collector{m.requests, m.seconds, running} {
		if err := reg.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// observe is the outermost layer: it answers errors, then counts and logs what
// was answered. Only the pattern of the route is told: never a path, a query, an
// address or a user agent.
func (s *Site) observe(c *fiber.Ctx) error {
	start := s.o.Now()
	s.running.Add(1)
	defer s.running.Add(-1)
	if err := c.Next(); err != nil {
		if err := s.fail(c, err); err != nil {
			return err
		}
	}
	took := s.o.Now().Sub(start)
	method, route, status := c.Method(), routeOf(c), c.Response().StatusCode()
	s.metrics.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	s.metrics.seconds.WithLabelValues(route).Observe(took.Seconds())
	s.o.Log.LogAttrs(c.UserContext(), levelOf(status), "request", slog.String("site", s.o.Name), slog.String("method", method),
		slog.String("route", route), slog.Int("status", status), slog.Duration("took", took.Round(time.Microsecond)))
	return nil
}

func levelOf(status int) slog.Level {
	if status >= 500 {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// routeOf is the pattern that answered, or "none": a path that no route knows is
// a visitor's own text.
func routeOf(c *fiber.Ctx) string {
	route := c.Route()
	if route == nil || route.Method == "" || route.Path == "" || c.Locals(lostLocal) != nil {
		return "none"
	}
	return route.Path
}
