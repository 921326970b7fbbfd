package portal_test

import (
	"io"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"heed/portal"
)

// What BenchmarkFormPage measures with.
const (
	formClients = 32
	formRounds  = 5
	formSpan    = time.Second // of each side in each round
)

// BenchmarkFormPage asks for the report form as a visitor does, over connections
// that stay open, and holds the rate against that of a Fiber handler that sends
// the same body. The two take turns; ratio is the median of the rounds, and its
// goal is 0.5 at least.
func BenchmarkFormPage(b *testing.B) {
	w := sqlite(b, func(o *portal.Options) {
		o.Web.Limiter = free{o.Web.Limiter}
		o.Web.Log = slog.New(slog.NewJSONHandler(io.Discard, nil)) //nolint:sloglint // the lines are made, as they are in service
	})
	plain := bareForm(b, []byte(w.get(b, "/zh/report", 200).body))
	var pages, bare, ratios []float64
	for b.Loop() {
		for range formRounds {
			ours, theirs := pageRate(b, w.url+"/zh/report"), pageRate(b, plain)
			pages, bare, ratios = append(pages, ours), append(bare, theirs), append(ratios, ours/theirs)
		}
	}
	b.ReportMetric(middle(pages), "pages/s")
	b.ReportMetric(middle(bare), "bare/s")
	b.ReportMetric(middle(ratios), "ratio")
}

func middle(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// bareForm serves a page from a Fiber handler with nothing around it.
func bareForm(b *testing.B, page []byte) string {
	b.Helper()
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
	return "http://" + ln.Addr().String() + "/zh/report"
}

// pageRate is how many pages a second all clients together get.
func pageRate(b *testing.B, url string) float64 {
	b.Helper()
	client := &fasthttp.Client{MaxConnsPerHost: formClients}
	defer client.CloseIdleConnections()
	counts := make([]int, formClients)
	var wg sync.WaitGroup
	start := time.Now()
	for k := range counts {
		wg.Go(func() {
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			req.SetRequestURI(url)
			for ; time.Since(start) < formSpan; counts[k]++ {
				if err := client.Do(req, res); err != nil || res.StatusCode() != fiber.StatusOK {
					b.Error(res.StatusCode(), err)
					return
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / time.Since(start).Seconds()
}
