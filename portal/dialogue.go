package portal

import (
	"crypto/rand"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/receipt"
	"heed/web/form"
	"heed/web/limit"
)

// words is one sending of the form on the page of a report: what its reporter
// adds. The receipt comes in the sealed field of the page.
type words struct {
	entry
	receipt receipt.Receipt
	found   *record // nil until the receipt is known
}

// talk takes in what a reporter adds. The answer is the page of the report again,
// after the message is stored, or with everything typed and what is wrong with it.
func (p *Portal) talk(c *fiber.Ctx) error {
	limited := p.site.Allow(c, limit.Form)
	w, err := p.hear(c, limited == nil)
	switch {
	case w.found == nil:
		return p.askReceipt(c, w.Values, err)
	case limited != nil:
		return p.talkAgain(c, w, limited)
	case err != nil:
		if models.KindOf(err) == models.KindInvalid {
			p.letGo(c, &w.entry)
		}
		return p.talkAgain(c, w, err)
	case w.Get("another") != "": // the other language or size of text
		return p.talkAgain(c, w, nil)
	}
	if err := p.addWords(c, w); err != nil {
		return p.talkAgain(c, w, err)
	}
	found, err := p.find(c.UserContext(), w.receipt)
	if err != nil {
		return err
	}
	return p.showStatus(c, w.receipt, found, talkForm{sent: "portal.talk.sent_" + string(w.kind())})
}

// hear reads a sending. The receipt stands before the first file, which is sealed
// to the round of its report.
func (p *Portal) hear(c *fiber.Ctx, take bool) (*words, error) {
	w := &words{}
	v, err := p.site.ReadUpload(c, formLimits(p.intake.Limits()), func(v form.Values, f form.File) error {
		if err := w.enter(p, c, v); err != nil || !take {
			return err
		}
		return p.receive(c, &w.entry, f)
	})
	if entered := w.enter(p, c, v); entered != nil {
		err = entered
	}
	return w, err
}

// enter finds the report, once, and reads what comes before the files.
func (w *words) enter(p *Portal, c *fiber.Ctx, v form.Values) error {
	w.Values = v
	if w.found == nil {
		r, err := p.given(v)
		if err != nil {
			return err
		}
		found, err := p.find(c.UserContext(), r)
		if err != nil {
			return err
		}
		w.receipt, w.found = r, &found
		w.notice = &notice{Round: models.Round{ID: found.tip.RoundID}}
	}
	w.unpack(p, v)
	return nil
}

// kind is what the button says that was pressed.
func (w *words) kind() models.MessageKind {
	switch k := models.MessageKind(w.Get("kind")); k {
	case models.MessageWithdraw, models.MessageProtect:
		return k
	default:
		return models.MessageFact
	}
}

// addWords hands a message over. Withdrawing is asked twice.
func (p *Portal) addWords(c *fiber.Ctx, w *words) error {
	faults := w.faults
	if w.kind() == models.MessageWithdraw && w.Get("sure") != "1" {
		faults.Add("sure", "portal.error.sure")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if err := p.site.Allow(c, limit.Message); err != nil {
		return err
	}
	_, err := p.intake.Reply(c.UserContext(), intake.ReplyDraft{
		Receipt: w.receipt, Kind: w.kind(), Text: w.Get("text"), Files: w.files(), Once: w.Get("once"),
	})
	if names(err, "error.files_gone") {
		p.letGo(c, &w.entry)
		w.Kept = nil
	}
	return err
}

// talkForm is the form of the dialogue as it is to be shown.
type talkForm struct {
	form form.Form
	kept []intake.Staged
	once string // empty for a new form
	sent string // message key that confirms what was sent
	err  error
}

// talkAgain shows the page with everything that was typed and received; err is
// nil when only the language or the size of text was changed.
func (p *Portal) talkAgain(c *fiber.Ctx, w *words, err error) error {
	return p.showStatus(c, w.receipt, *w.found, talkForm{
		form: form.New(w.Values, err), kept: w.files(), once: w.Get("once"), err: err,
	})
}

// name gives a new form its name, by which the same sending is told from another.
func (f *talkForm) name() string {
	if f.once == "" {
		f.once = rand.Text()
	}
	return f.once
}
