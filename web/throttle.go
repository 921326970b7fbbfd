package web

import (
	"math"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web/limit"
)

// Limit refuses a visitor who comes too often to the routes of a class.
func (s *Site) Limit(class limit.Class) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := s.Allow(c, class); err != nil {
			return err
		}
		return c.Next()
	}
}

// Allow counts a visit to a class of routes; the error is of KindLimited and says
// when to come back. A handler that shows its form again calls it.
func (s *Site) Allow(c *fiber.Ctx, class limit.Class) error {
	if s.o.Limiter == nil {
		return nil
	}
	d, err := s.o.Limiter.Allow(c.UserContext(), class, s.network(c))
	if err != nil {
		return models.Wrap(models.KindUnavailable, "error.unavailable", err)
	}
	if d.OK {
		return nil
	}
	back := s.o.Now().Add(d.RetryAfter).In(s.o.Zone).Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	e := models.Wrap(models.KindLimited, "error.limited", &limited{after: d.RetryAfter})
	e.Args = map[string]any{
		"time": s.o.Book.Clock(s.LangOf(c), back), "n": int(max(1, math.Ceil(d.RetryAfter.Minutes()))),
	}
	return e
}
