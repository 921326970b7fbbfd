package web

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
)

const lostLocal = "web.lost"

// limited is the hidden cause of a KindLimited error: when to come back.
type limited struct{ after time.Duration }

func (l *limited) Error() string { return "limited for " + l.after.String() }

// RetryAfter is when a visitor refused for coming too often may come back, or 0.
func RetryAfter(err error) time.Duration {
	var l *limited
	if errors.As(err, &l) {
		return l.after
	}
	return 0
}

// Status is the HTTP status that answers an error.
func Status(err error) int {
	switch models.KindOf(err) {
	case models.KindInvalid:
		return fiber.StatusUnprocessableEntity
	case models.KindNotFound:
		return fiber.StatusNotFound
	case models.KindForbidden:
		return fiber.StatusForbidden
	case models.KindSignIn:
		return fiber.StatusUnauthorized
	case models.KindConflict:
		return fiber.StatusConflict
	case models.KindLimited:
		return fiber.StatusTooManyRequests
	case models.KindTooLarge:
		return fiber.StatusRequestEntityTooLarge
	case models.KindUnavailable:
		return fiber.StatusServiceUnavailable
	case models.KindGone:
		return fiber.StatusGone
	case models.KindInternal:
	}
	return fiber.StatusInternalServerError
}

// Note logs what an error hides, sets Retry-After when there is one, and gives
// the status. A handler that shows its form again calls it; every other one
// returns the error.
func (s *Site) Note(c *fiber.Ctx, err error) int {
	status := Status(err)
	if after := RetryAfter(err); after > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	if status >= 500 {
		s.o.Log.LogAttrs(c.UserContext(), slog.LevelError, "fault", slog.String("site", s.o.Name),
			slog.String("method", c.Method()), slog.String("route", routeOf(c)), slog.String("cause", err.Error()))
	}
	return status
}

// fail answers every error that a handler, or Fiber itself, returns.
func (s *Site) fail(c *fiber.Ctx, err error) error {
	s.headers(c)
	err = s.known(c, err)
	status := s.Note(c, err)
	page := ErrorPage{Page: s.Page(c, "error.title"), Status: status, Fault: first(err)}
	page.Path = "/" // a path is a visitor's own text, and may be one that takes no GET
	if rerr := s.Views.Render(c, status, "error", page); rerr != nil {
		s.o.Log.LogAttrs(c.UserContext(), slog.LevelError, "error page", slog.String("cause", rerr.Error()))
		return c.Status(status).SendString("heed: " + strconv.Itoa(status))
	}
	return nil
}

// known turns the errors of Fiber and of the request's deadline into ours.
func (s *Site) known(c *fiber.Ctx, err error) error {
	var typed *models.Error
	var fields models.FieldErrors
	if errors.As(err, &typed) || errors.As(err, &fields) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return slow(err)
	}
	var own *fiber.Error
	if !errors.As(err, &own) {
		return models.Internal(err)
	}
	if own.Code == fiber.StatusRequestHeaderFieldsTooLarge || own.Code == fiber.StatusRequestTimeout {
		leaveUnread(c) // Fiber answers and closes without having read the request
	}
	switch own.Code {
	case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
		c.Locals(lostLocal, true)
		return models.Fail(models.KindNotFound, "error.not_found")
	case fiber.StatusRequestEntityTooLarge, fiber.StatusRequestHeaderFieldsTooLarge:
		return models.Fail(models.KindTooLarge, "error.request_too_large")
	case fiber.StatusRequestTimeout:
		return models.Fail(models.KindUnavailable, "error.slow")
	}
	if own.Code < 500 {
		return models.Fail(models.KindInvalid, "error.malformed")
	}
	return models.Internal(err)
}

// first is the fault that an error page tells.
func first(err error) *models.Error {
	var fields models.FieldErrors
	if errors.As(err, &fields) && len(fields) > 0 {
		return fields[0]
	}
	var typed *models.Error
	if errors.As(err, &typed) {
		return typed
	}
	return models.Internal(err)
}
