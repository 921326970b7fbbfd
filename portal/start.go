package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/web"
)

// startPage has the four doors before the form: conduct, a claim of one's own,
// an earlier report, danger.
type startPage struct {
	web.Page
	Over bool
}

func (p *Portal) start(c *fiber.Ctx) error {
	n, err := p.notices.current(c.UserContext())
	if err != nil {
		return err
	}
	return p.site.Render(c, fiber.StatusOK, "start", startPage{p.site.Page(c, "portal.start.title"), n.Over()})
}
