package portal

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/web/form"
	"heed/web/limit"
)

// submit takes a report in. The answer is the receipt, after the report is
// stored, or the form again with everything typed.
func (p *Portal) submit(c *fiber.Ctx) error {
	n, err := p.notices.current(c.UserContext())
	if err != nil {
		return err
	}
	limited := p.site.Allow(c, limit.Form)
	e, err := p.read(c, n, limited == nil)
	switch {
	case limited != nil:
		return p.again(c, e, p.reissue(e, nil), limited)
	case err != nil:
		if models.KindOf(err) == models.KindInvalid {
			p.letGo(c, e)
		}
		return p.again(c, e, p.reissue(e, nil), err)
	case e.Get("another") != "":
		return p.again(c, e, p.reissue(e, nil), nil)
	}
	draft, err := e.draft(p.site.LangOf(c), p.now())
	if err != nil { // the picture was not used up: it stays
		return p.again(c, e, e.Get("token"), err)
	}
	r, err := p.deliver(c, e, draft)
	if err != nil {
		return p.again(c, e, p.reissue(e, err), err)
	}
	return p.giveReceipt(c, r)
}

// deliver uses the token of the form up and hands the report over. Only who has
// read the picture is counted as having sent one.
func (p *Portal) deliver(c *fiber.Ctx, e *entry, draft intake.Draft) (handed, error) {
	if err := p.inTime(e); err != nil {
		return handed{}, err
	}
	if err := p.captcha.Verify(c.UserContext(), e.Get("token"), e.Get("captcha")); err != nil {
		return p.refused(c, e, draft, err)
	}
	if err := p.admit(c, e); err != nil {
		return handed{}, err
	}
	result, err := p.intake.Submit(c.UserContext(), draft)
	if err != nil {
		if names(err, "error.files_gone") {
			p.letGo(c, e)
			e.Kept = nil
		}
		return handed{}, err
	}
	h := p.hand(c, result)
	h.files = takenFrom(draft.Files)
	p.remember(c, e, draft, h)
	return h, nil
}

// refused answers a captcha that is not right. Who sends the very same form again,
// by a reload, the way back or a second click, gets the same receipt again. Who
// brings a token that we never gave out did not come by our form: the files are
// let go.
func (p *Portal) refused(c *fiber.Ctx, e *entry, draft intake.Draft, err error) (handed, error) {
	switch {
	case names(err, "captcha.malformed"):
		p.letGo(c, e)
	case names(err, "captcha.used"):
		r, err := p.recall(c, e, draft)
		if err == nil {
			p.letGo(c, e) // the first sending brought the same ones
		}
		return r, err
	}
	return handed{}, err
}

// names says whether an error is, or has among its faults, one of that key.
func names(err error, key string) bool {
	for _, fault := range form.New(nil, err).Ordered {
		if fault.Key == key {
			return true
		}
	}
	return false
}

// letGo removes the files that came with this sending. Those of an earlier one
// stay: they may belong to a report that was stored meanwhile.
func (p *Portal) letGo(c *fiber.Ctx, e *entry) {
	p.intake.Discard(context.WithoutCancel(c.UserContext()), e.Received)
	e.Received = nil
}
