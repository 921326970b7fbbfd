package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web"
	"heed/web/locale"
)

// homePage is the notice of the round (公告).
type homePage struct {
	web.Page
	Round    string
	Standing bool
	Over     bool // no round takes reports now and one did
	Closed   string
	ClosedAt time.Time
	Until    time.Time
	Units    []string
	Channels []models.Channel

	Announced int64 // the round whose notice can be read; 0 for none
}

// homeTitle is the title's key of the front page.
const homeTitle = "portal.home.title"

func (p *Portal) home(c *fiber.Ctx) error {
	n, err := p.notices.current(c.UserContext())
	if err != nil {
		return err
	}
	return p.site.Render(c, fiber.StatusOK, "home", newHomePage(p.site.Page(c, homeTitle), n))
}

func newHomePage(page web.Page, n *notice) homePage {
	return homePage{
		Page: page, Round: named(page.Lang, n.Round.Name, n.Round.NameEn), Standing: n.Round.Standing,
		Over: n.Over(), Closed: named(page.Lang, n.Closed.Name, n.Closed.NameEn), ClosedAt: n.Closed.AcceptUntil,
		Until: n.Round.AcceptUntil, Units: n.names(page.Lang), Channels: models.Channels(), Announced: n.Announced,
	}
}

func (n *notice) names(lang locale.Lang) []string {
	var all []string
	for _, u := range n.Units {
		all = append(all, named(lang, u.Name, u.NameEn))
	}
	return all
}
