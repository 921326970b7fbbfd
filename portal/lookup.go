package portal

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
	"heed/web/limit"
)

// lookupPage asks for a receipt.
type lookupPage struct {
	web.Page
	Form form.Form
}

const lookupTitle = "portal.lookup.title"

func (p *Portal) lookupForm(c *fiber.Ctx) error {
	return p.askReceipt(c, nil, nil)
}

// askReceipt shows the form, with what was typed and what is wrong with it.
func (p *Portal) askReceipt(c *fiber.Ctx, v form.Values, err error) error {
	status := fiber.StatusOK
	if err != nil {
		status = p.site.Note(c, err)
	}
	return p.site.Render(c, status, "lookup", lookupPage{Page: p.site.Page(c, lookupTitle), Form: form.New(v, err)})
}

// lookup tells what became of a report. A receipt that was never given out and
// one that cannot be a receipt get the same answer.
func (p *Portal) lookup(c *fiber.Ctx) error {
	v, err := p.site.ReadForm(c)
	if err != nil {
		return p.askReceipt(c, v, err)
	}
	if v.Get("another") != "" { // the other language or size of text
		return p.askReceipt(c, v, nil)
	}
	if err := p.site.Allow(c, limit.Lookup); err != nil {
		return p.askReceipt(c, v, err)
	}
	r, err := p.given(v)
	if err != nil {
		return p.askReceipt(c, v, err)
	}
	told, err := p.find(c.UserContext(), r)
	if err != nil {
		return p.askReceipt(c, v, err)
	}
	return p.showStatus(c, r, told)
}

// given is the receipt that was typed or that the page before carries.
func (p *Portal) given(v form.Values) (receipt.Receipt, error) {
	if v.Get("parcel") != "" {
		return p.carried(v)
	}
	r, err := receipt.Parse(v.Get("receipt"))
	if err != nil {
		return receipt.Receipt{}, unknownReceipt()
	}
	return r, nil
}

func unknownReceipt() error {
	return &models.Error{Kind: models.KindNotFound, Key: "portal.error.receipt", Field: "receipt"}
}

// record is a tip with the log of its steps.
type record struct {
	tip   models.Tip
	audit []models.Audit
}

func (p *Portal) find(ctx context.Context, r receipt.Receipt) (record, error) {
	var found record
	hash := r.LookupHash()
	err := p.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if found.tip, err = tx.TipByReceipt(hash[:]); err != nil {
			return err
		}
		found.audit, err = tx.AuditOf(found.tip.ID)
		return err
	})
	if models.KindOf(err) == models.KindNotFound {
		return record{}, unknownReceipt()
	}
	return found, err
}
