package portal

import (
	"sync"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/portal/poster"
	"heed/static"
	"heed/web/locale"
)

// maxPosters is how many posters are kept, of about 35 KB each.
const maxPosters = 64

// press draws posters, one at a time, and keeps the last ones: what a flood of
// visitors can cost is bounded.
type press struct {
	mu   sync.Mutex
	font []byte // unpacked at the first poster
	kept map[posterKey][]byte
}

// posterKey names a poster as it would be drawn now.
type posterKey struct {
	lang    locale.Lang
	base    string
	round   int64
	unit    int64
	changed int64 // when the notice was, in microseconds
}

func newPress() *press { return &press{kept: map[posterKey][]byte{}} }

func (p *press) print(key posterKey, made poster.Poster) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if pdf, ok := p.kept[key]; ok {
		return pdf, nil
	}
	if p.font == nil {
		font, err := static.Font()
		if err != nil {
			return nil, models.Internal(err)
		}
		p.font = font
	}
	pdf, err := poster.Draw(made, p.font)
	if err != nil {
		return nil, models.Internal(err)
	}
	if len(p.kept) >= maxPosters {
		clear(p.kept)
	}
	p.kept[key] = pdf
	return pdf, nil
}

// poster answers with the poster of a notice, or of one of its units
// (?unit=7), whose code opens the form for that unit.
func (p *Portal) poster(c *fiber.Ctx) error {
	a, err := p.announcement(c)
	if err != nil {
		return err
	}
	if !a.Round.Accepts(p.now()) { // nobody hangs it now
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	lang := p.site.LangOf(c)
	key := posterKey{lang: lang, base: p.base(c), round: a.Round.ID, changed: a.Notice.UpdatedAt.UnixMicro()}
	units := placardUnits(a, lang)
	for _, u := range units {
		if unitValue(u.ID) == c.Query("unit") {
			key.unit, units = u.ID, []placardUnit{u}
		}
	}
	pdf, err := p.press.print(key, p.newPoster(c, a, key, units))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="poster.pdf"`)
	return c.Send(pdf)
}

func (p *Portal) newPoster(c *fiber.Ctx, a announcement, key posterKey, units []placardUnit) poster.Poster {
	t := func(name string) string { return p.site.T(c, "portal.poster."+name) }
	made := poster.Poster{
		Tag: p.site.Page(c, "portal.poster.title").Tag(), Office: a.office(key.lang), Title: t("title"), Round: a.name(key.lang), Inspect: t("inspect"),
		Until: t("until"), Closing: p.moment(c, a.Round.AcceptUntil), Link: key.base + "/" + string(key.lang) + "/report",
		Scan: t("scan"), Promise: []string{t("promise_1"), t("promise_2"), t("promise_3")}, Reach: t("reach"), Ways: p.ways(c, a), Beyond: t("beyond"),
		Made: a.Notice.UpdatedAt,
	}
	if key.unit != 0 {
		made.Link += "?unit=" + unitValue(key.unit)
	}
	for _, u := range units {
		made.Units = append(made.Units, u.Name)
	}
	return made
}

// ways are the channels that the notice names.
func (p *Portal) ways(c *fiber.Ctx, a announcement) []poster.Way {
	said := a.said(p.site.LangOf(c))
	var all []poster.Way
	for _, w := range []poster.Way{
		{Name: "phone", At: a.Notice.Phone, When: said.Hours},
		{Name: "letter", At: said.Address},
		{Name: "box", At: said.Boxes},
		{Name: "visit", At: said.Visit, When: said.VisitHours},
		{Name: "mail", At: a.Notice.Mailbox},
	} {
		if w.At != "" {
			w.Name = p.site.T(c, "portal.way."+w.Name)
			all = append(all, w)
		}
	}
	return all
}
