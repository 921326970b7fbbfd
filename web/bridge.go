package web

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Bridge answers a request by a handler of net/http, such as that of a protocol
// which a library speaks. The body streams to it, at most limit bytes, with the
// same patience as every other one. The handler sees path, and only the named
// headers of the request, so that none of a visitor's others can be told; its
// answer is small and is held before it leaves. The end of ctx ends the body.
func (s *Site) Bridge(ctx context.Context, c *fiber.Ctx, h http.Handler, path string, limit int64, headers ...string) (*Answer, error) {
	body := &bridged{r: s.bodyOf(c, limit), conn: c.Context().Conn(), now: s.o.Now}
	defer body.done()
	defer context.AfterFunc(ctx, func() { _ = body.Close() })()
	r := &http.Request{
		Method: c.Method(), URL: &url.URL{Path: path}, Host: "site", Header: http.Header{}, Body: body,
		ContentLength: int64(c.Request().Header.ContentLength()), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	for _, name := range headers {
		if value := c.Get(name); value != "" {
			r.Header.Set(name, value)
		}
	}
	answer := &Answer{Status: http.StatusOK, header: http.Header{}}
	h.ServeHTTP(answer, r.WithContext(ctx))
	return answer, ctx.Err()
}

// Answer is what a handler behind Bridge answered.
type Answer struct {
	Status int
	Body   bytes.Buffer
	header http.Header
	sent   bool
}

// Header is that of the answer.
func (a *Answer) Header() http.Header { return a.header }

// WriteHeader counts once, as for every http.ResponseWriter.
func (a *Answer) WriteHeader(status int) {
	if !a.sent {
		a.Status, a.sent = status, true
	}
}

// Write never fails.
func (a *Answer) Write(p []byte) (int, error) {
	a.sent = true
	return a.Body.Write(p)
}

// bridged is a body that another request may break off, as long as this one runs.
type bridged struct {
	r    io.Reader
	conn net.Conn
	now  func() time.Time

	mu     sync.Mutex
	closed bool
}

// Read ends after Close, also where it waits for a line that is dead.
func (b *bridged) Read(p []byte) (int, error) {
	b.mu.Lock()
	closed := b.closed
	b.mu.Unlock()
	if closed {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.r.Read(p)
}

// Close ends a Read that waits.
func (b *bridged) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.conn == nil {
		return nil
	}
	b.closed = true
	return b.conn.SetReadDeadline(b.now())
}

// done keeps Close from a connection that serves the next request.
func (b *bridged) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
}
