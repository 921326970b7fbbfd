package portal

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/web"
	"heed/web/form"
	"heed/web/limit"
	"heed/web/qrcode"
)

// receiptPage shows a receipt. It is the answer to a POST and has no address of
// its own: the receipt goes from page to page in a sealed field.
type receiptPage struct {
	web.Page
	Form   form.Form
	Groups [5]string
	QR     template.URL //nolint:forbidigo // qrcode makes it of a PNG; empty when no picture could be made
	Parcel string
	// Statement is the evidence that the report was taken in; empty when none could be made.
	Statement string
	Files     []taken
}

// slip carries what a reporter is given in a parcel.
type slip struct {
	Receipt   string  `json:"receipt"`
	Statement string  `json:"statement,omitempty"`
	Files     []taken `json:"files,omitempty"`
}

func (h handed) slip() slip { return slip{h.receipt.Text(), h.statement, h.files} }

func (s slip) handed() (handed, error) {
	r, err := receipt.Parse(s.Receipt)
	if err != nil {
		return handed{}, models.Internal(err)
	}
	return handed{r, s.Statement, s.Files}, nil
}

// Marks stand in the ready-made page of a receipt where those of each go.
const (
	slipMark  = "HEEDslipHEED"
	qrMark    = "HEEDpictureHEED"
	proofMark = "HEEDstatementHEED"
)

func groupMarks() [5]string {
	return [5]string{"HEEDgroupAHEED", "HEEDgroupBHEED", "HEEDgroupCHEED", "HEEDgroupDHEED", "HEEDgroupEHEED"}
}

// giveReceipt answers a report that was stored. The page is rendered once for
// each language and size of text; only what is the receipt's own is new each time.
func (p *Portal) giveReceipt(c *fiber.Ctx, h handed) error {
	ready, err := p.readyReceipt(formKey{p.site.LangOf(c), c.Query("text") == "large"})
	if err != nil {
		return err
	}
	picture, err := qrcode.DataURI(h.receipt.Text())
	if err != nil || h.statement == "" || len(h.files) > 0 {
		return p.showReceipt(c, h, nil)
	}
	parcel, err := p.parcels.seal(receiptParcel, h.slip())
	if err != nil {
		return err
	}
	g := h.receipt.Groups()
	return ready.Send(c, fiber.StatusOK, g[0], g[1], g[2], g[3], g[4], parcel, string(picture), h.statement)
}

func (p *Portal) readyReceipt(key formKey) (*web.Spliced, error) {
	if made, ok := p.receipts.Load(key); ok {
		if s, ok := made.(*web.Spliced); ok {
			return s, nil
		}
	}
	groups := groupMarks()
	s, err := p.site.Splice("receipt", receiptPage{
		Page: p.site.PageFor(key.lang, "/report", key.large, "portal.receipt.title"), Form: form.New(nil, nil),
		Groups: groups, Parcel: slipMark, Statement: proofMark,
		QR: template.URL(qrMark), //nolint:forbidigo,gosec // a word of ours
	}, append(groups[:], slipMark, qrMark, proofMark)...)
	if err != nil {
		return nil, models.Internal(err)
	}
	p.receipts.Store(key, s)
	return s, nil
}

// showReceipt answers with a receipt; err is what was wrong with a retyped group.
func (p *Portal) showReceipt(c *fiber.Ctx, h handed, err error) error {
	parcel, perr := p.parcels.seal(receiptParcel, h.slip())
	if perr != nil {
		return perr
	}
	picture, qerr := qrcode.DataURI(h.receipt.Text())
	if qerr != nil {
		p.site.Note(c, models.Internal(qerr)) // the receipt is shown without its picture
	}
	status := fiber.StatusOK
	if err != nil {
		status = p.site.Note(c, err)
	}
	return p.site.Render(c, status, "receipt", receiptPage{
		Page: p.site.Page(c, "portal.receipt.title"), Form: form.New(nil, err),
		Groups: h.receipt.Groups(), QR: picture, Parcel: parcel, Statement: h.statement, Files: h.files,
	})
}

// carried opens what a page brings back.
func (p *Portal) carried(v form.Values) (handed, error) {
	var s slip
	if err := p.parcels.open(receiptParcel, v.Get("parcel"), &s); err != nil {
		return handed{}, err
	}
	return s.handed()
}

// brought is the form of a page of a receipt, and the receipt that it carries.
func (p *Portal) brought(c *fiber.Ctx) (form.Values, handed, error) {
	v, err := p.site.ReadForm(c)
	if err != nil {
		return v, handed{}, err
	}
	h, err := p.carried(v)
	return v, h, err
}

// receiptAgain shows the same receipt, in the other language or size of text.
func (p *Portal) receiptAgain(c *fiber.Ctx) error {
	_, h, err := p.brought(c)
	if err != nil {
		return err
	}
	return p.showReceipt(c, h, nil)
}

// receiptGone answers who comes to the address of the receipt without one, by
// the history of the browser or a reload.
func (p *Portal) receiptGone(c *fiber.Ctx) error {
	return models.Fail(models.KindGone, "portal.error.receipt_gone")
}

// notedPage says that the receipt was written down.
type notedPage struct{ web.Page }

// confirm asks whether the last group was written down right.
func (p *Portal) confirm(c *fiber.Ctx) error {
	v, h, err := p.brought(c)
	if err != nil {
		return err
	}
	if err := p.site.Allow(c, limit.Form); err != nil {
		return p.showReceipt(c, h, err)
	}
	if !h.receipt.LastGroupIs(v.Get("group")) {
		return p.showReceipt(c, h, &models.Error{Kind: models.KindInvalid, Key: "portal.error.group", Field: "group"})
	}
	return p.site.Render(c, fiber.StatusOK, "noted", notedPage{p.site.Page(c, "portal.noted.title")})
}

// save gives the receipt as a text file with a name that tells nothing.
func (p *Portal) save(c *fiber.Ctx) error {
	_, h, err := p.brought(c)
	if err != nil {
		return err
	}
	c.Response().Header.SetContentType("text/plain; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="note.txt"`)
	return c.SendString("\ufeff" + p.site.T(c, "portal.receipt.file", "receipt", h.receipt.Text()) + "\r\n")
}
