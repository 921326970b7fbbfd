package backoffice

import (
	"strconv"

	"heed/models"
	"heed/models/store"
)

// asidePage is a mail that was put aside, opened as a tip is.
type asidePage struct {
	Page
	Mail  asideRow
	Tip   *tipView // what it would say as a tip
	Taken string   // the tip that it became; "" for none
	May   bool     // the member may settle it
}

// openAside notes in the audit log that the member reads it, and only then
// unseals it, in memory. To read it settles nothing.
func (b *Backoffice) openAside(v *visit) error {
	page := asidePage{}
	err := b.readAside(v, &page)
	if err != nil {
		return err
	}
	if err := b.unsealAside(v, &page); err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.aside.one"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "aside", page)
}

func (b *Backoffice) readAside(v *visit, page *asidePage) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	page.Tip = &tipView{}
	return b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		a, err := tx.Aside(v.me.Scope(), id)
		if err != nil {
			return err
		}
		d, err := tx.Directory()
		if err != nil {
			return err
		}
		page.Mail = newAsideRow(tx, d, a)
		page.Tip.Channel, page.Tip.Lang, page.May = models.ChannelMail, a.Lang, a.TipID == 0
		if a.TipID != 0 {
			page.Taken = "/tips/" + decimal(a.TipID)
		}
		tx.NoteAsideRead(a, v.me.ID)
		page.Tip.envelopes, err = tx.AsideParts(id)
		return err
	})
}

// unsealAside opens the text; the mail as it came is for the custodians, once it
// is a tip. What became a tip is opened there.
func (b *Backoffice) unsealAside(v *visit, page *asidePage) error {
	t := page.Tip
	err := b.unsealText(v, t)
	for _, f := range t.Text.Files {
		t.Files = append(t.Files, attached{FileNote: f, Amount: amount(f.Size), Marked: marked(f), URL: asideURL(page.Mail.ID) + "/files/" + strconv.Itoa(f.Ord)})
	}
	return err
}

func asideURL(id int64) string { return "/asides/" + decimal(id) }

// asideFile sends an attachment, which the browser saves and never shows.
func (b *Backoffice) asideFile(v *visit) error {
	page := asidePage{}
	if err := b.readAside(v, &page); err != nil {
		return err
	}
	if err := b.unsealAside(v, &page); err != nil {
		return err
	}
	ord := int(whole(v.Params("ord")))
	e, ok := page.Tip.find(models.EnvelopeFile, ord)
	if !ok {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	for _, f := range page.Tip.Files {
		if f.Ord == ord {
			if f.Marked && v.Query("sure") == "" { // whoever follows an old link reads of the virus first
				return v.Redirect(asideURL(page.Mail.ID))
			}
			return b.send(v, e, f.Name, int(f.Size))
		}
	}
	return b.send(v, e, "file", -1)
}

// settleAside takes it as a tip, or leaves it aside.
func (b *Backoffice) settleAside(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	if f.Get("do") == "leave" {
		err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
			_, err := tx.Aside(v.me.Scope(), id)
			return err
		})
		if err != nil {
			return err
		}
		return b.leave(v, f, []int64{id})
	}
	if f.Get("do") != "take" {
		return models.Fail(models.KindInvalid, "error.malformed")
	}
	var tip models.Tip
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) (err error) {
		tip, err = tx.TakeAside(v.me.Scope(), id, v.me.ID)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/tips/"+decimal(tip.ID), "taken")
}
