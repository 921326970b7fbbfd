package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/web"
)

// guidePage says where a claim or a dispute of one's own goes.
type guidePage struct {
	web.Page
	Places []place
	More   []place
}

func (p *Portal) guide(c *fiber.Ctx) error {
	page := guidePage{p.site.Page(c, "portal.guide.title"), places(), morePlaces()}
	return p.site.Render(c, fiber.StatusOK, "guide", page)
}
