package web_test

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"heed/models"
	"heed/web"
	"heed/web/limit"
	"heed/web/locale"
)

// The goal: a spliced page, with all its layers and a log line, at 0.5 of a bare
// handler that sends the same bytes.
func BenchmarkFormPage(b *testing.B) {
	o := options(b, "portal")
	o.Now, o.Log = time.Now, slog.New(slog.NewJSONHandler(io.Discard, nil)) //nolint:sloglint // the line is made, as it is in service
	rates := map[limit.Class]limit.Rate{limit.Form: {Count: 1e9, Period: time.Second, Burst: 1e9}}
	o.Limiter = limit.New(limit.Options{Now: time.Now, Log: o.Log, Rates: rates})
	s := newSite(b, o)
	page := formPage{Page: s.PageFor(locale.ZH, "/report", false, "error.category"), Categories: choices(models.Categories()), Picture: "xMARKx"}
	spliced, err := s.Splice("form", page, "xMARKx")
	if err != nil {
		b.Fatal(err)
	}
	s.App.Get("/zh/report", s.Limit(limit.Form), func(c *fiber.Ctx) error { return spliced.Send(c, 200, "token") })
	whole := make([]byte, spliced.Size()+len("token"))
	bare := newSite(b, options(b, "portal"))
	bare.App = fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.App.Get("/zh/report", func(c *fiber.Ctx) error { return c.Send(whole) })
	b.Run("bare", func(b *testing.B) { load(b, bare) })
	b.Run("site", func(b *testing.B) { load(b, s) })
}

func load(b *testing.B, s *web.Site) {
	url := serve(b, s) + "/zh/report"
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		client := &fasthttp.Client{}
		for pb.Next() {
			if status, _, err := client.Get(nil, url); err != nil || status != 200 {
				b.Errorf("%d %v", status, err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
