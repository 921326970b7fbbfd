package portal

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/store"
	"heed/web/locale"
)

// announcement is a published notice with what it announces.
type announcement struct {
	Round  models.Round
	Notice models.Notice
	Units  []store.RoundUnitView
	Office models.Office
}

// announcement reads the notice that the address names; one that is not
// published is not found.
func (p *Portal) announcement(c *fiber.Ctx) (announcement, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return announcement{}, models.Fail(models.KindNotFound, "error.not_found")
	}
	var a announcement
	err = p.store.Read(c.UserContext(), func(tx *store.Tx) error {
		a, err = readAnnouncement(tx, id)
		return err
	})
	return a, err
}

func readAnnouncement(tx *store.Tx, roundID int64) (a announcement, err error) {
	if a.Notice, err = tx.Notice(roundID); err != nil {
		return a, err
	}
	if !a.Notice.Published {
		return a, models.Fail(models.KindNotFound, "error.not_found")
	}
	if a.Round, err = tx.Round(roundID); err != nil {
		return a, err
	}
	if a.Units, err = tx.RoundUnits(roundID); err != nil {
		return a, err
	}
	a.Office, err = tx.Office()
	if models.KindOf(err) == models.KindNotFound { // a store without an office, in tests of the sites
		err = nil
	}
	return a, err
}

// announcements are all published notices, the newest round first.
func (p *Portal) announcements(c *fiber.Ctx) ([]announcement, error) {
	var all []announcement
	err := p.store.Read(c.UserContext(), func(tx *store.Tx) error {
		rounds, err := tx.Announced()
		for _, r := range rounds {
			a, err := readAnnouncement(tx, r.ID)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return err
	})
	return all, err
}

func (a announcement) said(lang locale.Lang) models.NoticeText {
	return a.Notice.Said(string(lang), string(locale.ZH))
}

func (a announcement) name(lang locale.Lang) string { return named(lang, a.Round.Name, a.Round.NameEn) }

func (a announcement) office(lang locale.Lang) string {
	return named(lang, a.Office.Name, a.Office.NameEn)
}

// moment is a time as the visitor's language writes it, in the office's zone.
func (p *Portal) moment(c *fiber.Ctx, at time.Time) string {
	return p.book.DateTime(p.site.LangOf(c), at.In(p.zone))
}

// lines are those of a text that say something.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// base is the address of the site as others reach it: that of the
// configuration, else the one that the visitor used.
func (p *Portal) base(c *fiber.Ctx) string {
	if p.publicURL != "" {
		return p.publicURL
	}
	return c.BaseURL()
}
