package web

import (
	"github.com/gofiber/fiber/v2"

	"heed/web/form"
)

// ReadForm reads the fields of a form without files, up to 1 MiB. Values is never
// nil. On a site with a secret it refuses a form that was not made for this
// browser.
func (s *Site) ReadForm(c *fiber.Ctx) (form.Values, error) {
	return s.ReadUpload(c, form.Limits{}, nil)
}

// ReadUpload is ReadForm for a form with files, each of which streams to take.
// On a site with a secret the token must come before the first file.
func (s *Site) ReadUpload(c *fiber.Ctx, l form.Limits, take func(form.Values, form.File) error) (form.Values, error) {
	total := l.Total
	if total == 0 {
		total = 1 << 20
	}
	guarded := take
	if take != nil {
		guarded = func(v form.Values, f form.File) error {
			if err := s.CheckToken(c, v.Get(csrfField)); err != nil {
				return err
			}
			return take(v, f)
		}
	}
	v, err := form.Read(s.bodyOf(c, total), c.Get(fiber.HeaderContentType), l, guarded)
	if err != nil {
		return v, err
	}
	return v, s.CheckToken(c, v.Get(csrfField))
}
