package portal

import (
	"encoding/xml"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
)

// atomFeed is a feed as RFC 4287 has it.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
	Content string   `xml:"content"`
}

// atom answers with the notices as a feed.
func (p *Portal) atom(c *fiber.Ctx) error {
	all, err := p.announcements(c)
	if err != nil {
		return err
	}
	page := p.site.Page(c, "portal.notices.title")
	list := p.base(c) + "/" + string(page.Lang) + "/notices"
	feed := atomFeed{
		Lang: page.Tag(), ID: list, Title: page.Title, Author: p.site.T(c, "site.name"), Updated: p.now().UTC().Format(time.RFC3339),
		Links: []atomLink{{"alternate", list}, {"self", list + ".atom"}},
	}
	for i, a := range all {
		entry := p.atomEntry(c, a, list+"/"+unitValue(a.Round.ID))
		if i == 0 || entry.Updated > feed.Updated {
			feed.Updated = entry.Updated
		}
		if name := a.office(page.Lang); name != "" {
			feed.Author = name
		}
		feed.Entries = append(feed.Entries, entry)
	}
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return models.Internal(err)
	}
	c.Set(fiber.HeaderContentType, "application/atom+xml; charset=utf-8")
	return c.SendString(xml.Header + string(body) + "\n")
}

func (p *Portal) atomEntry(c *fiber.Ctx, a announcement, at string) atomEntry {
	lang := p.site.LangOf(c)
	return atomEntry{
		ID: at, Title: a.name(lang), Updated: a.Notice.UpdatedAt.UTC().Format(time.RFC3339), Link: atomLink{"alternate", at},
		Summary: p.site.T(c, "portal.notice.until", "date", p.moment(c, a.Round.AcceptUntil)), Content: a.said(lang).Body,
	}
}
