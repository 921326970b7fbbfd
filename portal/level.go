package portal

import (
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/receipt"
	"heed/web/form"
)

// levelOpenings is how many messages each look-up opens at the least: those of the
// report, and beyond them one that opens for nobody.
const levelOpenings = 4

// newDecoy makes a message that is sealed to a reporter whom nobody knows.
func newDecoy() ([]byte, error) {
	nobody, err := receipt.New()
	if err != nil {
		return nil, err
	}
	to, err := nobody.Recipient()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(models.MessageText{Text: strings.Repeat("问", 100)})
	if err != nil {
		return nil, err
	}
	return seal.Bytes(text, to)
}

// typed is the receipt of a form. What cannot be one becomes one that was never
// given out, so that it takes the same way.
func typed(v form.Values) (receipt.Receipt, error) {
	r, err := receipt.Parse(v.Get("receipt"))
	if err == nil {
		return r, nil
	}
	if r, err = receipt.New(); err != nil {
		return receipt.Receipt{}, models.Internal(err)
	}
	return r, nil
}

// answer shows what became of a report or, with refusal, that there is none. Both
// pages are made each time and as many messages opened, and the one that is not
// meant is thrown away: how long an answer takes does not tell a receipt that was
// given out from any other. What differs is told in the threat model.
func (p *Portal) answer(c *fiber.Ctx, v form.Values, r receipt.Receipt, found record, refusal error) error {
	for n := found.fromOffice(); n < levelOpenings; n++ {
		_, _ = r.Open(p.decoy) // it opens for nobody
	}
	status := func() error { return p.showStatus(c, r, found, talkForm{form: form.New(v, nil)}) }
	if refusal != nil {
		found = record{tip: models.Tip{State: models.StateReceived, ReceivedAt: p.now()}}
		if err := status(); err != nil {
			return err
		}
		return p.askReceipt(c, v, refusal)
	}
	if err := p.askReceipt(c, v, unknownReceipt()); err != nil {
		return err
	}
	return status()
}

// fromOffice is how many messages of a report are sealed to its reporter.
func (r record) fromOffice() int {
	n := 0
	for _, m := range r.messages {
		if m.Sender == models.FromOffice {
			n++
		}
	}
	return n
}
