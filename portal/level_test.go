package portal_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/portal"
	"heed/web/limit"
)

// lookups are a receipt that was given out, one that was answered, one that never
// was given out, and what cannot be one.
func (w *world) lookups(t testing.TB) map[string]string {
	t.Helper()
	known, asked := w.submitted(t).code(t), w.submitted(t).code(t)
	if tt, ok := t.(*testing.T); ok {
		w.ask(tt, asked, models.MessageQuestion, sentence)
	}
	never, err := receipt.New()
	must(t, err)
	return map[string]string{"known": known, "asked": asked, "unknown": never.Text(), "malformed": flip(known[:1]) + known[1:], "empty": ""}
}

// unlimited lets everybody come as often as they like.
func unlimited(o *portal.Options) { o.Web.Limiter = limit.NewMemory(nil, o.Web.Now) }

// raced looks up and does not look at the answer.
func (w *world) raced(t testing.TB, fields url.Values) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/zh/status", strings.NewReader(fields.Encode()))
	must(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := w.client.Do(req)
	must(t, err)
	_, err = io.Copy(io.Discard, res.Body)
	must(t, err)
	must(t, res.Body.Close())
}

// The very same work is done for each: as a measure of it, what is allocated on
// the way, which is thousands of pieces and differs by what the page shows.
func TestEveryLookUpIsTheSameWork(t *testing.T) {
	w := sqlite(t, unlimited)
	work := map[string]float64{}
	for name, code := range w.lookups(t) {
		status := map[string]int{"known": 200, "asked": 200}[name]
		if status == 0 {
			status = http.StatusNotFound
		}
		fields := url.Values{"receipt": {code}}
		w.post(t, "/zh/status", fields, status)
		work[name] = testing.AllocsPerRun(50, func() { w.raced(t, fields) })
	}
	t.Log(work)
	for name, n := range work {
		most := 1.06
		if name == "asked" {
			most = 1.3 // the page shows a message
		}
		if n < work["unknown"]/most || n > work["unknown"]*most {
			t.Errorf("%s takes %.0f allocations, unknown %.0f", name, n, work["unknown"])
		}
	}
}

// BenchmarkLookUp shows the times side by side.
func BenchmarkLookUp(b *testing.B) {
	w := sqlite(b, unlimited)
	for _, name := range []string{"known", "unknown", "malformed"} {
		fields := url.Values{"receipt": {w.lookups(b)[name]}}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				w.raced(b, fields)
			}
		})
	}
}
