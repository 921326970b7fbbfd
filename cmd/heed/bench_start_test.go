package main_test

import (
	"net/http"
	"testing"
	"time"
)

// BenchmarkStart is the time from the start of the program with --demo, in an
// empty folder, to the first page. The goal is 2 s.
func BenchmarkStart(b *testing.B) {
	program(b)
	var took time.Duration
	for b.Loop() {
		data := b.TempDir()
		start := time.Now()
		p := launch(b, []string{
			"HEED_DATA=" + data, "HEED_PORTAL_ADDR=127.0.0.1:0", "HEED_BACKOFFICE_ADDR=127.0.0.1:0", "HEED_VIEWER_ADDR=127.0.0.1:0",
		}, "heed", "serve", "--demo")
		p.await("Staff site")
		a, err := newCitizen(b).get(p.address("Public site") + "/zh/")
		took += time.Since(start)
		if err != nil || a.status != http.StatusOK {
			b.Fatalf("%d %v\n%s", a.status, err, p.log)
		}
		if status := p.stop(); status != 0 {
			b.Fatalf("heed ended with %d\n%s", status, p.log)
		}
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "first-page-s")
}
