package web

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
)

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const denied = "accelerometer=(), autoplay=(self), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
	"microphone=(), payment=(), usb=(), interest-cohort=()"

// guard sets the security headers and turns a panic into an error.
func (s *Site) guard(c *fiber.Ctx) (err error) {
	s.headers(c)
	defer func() {
		if r := recover(); r != nil {
			err = models.Internal(&panicked{value: r, stack: debug.Stack()})
		}
	}()
	err = c.Next()
	s.alsoOnion(c)
	return err
}

// alsoOnion tells Tor Browser that the page is there as an onion service too.
// Addresses hold nothing of a reporter's, so that the page's own can be given.
func (s *Site) alsoOnion(c *fiber.Ctx) {
	if s.o.Onion != "" && strings.HasPrefix(string(c.Response().Header.ContentType()), fiber.MIMETextHTML) && c.Method() == fiber.MethodGet {
		c.Set("Onion-Location", s.o.Onion+c.OriginalURL())
	}
}

// headers are those of every answer. Nothing but an asset may be kept.
func (s *Site) headers(c *fiber.Ctx) {
	h := &c.Response().Header
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", denied)
	h.Set("Cache-Control", "no-store")
	if s.o.Secure {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// Frame lets the page that answers c hold frames of one other origin, and of no
// third: wherever a frame wants to go, its parent's policy goes with it.
func (s *Site) Frame(c *fiber.Ctx, origin string) {
	c.Set("Content-Security-Policy", policy+"; frame-src "+origin)
}

// panicked is the hidden cause of a fault in our code. Of what was thrown only
// the runtime's own errors are told: anything else could hold what a reporter
// wrote.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string {
	text := fmt.Sprintf("panic of a %T", p.value)
	if known, ok := p.value.(runtime.Error); ok {
		text = "panic: " + known.Error()
	}
	return text + "\n" + string(p.stack)
}

// deadline bounds the work for a request: Fiber's context has no end of its own.
func (s *Site) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.o.RequestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// Slow gives a route, such as one that takes uploads, a longer deadline. It holds
// for what the handler leaves of the body too, which is drained after it.
func (s *Site) Slow(d time.Duration) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(context.Background(), d)
		c.SetUserContext(ctx)
		if b, ok := c.Locals(bodyLocal).(*body); ok {
			b.end = cancel
		} else {
			defer cancel()
		}
		return c.Next()
	}
}
