package web

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Stream answers with what src gives, size bytes or, with -1, up to its end, and
// closes it. The answer may take until the end of ctx: each piece gives the
// connection more time, so that a slow line is not cut by the write timeout and a
// silent one is given up.
func (s *Site) Stream(ctx context.Context, c *fiber.Ctx, src io.ReadCloser, size int) {
	c.Context().SetBodyStream(&stream{ctx: ctx, src: src, conn: c.Context().Conn(), now: s.o.Now}, size)
}

// stream is the body of one answer.
type stream struct {
	ctx  context.Context //nolint:containedctx // it lives as long as the answer, which outlives its handler
	src  io.ReadCloser
	conn net.Conn
	now  func() time.Time
}

func (s *stream) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.conn != nil {
		if err := s.conn.SetWriteDeadline(s.now().Add(stall)); err != nil {
			return 0, err
		}
	}
	return s.src.Read(p)
}

func (s *stream) Close() error { return s.src.Close() }
