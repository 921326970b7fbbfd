package portal

import (
	"context"
	"crypto/sha256"
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/receipt"
)

// remember keeps the receipt of a form that was stored, sealed to the form itself,
// for as long as its token is good. A receipt that cannot be kept is still shown
// this once.
func (p *Portal) remember(c *fiber.Ctx, e *entry, d intake.Draft, r receipt.Receipt) {
	digest, err := digestOf(d)
	if err == nil {
		err = p.captcha.Keep(context.WithoutCancel(c.UserContext()), e.Get("token"), digest, []byte(r.Text()))
	}
	if err != nil {
		p.site.Note(c, err)
	}
}

// recall gives the receipt of a form that was stored before; captcha.stored when
// another form was stored with its token, captcha.used when none was.
func (p *Portal) recall(c *fiber.Ctx, e *entry, d intake.Draft) (receipt.Receipt, error) {
	digest, err := digestOf(d)
	if err != nil {
		return receipt.Receipt{}, err
	}
	text, err := p.captcha.Again(c.UserContext(), e.Get("token"), digest)
	if err != nil {
		return receipt.Receipt{}, err
	}
	r, err := receipt.Parse(string(text))
	if err != nil {
		return receipt.Receipt{}, models.Internal(err)
	}
	return r, nil
}

// digestOf tells one form from another: all that was typed and every file, but
// not the language of the page.
func digestOf(d intake.Draft) ([]byte, error) {
	said := []any{d.Category, d.UnitID, d.UnitText, d.Text, d.Name, d.Contact, d.Urgent}
	for _, f := range d.Files {
		said = append(said, f.Name, f.Size, f.SHA256)
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return nil, models.Internal(err)
	}
	sum := sha256.Sum256(raw)
	return sum[:], nil
}
