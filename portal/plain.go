package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/web"
)

// plainPage is a page that says the same to everybody: what to do in danger, and
// a model letter.
type plainPage struct{ web.Page }

func (p *Portal) plain(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		return p.site.Render(c, fiber.StatusOK, name, plainPage{p.site.Page(c, "portal."+name+".title")})
	}
}
