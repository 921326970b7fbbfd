package portal

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/web/limit"
)

// submit takes a report in. The answer is the receipt, after the report is
// stored, or the form again with everything typed.
func (p *Portal) submit(c *fiber.Ctx) error {
	n, err := p.notices.current(c.UserContext())
	if err != nil {
		return err
	}
	limited := p.site.Allow(c, limit.Submit)
	e, err := p.read(c, n, limited == nil)
	switch {
	case limited != nil:
		return p.again(c, e, p.captcha.Issue(), limited)
	case err != nil:
		if models.KindOf(err) == models.KindInvalid {
			p.letGo(c, e)
		}
		return p.again(c, e, p.captcha.Issue(), err)
	case e.Get("another") != "":
		e.Set("captcha", "")
		return p.again(c, e, p.captcha.Issue(), nil)
	}
	draft, err := e.draft(p.site.LangOf(c), p.now())
	if err != nil { // the picture was not used up: it stays
		return p.again(c, e, e.Get("token"), err)
	}
	result, err := p.deliver(c, e, draft)
	if err != nil {
		e.Set("captcha", "")
		return p.again(c, e, p.captcha.Issue(), err)
	}
	return p.giveReceipt(c, result.Receipt)
}

// deliver uses the token of the form up and hands the report over. Who brings a
// token that we never gave out did not come by our form: the files are let go.
func (p *Portal) deliver(c *fiber.Ctx, e *entry, draft intake.Draft) (intake.Result, error) {
	if err := p.captcha.Verify(c.UserContext(), e.Get("token"), e.Get("captcha")); err != nil {
		var fault *models.Error
		if errors.As(err, &fault) && fault.Key == "captcha.malformed" {
			p.letGo(c, e)
		}
		return intake.Result{}, err
	}
	return p.intake.Submit(c.UserContext(), draft)
}

// letGo removes the files that came with this sending. Those of an earlier one
// stay: they may belong to a report that was stored meanwhile.
func (p *Portal) letGo(c *fiber.Ctx, e *entry) {
	p.intake.Discard(context.WithoutCancel(c.UserContext()), e.Received)
	e.Received = nil
}
