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
	page := p.site.PageFor(p.site.LangOf(c), "/status", c.Query("text") == "large", lookupTitle)
	return p.site.Render(c, status, "lookup", lookupPage{Page: page, Form: form.New(v, err)})
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
	if err != nil && !names(err, unknownKey) {
		return p.askReceipt(c, v, err)
	}
	return p.answer(c, v, r, told, err)
}

// given is the receipt that was typed or that the page before carries.
func (p *Portal) given(v form.Values) (receipt.Receipt, error) {
	if v.Get("parcel") != "" {
		h, err := p.carried(v)
		return h.receipt, err
	}
	return typed(v)
}

// unknownKey tells that no report has a receipt.
const unknownKey = "portal.error.receipt"

func unknownReceipt() error {
	return &models.Error{Kind: models.KindNotFound, Key: unknownKey, Field: "receipt"}
}

// record is a tip with the log of its steps and its dialogue.
type record struct {
	tip      models.Tip
	audit    []models.Audit
	messages []models.Message
	teams    map[int64]models.Team // of the messages
}

// nobody is the tip of a receipt that was never given out: its rows are asked for
// like any other's.
const nobody = -1

func (p *Portal) find(ctx context.Context, r receipt.Receipt) (record, error) {
	var found record
	hash := r.LookupHash()
	err := p.store.Read(ctx, func(tx *store.Tx) error {
		var unknown error
		if found.tip, unknown = tx.TipByReceipt(hash[:]); unknown != nil {
			if models.KindOf(unknown) != models.KindNotFound {
				return unknown
			}
			found.tip.ID = nobody
		}
		if err := found.read(tx); err != nil {
			return err
		}
		return unknown
	})
	if models.KindOf(err) == models.KindNotFound {
		return record{}, unknownReceipt()
	}
	return found, err
}

func (r *record) read(tx *store.Tx) (err error) {
	if r.audit, err = tx.AuditOf(r.tip.ID); err != nil {
		return err
	}
	if r.messages, err = tx.Messages(r.tip.ID); err != nil {
		return err
	}
	teams, err := tx.Teams(r.tip.RoundID)
	r.teams = make(map[int64]models.Team, len(teams))
	for _, t := range teams {
		r.teams[t.ID] = t
	}
	return err
}
