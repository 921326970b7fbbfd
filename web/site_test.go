package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"heed/models"
	"heed/web"
	"heed/web/form"
	"heed/web/limit"
)

// ask sends one request through a site without a network.
func ask(t *testing.T, s *web.Site, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	answer, err := s.App.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer, string(raw)
}

const encoded = "application/x-www-form-urlencoded"

func TestEveryAnswerIsGuarded(t *testing.T) {
	o := options(t, "portal")
	o.Secure = true
	s := newSite(t, o)
	s.App.Get("/zh/", func(c *fiber.Ctx) error { return c.SendString("x") })
	for _, path := range []string{"/zh/", "/zh/none", "/healthz", "/readyz"} {
		answer, _ := ask(t, s, http.MethodGet, path, "")
		policy := answer.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: %q", path, policy)
		}
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
			"Strict-Transport-Security": "max-age=63072000; includeSubDomains", "Set-Cookie": "", "Server": "",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	plain, _ := ask(t, newSite(t, options(t, "portal")), http.MethodGet, "/zh/", "")
	if plain.Header.Get("Strict-Transport-Security") != "" {
		t.Error("a plain http site forbids plain http")
	}
}

func TestErrorsAreToldInTheVisitorsLanguage(t *testing.T) {
	s := newSite(t, options(t, "portal"))
	failures := map[string]error{
		"invalid": models.FieldErrors{{Kind: models.KindInvalid, Key: "error.unit", Field: "unit"}}, "not_found": models.Fail(models.KindNotFound, "error.not_found"),
		"forbidden": models.Fail(models.KindForbidden, "error.forbidden"), "sign_in": models.Fail(models.KindSignIn, "error.sign_in"),
		"conflict": models.Fail(models.KindConflict, "error.conflict"), "large": models.Fail(models.KindTooLarge, "error.request_too_large"),
		"down": models.Wrap(models.KindUnavailable, "error.unavailable", errors.New("secret cause")), "gone": models.Fail(models.KindGone, "error.gone"),
		"raw": errors.New("secret cause"), "late": context.DeadlineExceeded, "fiber": fiber.NewError(400, "secret cause"),
	}
	status := map[string]int{
		"invalid": 422, "not_found": 404, "forbidden": 403, "sign_in": 401, "conflict": 409, "large": 413, "down": 503, "gone": 410,
		"raw": 500, "late": 503, "fiber": 422, "panic": 500, "nil-pointer": 500,
	}
	s.App.Get("/:lang/fail/:name", func(c *fiber.Ctx) error {
		switch c.Params("name") {
		case "panic":
			panic("secret cause")
		case "nil-pointer":
			var e *models.Error
			return errors.New(e.Key)
		}
		return failures[c.Params("name")]
	})
	for name, want := range status {
		answer, body := ask(t, s, http.MethodGet, "/en/fail/"+name, "")
		if answer.StatusCode != want || !strings.Contains(body, "<h1>That did not work</h1>") || !strings.Contains(body, `lang="en"`) {
			t.Errorf("%s: %d\n%s", name, answer.StatusCode, body)
		}
		if strings.Contains(body, "secret cause") {
			t.Errorf("%s: a visitor reads the cause", name)
		}
	}
	if _, body := ask(t, s, http.MethodGet, "/zh/fail/conflict", ""); !strings.Contains(body, "别人刚刚改过") {
		t.Error("a Chinese visitor is told in another language")
	}
}

// What a visitor types, and who they are, is in no log line and no metric.
func TestNothingOfTheVisitorIsLogged(t *testing.T) {
	var out bytes.Buffer
	o := options(t, "portal")
	registry := prometheus.NewRegistry()
	o.Log, o.Registry = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})), registry
	s := newSite(t, o)
	s.App.Post("/zh/report/:id", func(c *fiber.Ctx) error {
		v, err := s.ReadForm(c)
		if err != nil {
			return err
		}
		panic(v.Get("text"))
	})
	for _, url := range []string{"/zh/report/MARKER?q=MARKER", "/zh/MARKER", "/assets/x/MARKER"} {
		_, body := ask(t, s, http.MethodPost, url, "text=MARKER", "Content-Type", encoded, "User-Agent", "MARKER", "Referer", "http://MARKER/",
			"X-Forwarded-For", "MARKER", "Cookie", "MARKER=MARKER")
		if strings.Contains(body, "MARKER?") || strings.Contains(body, ">MARKER<") {
			t.Errorf("the page repeats it: %s", body)
		}
	}
	if !strings.Contains(out.String(), "route=/zh/report/:id") || !strings.Contains(out.String(), "status=500") {
		t.Errorf("the requests are not logged: %s", out.String())
	}
	if strings.Contains(out.String(), "MARKER") || strings.Contains(out.String(), "0.0.0.0") {
		t.Errorf("the log has it: %s", out.String())
	}
	shown := httptest.NewRecorder()
	web.MetricsHandler(registry).ServeHTTP(shown, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/metrics", nil))
	if strings.Contains(shown.Body.String(), "MARKER") || !strings.Contains(shown.Body.String(), `route="/zh/report/:id"`) {
		t.Errorf("metrics: %s", shown.Body.String())
	}
	if n := strings.Count(shown.Body.String(), "\nheed_http_requests_total{"); n != 2 {
		t.Errorf("%d kinds of request are counted", n)
	}
}

func TestTwoSitesShareARegistry(t *testing.T) {
	one, two := options(t, "portal"), options(t, "backoffice")
	two.Registry = one.Registry
	newSite(t, one)
	newSite(t, two)
	if _, err := web.New(one); err == nil {
		t.Error("two sites count under one name")
	}
}

func TestHandlersHaveADeadline(t *testing.T) {
	o := options(t, "portal")
	o.RequestTimeout = time.Hour
	s := newSite(t, o)
	left := map[string]time.Duration{}
	note := func(c *fiber.Ctx) error {
		until, _ := c.UserContext().Deadline()
		left[c.Path()] = time.Until(until)
		return nil
	}
	s.App.Get("/usual", note)
	s.App.Get("/slow", s.Slow(3*time.Hour), note)
	ask(t, s, http.MethodGet, "/usual", "")
	ask(t, s, http.MethodGet, "/slow", "")
	if left["/usual"] > time.Hour || left["/usual"] < time.Minute || left["/slow"] < 2*time.Hour {
		t.Errorf("%v", left)
	}
}

func TestReadinessNamesWhatIsMissing(t *testing.T) {
	o := options(t, "portal")
	down := errors.New("dial tcp 10.1.2.3: refused")
	o.Ready = []web.ReadyCheck{{Name: "database", Check: func(context.Context) error { return down }}}
	s := newSite(t, o)
	answer, body := ask(t, s, http.MethodGet, "/readyz", "")
	if answer.StatusCode != 503 || body != "database is not ready\n" {
		t.Errorf("%d %q", answer.StatusCode, body)
	}
	down = nil
	if answer, _ := ask(t, s, http.MethodGet, "/readyz", ""); answer.StatusCode != 200 {
		t.Errorf("%d", answer.StatusCode)
	}
	if answer, _ := ask(t, s, http.MethodGet, "/healthz", ""); answer.StatusCode != 200 {
		t.Errorf("%d", answer.StatusCode)
	}
}

func TestAVisitorWhoComesTooOftenIsToldWhenToComeBack(t *testing.T) {
	o := options(t, "portal")
	rates := map[limit.Class]limit.Rate{limit.Submit: {Count: 1, Period: 150 * time.Second, Burst: 1}}
	o.Limiter = limit.New(limit.Options{Now: fixed, Log: slog.New(slog.DiscardHandler), Rates: rates})
	o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32")}
	s := newSite(t, o)
	s.App.Get("/:lang/report", s.Limit(limit.Submit), func(c *fiber.Ctx) error { return c.SendString("in") })
	from := func(lang, address string) (*http.Response, string) {
		return ask(t, s, http.MethodGet, "/"+lang+"/report", "", "X-Forwarded-For", address)
	}
	if answer, _ := from("en", "203.0.113.9, 198.51.100.1"); answer.StatusCode != 200 {
		t.Errorf("the first visit: %d", answer.StatusCode)
	}
	answer, body := from("en", "203.0.113.200, 198.51.100.77")
	if answer.StatusCode != 429 || answer.Header.Get("Retry-After") != "150" || !strings.Contains(body, "12:03") || !strings.Contains(body, "in about 3 minutes") {
		t.Errorf("%d %q %s", answer.StatusCode, answer.Header.Get("Retry-After"), body)
	}
	if answer, _ := from("zh", "203.0.113.9, 198.51.101.1"); answer.StatusCode != 200 {
		t.Error("another network is refused as well")
	}
	for i, address := range []string{"2001:db8:1:2::3", "2001:db8:1:ff::4", "2001:db8:1:100::1"} {
		if answer, _ := from("zh", address); (answer.StatusCode == 200) != (i != 1) {
			t.Errorf("%s: %d", address, answer.StatusCode)
		}
	}
}

func TestNobodyChoosesTheirOwnAddress(t *testing.T) {
	o := options(t, "portal")
	rates := map[limit.Class]limit.Rate{limit.Form: {Count: 1, Period: time.Hour, Burst: 1}}
	o.Limiter = limit.New(limit.Options{Now: fixed, Log: slog.New(slog.DiscardHandler), Rates: rates})
	s := newSite(t, o)
	s.App.Get("/", s.Limit(limit.Form), func(c *fiber.Ctx) error { return c.SendString("in") })
	ask(t, s, http.MethodGet, "/", "", "X-Forwarded-For", "198.51.100.1")
	if answer, _ := ask(t, s, http.MethodGet, "/", "", "X-Forwarded-For", "198.51.101.1"); answer.StatusCode != 429 {
		t.Error("a visitor gets round the limit by a header")
	}
}

// A proxy may add what it saw in a line of its own.
func TestAProxysOwnLineIsBelieved(t *testing.T) {
	o := options(t, "portal")
	rates := map[limit.Class]limit.Rate{limit.Form: {Count: 1, Period: time.Hour, Burst: 1}}
	o.Limiter = limit.New(limit.Options{Now: fixed, Log: slog.New(slog.DiscardHandler), Rates: rates})
	o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32")}
	s := newSite(t, o)
	s.App.Get("/", s.Limit(limit.Form), func(c *fiber.Ctx) error { return c.SendString("in") })
	for i, forged := range []string{"198.51.100.1", "198.51.101.1"} {
		answer, _ := ask(t, s, http.MethodGet, "/", "", "X-Forwarded-For", forged, "X-Forwarded-For", "203.0.113.9")
		if (answer.StatusCode == 200) != (i == 0) {
			t.Errorf("visit %d: %d", i, answer.StatusCode)
		}
	}
}

// talk sends raw bytes over one connection and reads until it closes.
func talk(t *testing.T, url, raw string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// A body that a handler leaves unread does not become the next request.
func TestABodyIsNeverTheNextRequest(t *testing.T) {
	o := options(t, "portal")
	o.Now = time.Now
	s := newSite(t, o)
	s.App.Post("/refuse", func(*fiber.Ctx) error { return models.Fail(models.KindForbidden, "error.forbidden") })
	s.App.Post("/read", func(c *fiber.Ctx) error {
		v, err := s.ReadForm(c)
		if err != nil {
			return err
		}
		return c.SendString("read " + v.Get("a"))
	})
	s.App.Get("/inside", func(c *fiber.Ctx) error { return c.SendString("SMUGGLED") })
	s.App.Get("/next", func(c *fiber.Ctx) error { return c.SendString("NEXT") })
	url := serve(t, s)
	inside := "GET /inside HTTP/1.1\r\nHost: x\r\n\r\n"
	next := "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	long := inside + strings.Repeat("x", 20000)
	whole := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(long), long)
	chunked := fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(inside), inside)
	for _, body := range []string{whole, chunked} {
		got := talk(t, url, "POST /refuse HTTP/1.1\r\nHost: x\r\n"+body+next)
		if strings.Contains(got, "SMUGGLED") || !strings.Contains(got, "403") || !strings.Contains(got, "NEXT") {
			t.Errorf("%q", got)
		}
	}
	chunks := "POST /read HTTP/1.1\r\nHost: x\r\nContent-Type: " + encoded + "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na=\r\n1\r\nb\r\n0\r\n\r\n"
	if got := talk(t, url, chunks+chunks+next); strings.Count(got, "read b") != 2 || !strings.Contains(got, "NEXT") {
		t.Errorf("%q", got)
	}
}

func TestABodyOverTheLimitIsRefused(t *testing.T) {
	s := newSite(t, options(t, "portal"))
	s.App.Post("/zh/report", func(c *fiber.Ctx) error {
		v, err := s.ReadUpload(c, form.Limits{Total: 1000}, nil)
		if v == nil {
			t.Error("no values")
		}
		return err
	})
	answer, body := ask(t, s, http.MethodPost, "/zh/report", "a="+strings.Repeat("x", 2000), "Content-Type", encoded)
	if answer.StatusCode != 413 || !strings.Contains(body, "太大") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}

func TestRunEndsWhenItIsTold(t *testing.T) {
	s := newSite(t, options(t, "portal"))
	entered, leave := make(chan bool), make(chan bool)
	s.App.Get("/long", func(c *fiber.Ctx) error {
		close(entered)
		<-leave
		return c.SendString("done")
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended, answered := make(chan error, 1), make(chan string, 1)
	go func() { ended <- s.Run(ctx, ln) }()
	go func() {
		answered <- talk(t, ln.Addr().String(), "GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	}()
	<-entered
	ahead, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ahead.Close() }()
	stop()
	close(leave)
	if got := <-answered; !strings.HasSuffix(got, "done") {
		t.Errorf("a running request was cut: %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
