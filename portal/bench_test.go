package portal_test

import (
	"io"
	"log/slog"
	"net"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"heed/portal"
)

// BenchmarkFormPage is the report form as a visitor gets it, over a connection.
// Its rate must be at least half of BenchmarkFormPageBare's.
func BenchmarkFormPage(b *testing.B) {
	w := sqlite(b, func(o *portal.Options) {
		o.Web.Limiter = free{o.Web.Limiter}
		o.Web.Log = slog.New(slog.NewJSONHandler(io.Discard, nil))
	})
	fetch(b, w.url+"/zh/report")
}

// BenchmarkFormPageBare is a Fiber handler that sends the same bytes.
func BenchmarkFormPageBare(b *testing.B) {
	page := []byte(sqlite(b).get(b, "/zh/report", 200).body)
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/zh/report", func(c *fiber.Ctx) error {
		c.Response().Header.SetContentType("text/html; charset=utf-8")
		return c.Send(page)
	})
	ln, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	must(b, err)
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(ln) }()
	b.Cleanup(func() {
		must(b, app.Shutdown())
		must(b, <-ended)
	})
	fetch(b, "http://"+ln.Addr().String()+"/zh/report")
}

// fetch asks for a page again and again over kept connections.
func fetch(b *testing.B, url string) {
	b.Helper()
	client := &fasthttp.Client{MaxConnsPerHost: 64}
	defer client.CloseIdleConnections()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		req.SetRequestURI(url)
		for pb.Next() {
			if err := client.Do(req, res); err != nil || res.StatusCode() != fiber.StatusOK {
				b.Error(res.StatusCode(), err)
				return
			}
		}
	})
}
