package portal

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
)

// remember keeps what was given for a form that was stored, sealed to the form itself,
// for as long as its token is good. A receipt that cannot be kept is still shown
// this once.
func (p *Portal) remember(c *fiber.Ctx, e *entry, d intake.Draft, h handed) {
	digest, err := digestOf(d)
	kept, broken := json.Marshal(h.slip())
	if err = errors.Join(err, broken); err == nil {
		err = p.captcha.Keep(context.WithoutCancel(c.UserContext()), e.Get("token"), digest, kept)
	}
	if err != nil {
		p.site.Note(c, err)
	}
}

// recall gives what was given for a form that was stored before; captcha.stored when
// another form was stored with its token, captcha.used when none was.
func (p *Portal) recall(c *fiber.Ctx, e *entry, d intake.Draft) (handed, error) {
	digest, err := digestOf(d)
	if err != nil {
		return handed{}, err
	}
	text, err := p.captcha.Again(c.UserContext(), e.Get("token"), digest)
	if err != nil {
		return handed{}, err
	}
	var s slip
	if err := json.Unmarshal(text, &s); err != nil {
		return handed{}, models.Internal(err)
	}
	return s.handed()
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
