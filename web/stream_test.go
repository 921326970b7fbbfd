package web_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web"
)

// realTime are the options of a site of the gallery on the real clock, which connections need.
func realTime(t *testing.T) web.Options {
	t.Helper()
	o := options(t, "portal")
	o.Now = time.Now
	return o
}

// A download over a slow line takes longer than any write timeout: here there is
// next to none, and each piece must ask for its own.
func TestADownloadIsNotCutByTheWriteTimeout(t *testing.T) {
	o := realTime(t)
	o.WriteTimeout = time.Nanosecond
	s := newSite(t, o)
	large := strings.Repeat("x", 1<<20)
	s.App.Get("/file", func(c *fiber.Ctx) error {
		s.Stream(t.Context(), c, io.NopCloser(strings.NewReader(large)), -1)
		return nil
	})
	got := talk(t, serve(t, s), "GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if n := strings.Count(got, "x"); n < len(large) {
		t.Errorf("%d bytes of %d arrived", n, len(large))
	}
}

// A route refuses the first bytes of a large body: the visitor must still read
// why, and the connection stay good.
func TestARefusedUploadIsReadToItsEnd(t *testing.T) {
	o := realTime(t)
	o.BodyLimit = 64 << 20
	s := newSite(t, o)
	refuse := func(c *fiber.Ctx) error {
		if c.UserContext().Err() != nil {
			t.Error("the request is over before it began")
		}
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	s.App.Post("/slow", s.Slow(time.Hour), refuse)
	s.App.Post("/plain", refuse)
	s.App.Get("/slow", s.Slow(time.Hour), refuse)
	url, size := serve(t, s), 30<<20
	for _, path := range []string{"/slow", "/plain"} {
		raw := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", path, size, strings.Repeat("x", size))
		got := talk(t, url, raw+"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if strings.Count(got, "HTTP/1.1 403") != 2 {
			t.Errorf("%s: %d answers", path, strings.Count(got, "HTTP/1.1 403"))
		}
	}
	if answer, _ := ask(t, s, http.MethodGet, "/slow", ""); answer.StatusCode != 403 {
		t.Errorf("%d", answer.StatusCode)
	}
}
