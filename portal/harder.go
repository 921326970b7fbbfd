package portal

import (
	"math"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/web/captcha"
	"heed/web/limit"
)

// What a form is told that asks for more than six digits.
const (
	harderKey = "portal.error.harder" // the network has used up its easy reports
	waitKey   = "portal.error.wait"   // neither worked nor waited yet
)

// labour is what a form with a hard captcha asks of the device, and the wait in
// its place.
type labour struct {
	captcha.Puzzle
	Seconds int
}

// labour is that of a token; nil for an easy one.
func (p *Portal) labour(token string) *labour {
	z, hard := p.captcha.Puzzle(token)
	if !hard {
		return nil
	}
	return &labour{z, seconds(z.Wait)}
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// issue makes the token of an empty form: a hard one when many came from the same
// network.
func (p *Portal) issue(c *fiber.Ctx) string {
	if p.site.Allow(c, limit.EasyForm) != nil {
		return p.captcha.IssueHard()
	}
	return p.captcha.Issue()
}

// hardReport is the empty form that asks for more.
func (p *Portal) hardReport(c *fiber.Ctx, n *notice, token string, work *labour) error {
	page := p.newReportPage(p.site.Page(c, reportTitle), n)
	page.Token, page.Work, page.Form, page.Blank = token, work, n.preset(c).form(), true
	return p.site.Render(c, fiber.StatusOK, "report", page)
}

// reissue makes the token of a form that comes back, which is not made easier by
// that. Who has only to wait keeps the token, and the digits as they were typed.
func (p *Portal) reissue(e *entry, err error) string {
	if names(err, waitKey) {
		return e.Get("token")
	}
	e.Set("captcha", "")
	if names(err, harderKey) || p.hard(e) {
		return p.captcha.IssueHard()
	}
	return p.captcha.Issue()
}

func (p *Portal) hard(e *entry) bool {
	_, hard := p.captcha.Puzzle(e.Get("token"))
	return hard
}

func (p *Portal) worked(e *entry) bool { return p.captcha.Worked(e.Get("token"), e.Get("work")) }

// inTime wants of a hard form that the device has done its work or, where it has
// no script for that, that its reader has taken the time. The token is not used
// up: the same form passes later.
func (p *Portal) inTime(e *entry) error {
	wait := p.captcha.Early(e.Get("token"))
	if wait <= 0 || p.worked(e) {
		return nil
	}
	return &models.Error{
		Kind: models.KindInvalid, Key: waitKey, Field: captcha.Field, Args: map[string]any{"n": seconds(wait)},
	}
}

// admit counts a report whose digits were right. Over the easy limit the form
// comes back and asks for more; only the wall, far above, and the limit of those
// who bring patience alone refuse.
func (p *Portal) admit(c *fiber.Ctx, e *entry) error {
	switch {
	case !p.hard(e):
		if p.site.Allow(c, limit.EasySubmit) != nil {
			return &models.Error{Kind: models.KindInvalid, Key: harderKey, Field: captcha.Field}
		}
	case !p.worked(e):
		if err := p.site.Allow(c, limit.Patient); err != nil {
			return err
		}
	}
	return p.site.Allow(c, limit.Submit)
}
