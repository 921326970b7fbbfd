package web

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web/form"
)

// stall is how long an answer may stand still before the connection is given up.
const stall = 30 * time.Second

const bodyLocal = "web.body"

// body is the body of one request. Progress gives the connection more time, so
// that a slow upload is not cut by the read timeout; the deadline of the request
// ends it all the same. It is read to its end once only: reading a chunked body
// again would eat the next request.
type body struct {
	c     *fiber.Ctx
	src   io.Reader
	now   func() time.Time
	stall time.Duration
	since time.Time // when the pace was last met
	got   int       // bytes since then
	read  int64
	limit int64
	err   error
	end   context.CancelFunc // of the context of a slow route
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if err := b.c.UserContext().Err(); err != nil {
		return 0, slow(err)
	}
	if err := b.prolong(); err != nil {
		return 0, err
	}
	n, err := b.src.Read(p)
	if b.got += n; timedOut(err) {
		err = slow(err)
	}
	b.err = err
	if b.read += int64(n); b.read > b.limit {
		return 0, form.TooLarge("", "error.too_large", b.limit)
	}
	return n, err
}

// prolong gives the connection time for the next piece.
func (b *body) prolong() error {
	conn := b.c.Context().Conn()
	if conn == nil {
		return nil
	}
	if b.since.IsZero() || b.got >= pace {
		b.since, b.got = b.now(), 0
	}
	return conn.SetReadDeadline(b.since.Add(b.stall))
}

func slow(cause error) error {
	if errors.Is(cause, context.Canceled) {
		return models.Internal(cause)
	}
	return models.Wrap(models.KindUnavailable, "error.slow", cause)
}

// drain reads what a handler left of a body, up to the limit, so that the next
// request on the connection does not begin inside it and a visitor who is refused
// half-way can still read why. What is longer ends the connection, once the answer
// was read.
func (s *Site) drain(c *fiber.Ctx) error {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	b := &body{c: c, src: stream, now: s.o.Now, stall: s.o.Stall, limit: int64(s.o.BodyLimit), end: func() {}}
	c.Locals(bodyLocal, b)
	defer func() { b.end() }()
	err := c.Next()
	b.limit = max(b.limit, int64(s.o.BodyLimit))
	if _, left := io.Copy(io.Discard, b); left != nil {
		c.Context().SetConnectionClose()
		leaveUnread(c)
	}
	return err
}

// bodyOf is the body of the request, bounded to limit bytes.
func (s *Site) bodyOf(c *fiber.Ctx, limit int64) io.Reader {
	b, ok := c.Locals(bodyLocal).(*body)
	if !ok {
		return io.LimitReader(nil, 0)
	}
	b.limit = min(limit, int64(s.o.BodyLimit))
	return b
}
