package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/web"
)

// seasonsPage is a farmer's calendar: where "leave quickly" leads. It names
// neither the office nor a report, and links to nothing.
type seasonsPage struct {
	web.Page
	Seasons []season
}

type season struct{ Key, Terms string }

// seasons is where "leave quickly" leads: to the page of the configuration, which
// is told nothing of where the visitor comes from, or to the calendar.
func (p *Portal) seasons(c *fiber.Ctx) error {
	if p.leaveURL != "" {
		return c.Redirect(p.leaveURL, fiber.StatusSeeOther)
	}
	return p.site.Render(c, fiber.StatusOK, "seasons", newSeasonsPage(p.site.Page(c, "portal.seasons.title")))
}

func newSeasonsPage(page web.Page) seasonsPage {
	s := seasonsPage{Page: page}
	for _, name := range []string{"spring", "summer", "autumn", "winter"} {
		s.Seasons = append(s.Seasons, season{"portal.seasons." + name, "portal.seasons." + name + "_terms"})
	}
	return s
}
