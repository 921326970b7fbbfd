package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/web"
	"heed/web/form"
)

// reportPage is the report form, empty or with what was typed.
type reportPage struct {
	web.Page
	Form       form.Form
	Blank      bool   // nothing was sent yet: a draft kept on the device may fill it
	Token      string // names the picture and lets this form be sent once
	RoundID    int64
	Round      string
	Over       bool
	Units      []web.Choice
	Categories []web.Choice
	Abouts     []web.Choice
	Places     []place // where a claim of one's own goes
	Kept       []keptFile
	Parcel     string // the kept files, sealed
	Limits     intake.Limits
	Resumable  bool    // a script may send files ahead, in pieces
	Work       *labour // what a hard captcha asks of the device; nil for an easy one
}

// reportTitle is the title's key of the form.
const (
	reportTitle = "portal.report.title"
	faultTitle  = "portal.report.title_fault"
)

// tokenMark stands in the ready-made form where the token of each visitor goes.
const tokenMark = "HEEDtokenHEED"

// report answers with the empty form, which is rendered once for each language,
// size of text and notice; only the token is new each time.
func (p *Portal) report(c *fiber.Ctx) error {
	n, err := p.notices.current(c.UserContext())
	if err != nil {
		return err
	}
	token := p.issue(c)
	if work := p.labour(token); work != nil {
		return p.hardReport(c, n, token, work)
	}
	ready, err := p.ready(n, blankKey{formKey{p.site.LangOf(c), c.Query("text") == "large"}, n.preset(c)})
	if err != nil {
		return err
	}
	return ready.Send(c, fiber.StatusOK, token)
}

func (p *Portal) ready(n *notice, key blankKey) (*web.Spliced, error) {
	if made, ok := n.forms.Load(key); ok {
		if s, ok := made.(*web.Spliced); ok {
			return s, nil
		}
	}
	page := p.newReportPage(p.site.PageFor(key.lang, "/report", key.large, reportTitle), n)
	page.Token, page.Form, page.Blank = tokenMark, key.form(), true
	s, err := p.site.Splice("report", page, tokenMark)
	if err != nil {
		return nil, models.Internal(err)
	}
	n.forms.Store(key, s)
	return s, nil
}

func (p *Portal) newReportPage(page web.Page, n *notice) reportPage {
	return reportPage{
		Page: page, RoundID: n.Round.ID, Round: named(page.Lang, n.Round.Name, n.Round.NameEn), Over: n.Over(),
		Units: n.choices(page.Lang), Categories: categories(), Abouts: abouts(), Places: places(),
		Limits: p.intake.Limits(), Resumable: p.uploads != nil,
	}
}

func categories() []web.Choice {
	var all []web.Choice
	for _, k := range models.Categories() {
		all = append(all, web.Choice{Value: string(k), Key: k.Key()})
	}
	return all
}

// again shows the form with everything that was typed and received, and what is
// wrong with it; err is nil when the visitor only asked for another picture or
// another language.
func (p *Portal) again(c *fiber.Ctx, e *entry, token string, err error) error {
	status, title := fiber.StatusOK, reportTitle
	if err != nil {
		status, title = p.site.Note(c, err), faultTitle
	}
	page := p.newReportPage(p.site.Page(c, title), e.notice)
	page.Form, page.Token = form.New(e.Values, err), token
	page.Work = p.labour(token)
	if page.Parcel, err = p.keep(e.files()); err != nil {
		return err
	}
	page.Kept = keptFiles(e.files())
	return p.site.Render(c, status, "report", page)
}

// keptFile is a file that was received with an earlier try.
type keptFile struct {
	Index    int
	Name     string
	KB       int64
	Cleaning models.Cleaning
	Removed  []string
}

func keptFiles(files []intake.Staged) []keptFile {
	var all []keptFile
	for i, f := range files {
		all = append(all, keptFile{Index: i, Name: f.Name, KB: max(1, (f.Came+1023)/1024), Cleaning: f.Cleaning, Removed: f.Removed})
	}
	return all
}
