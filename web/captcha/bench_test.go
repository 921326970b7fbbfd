package captcha_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"heed/web/captcha"
)

// BenchmarkCaptcha draws pictures and speaks, on every core: the rates are those
// that a site has to give away before it does anything else.
func BenchmarkCaptcha(b *testing.B) {
	box, err := captcha.New(captcha.Options{Secret: make([]byte, 32), Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		issue func() string
		write func(token string) error
	}{
		{"picture", box.Issue, func(token string) error { return box.Picture(io.Discard, token) }},
		{"harder picture", box.IssueHard, func(token string) error { return box.Picture(io.Discard, token) }},
		{"sound zh", box.Issue, func(token string) error { return box.Sound(io.Discard, token, "zh") }},
		{"sound en", box.Issue, func(token string) error { return box.Sound(io.Discard, token, "en") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := c.write(c.issue()); err != nil {
						b.Error(fmt.Errorf("%s: %w", c.name, err))
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "per-s")
		})
	}
}
