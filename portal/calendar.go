package portal

import (
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"
)

// calendar answers with the closing times of the notices, for a calendar to
// subscribe to.
func (p *Portal) calendar(c *fiber.Ctx) error {
	all, err := p.announcements(c)
	if err != nil {
		return err
	}
	page := p.site.Page(c, "portal.notices.title")
	cal := ics.NewCalendarFor("heed")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(page.Title)
	for _, a := range all {
		at := p.base(c) + "/" + string(page.Lang) + "/notices/" + unitValue(a.Round.ID)
		event := cal.AddEvent(at)
		event.SetDtStampTime(a.Notice.UpdatedAt)
		event.SetStartAt(a.Round.AcceptUntil.Add(-time.Hour)) // the last hour
		event.SetEndAt(a.Round.AcceptUntil)
		event.SetSummary(p.site.T(c, "portal.notice.closes", "round", a.name(page.Lang)))
		event.SetDescription(p.site.T(c, "portal.notice.until", "date", p.moment(c, a.Round.AcceptUntil)))
		event.SetURL(at)
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="notices.ics"`)
	return c.SendString(cal.Serialize(ics.WithNewLineWindows)) // RFC 5545 has CRLF
}
