package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web"
	"heed/web/locale"
)

// placardPage is one notice: the round, its units, the channels, and until when;
// after the closing time, where to turn now.
type placardPage struct {
	web.Page
	ID     int64
	Round  string
	Office string
	Open   bool
	Until  time.Time
	Entry  string // YYYY-MM-DD, as Exit and Since
	Exit   string
	Since  string
	Said   models.NoticeText
	Phone  string
	Boxes  []string
	Beyond []string
	Mail   string
	Units  []placardUnit
}

type placardUnit struct {
	ID         int64
	Name, Team string
}

// placardsPage lists the notices.
type placardsPage struct {
	web.Page
	Rows []placardPage
}

func (p *Portal) placard(c *fiber.Ctx) error {
	a, err := p.announcement(c)
	if err != nil {
		return err
	}
	page := newPlacardPage(p.site.Page(c, "portal.notice.title", "round", a.name(p.site.LangOf(c))), a, p.now())
	return p.site.Render(c, fiber.StatusOK, "notice", page)
}

func newPlacardPage(page web.Page, a announcement, now time.Time) placardPage {
	said := a.said(page.Lang)
	n := placardPage{
		Page: page, ID: a.Round.ID, Round: a.name(page.Lang), Office: a.office(page.Lang), Open: a.Round.Accepts(now), Until: a.Round.AcceptUntil,
		Entry: a.Round.Entry, Exit: a.Round.Exit, Since: a.Notice.Since, Said: said, Phone: a.Notice.Phone, Mail: a.Notice.Mailbox,
		Boxes: lines(said.Boxes), Beyond: lines(said.Beyond), Units: placardUnits(a, page.Lang),
	}
	return n
}

func placardUnits(a announcement, lang locale.Lang) []placardUnit {
	var all []placardUnit
	for _, u := range a.Units {
		all = append(all, placardUnit{u.ID, named(lang, u.Name, u.NameEn), named(lang, u.Team.Name, u.Team.NameEn)})
	}
	return all
}

func (p *Portal) placards(c *fiber.Ctx) error {
	all, err := p.announcements(c)
	if err != nil {
		return err
	}
	page := placardsPage{Page: p.site.Page(c, "portal.notices.title")}
	for _, a := range all {
		page.Rows = append(page.Rows, newPlacardPage(page.Page, a, p.now()))
	}
	return p.site.Render(c, fiber.StatusOK, "notices", page)
}
