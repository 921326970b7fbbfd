package web_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/web"
)

// shout is a log that several goroutines write.
type shout struct {
	mu  sync.Mutex
	out strings.Builder
}

func (s *shout) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(p)
}

func (s *shout) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

// hurried is a site that waits for nobody for long.
func hurried(t *testing.T, o web.Options) string {
	t.Helper()
	o.ReadTimeout, o.Stall, o.IdleTimeout = 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond
	return reading(t, o)
}

// reading is a site that reads forms.
func reading(t *testing.T, o web.Options) string {
	t.Helper()
	s := newSite(t, o)
	s.App.Post("/zh/report", s.Slow(time.Hour), func(c *fiber.Ctx) error {
		v, err := s.ReadForm(c)
		if err != nil {
			return err
		}
		return c.SendString("got " + v.Get("text"))
	})
	return serve(t, s)
}

func dial(t *testing.T, url string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	line, _ := conn.(*net.TCPConn)
	return line
}

// A browser opens connections ahead. One that it does not use must end without a
// word: an answer to nothing would be taken for that to its next question.
func TestAnUnusedConnectionEndsWithoutAWord(t *testing.T) {
	var log shout
	o := realTime(t)
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	url := hurried(t, o)
	if got, err := io.ReadAll(dial(t, url)); err != nil || len(got) != 0 {
		t.Errorf("unasked for: %q %v", got, err)
	}
	used := dial(t, url)
	if _, err := io.WriteString(used, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(used); err != nil || strings.Count(string(got), "HTTP/1.1 ") != 1 {
		t.Errorf("a kept connection that goes idle: %q %v", got, err)
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the log has it as a fault: %s", log.String())
	}
}

// Hundreds of connections that are opened, used now and then, refused early and
// kept: none ever reads an answer that it did not ask for.
func TestNoAnswerComesUnasked(t *testing.T) {
	o := realTime(t)
	o.BodyLimit = 1 << 20
	url := reading(t, o)
	heads := []string{
		"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
		"GET /zh/nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /zh/report HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 40000\r\n\r\n" + strings.Repeat("x", 40000),
		"POST /zh/report HTTP/1.1\r\nHost: x\r\nContent-Type: " + encoded + "\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n",
		"POST /zh/nowhere HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
	}
	var all sync.WaitGroup
	for visitor := range 100 {
		all.Go(func() {
			conn := dial(t, url)
			in := bufio.NewReader(conn)
			for turn := range 20 {
				if _, err := io.WriteString(conn, heads[(visitor+turn)%len(heads)]); err != nil {
					t.Errorf("turn %d: %v", turn, err)
					return
				}
				answer, err := http.ReadResponse(in, nil)
				for err == nil && answer.StatusCode == http.StatusContinue {
					answer, err = http.ReadResponse(in, nil)
				}
				if err != nil {
					t.Errorf("turn %d: %v", turn, err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				if answer.StatusCode >= 500 || in.Buffered() > 0 {
					t.Errorf("turn %d: %d, and %d bytes that nobody asked for", turn, answer.StatusCode, in.Buffered())
				}
			}
			if err := conn.CloseWrite(); err != nil {
				t.Error(err)
			}
			if rest, err := io.ReadAll(in); err != nil || len(rest) > 0 {
				t.Errorf("after the last answer: %q %v", rest, err)
			}
		})
	}
	all.Wait()
}

// A byte now and then keeps no connection busy for ever: neither in the header
// nor in the body, however long the route may take.
func TestASlowRequestIsCutOff(t *testing.T) {
	url := hurried(t, realTime(t))
	head := "POST /zh/report HTTP/1.1\r\nHost: x\r\nContent-Type: " + encoded + "\r\nContent-Length: 100000\r\n\r\ntext="
	for name, begin := range map[string]string{"in the header": "POST /zh/report HTTP/1.1\r\nX: ", "in the body": head} {
		conn := dial(t, url)
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
		stop := make(chan struct{})
		go func() { // a byte every 20 ms, for as long as it is taken
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-stop:
					return
				case <-tick.C:
					if _, err := conn.Write([]byte("x")); err != nil {
						return
					}
				}
			}
		}()
		got, err := io.ReadAll(conn)
		close(stop)
		if err != nil && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.HasPrefix(string(got), "HTTP/1.1 503") {
			t.Errorf("%s: %.80q", name, got)
		}
	}
}

// Who keeps the pace, be it slow, is let through: 50 bytes every 20 ms, longer
// than all would have to be there without progress.
func TestASlowLineIsNotCutOff(t *testing.T) {
	o := realTime(t)
	o.ReadTimeout = time.Second
	conn := dial(t, reading(t, o))
	const pieces = 60
	if _, err := fmt.Fprintf(conn, "POST /zh/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\ntext=", encoded, 5+50*pieces); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range pieces {
		<-tick.C
		if _, err := io.WriteString(conn, strings.Repeat("a", 50)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := io.ReadAll(conn)
	if err != nil || !strings.HasSuffix(string(got), "got "+strings.Repeat("a", 50*pieces)) {
		t.Errorf("%.80q %v", got, err)
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	url := reading(t, realTime(t))
	for name, raw := range map[string]string{
		"one long line":  "GET / HTTP/1.1\r\nX: " + strings.Repeat("x", 20<<10) + "\r\n\r\n",
		"many lines":     "GET / HTTP/1.1\r\n" + strings.Repeat("X: y\r\n", 10_000) + "\r\n",
		"a long address": "GET /" + strings.Repeat("x", 20<<10) + " HTTP/1.1\r\n\r\n",
	} {
		conn := dial(t, url)
		go func() { _, _ = io.WriteString(conn, raw) }() // it may be cut off
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %v %v", name, answer, err)
		}
	}
}

// Whoever sends far more than the limit reads the refusal, in place of a reset.
func TestAHugeBodyIsAnswered(t *testing.T) {
	o := realTime(t)
	o.BodyLimit = 1 << 20
	url := reading(t, o)
	for range 10 {
		conn := dial(t, url)
		const size = 64 << 20
		if _, err := fmt.Fprintf(conn, "POST /zh/report HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", encoded, size); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(conn, strings.NewReader(strings.Repeat("x", size)), size); err != nil {
			t.Fatalf("the rest of the body is not taken: %v", err)
		}
		got, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 413") || strings.Count(string(got), "HTTP/1.1") != 1 {
			t.Errorf("%.80q %v", got, err)
		}
	}
}

func TestTheOnionAddressIsTold(t *testing.T) {
	o := options(t, "portal")
	o.Onion = "http://abcdef.onion"
	s := newSite(t, o)
	page := func(c *fiber.Ctx) error {
		c.Set("Content-Type", "text/html; charset=utf-8")
		return c.SendString("x")
	}
	s.App.Get("/zh/report", page)
	s.App.Post("/zh/report", page)
	for method, want := range map[string]string{http.MethodGet: "http://abcdef.onion/zh/report?text=large", http.MethodPost: ""} {
		if answer, _ := ask(t, s, method, "/zh/report?text=large", ""); answer.Header.Get("Onion-Location") != want {
			t.Errorf("%s: %q", method, answer.Header.Get("Onion-Location"))
		}
	}
	if answer, _ := ask(t, s, http.MethodGet, "/zh/nowhere", ""); answer.Header.Get("Onion-Location") != "" {
		t.Error("an address that does not exist is told on")
	}
	if answer, _ := ask(t, newSite(t, options(t, "portal")), http.MethodGet, "/healthz", ""); answer.Header.Get("Onion-Location") != "" {
		t.Error("an onion that there is not")
	}
}
