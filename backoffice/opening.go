package backoffice

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	netmail "net/mail"
	"strings"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"

	"golang.org/x/net/html/charset"
)

// openingPage is one request: who has done what, and the member's next step.
type openingPage struct {
	Page
	Opening openingRow
	Asker   string
	Outer   string
	Inner   string
	Half    bool           // the next step is to add the member's half
	Open    bool           // the next step is to open
	Mails   []originalFile // as the tip and what was written to it later came, which open too
	Files   []originalFile
}

// originalFile is a file or a mail as it came, which opens too.
type originalFile struct {
	Ord, Number int
	Amount      string
}

func (b *Backoffice) opening(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	page := openingPage{}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error { return page.read(tx, v, id) })
	if err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.identity.title", "number", page.Opening.Number); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "opening", page)
}

func (p *openingPage) read(tx *store.Tx, v *visit, id int64) error {
	o, err := tx.Opening(v.me.ID, id)
	if err != nil {
		return err
	}
	if p.Opening, err = newOpeningRow(tx, v, o); err != nil {
		return err
	}
	members, err := tx.Members()
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	p.Asker, p.Outer, p.Inner = names[o.RequestedBy], names[o.OuterID], names[o.InnerID]
	p.Half = p.Opening.Mine && p.Opening.State == models.OpeningAsked
	p.Open = p.Opening.Mine && p.Opening.State == models.OpeningReady
	sealed, err := tx.IdentityEnvelopes(o.TipID)
	for _, e := range sealed {
		came := originalFile{e.Ord, e.Ord + 1, amount(e.Size)}
		switch e.Kind { //nolint:exhaustive // an identity has no file
		case models.EnvelopeMail:
			p.Mails = append(p.Mails, came)
		case models.EnvelopeOriginal:
			p.Files = append(p.Files, came)
		}
	}
	return err
}

// stepOpening takes the member's next step of a request.
func (b *Backoffice) stepOpening(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	switch f.Get("do") {
	case "half":
		if err := b.keys.GiveIdentityHalf(v.UserContext(), v.me, v.id, id); err != nil {
			return err
		}
		return v.to("/identities/"+decimal(id), "identity_half")
	case "open":
		return b.openIdentity(v, id)
	case "mail":
		return b.sendMail(v, id, int(whole(f.Get("ord"))))
	case "original":
		return b.sendOriginal(v, id, int(whole(f.Get("ord"))))
	}
	return models.Fail(models.KindInvalid, "error.malformed")
}

// openedPage shows an identity, this once.
type openedPage struct {
	Page
	Opening  openingRow
	Reporter models.IdentityEnvelope
	Nothing  bool // neither name nor contact: only the mail tells
}

// openIdentity ends a request: the half is erased and the opening on record
// before the page leaves. What else the page needs is read before, so that
// nothing is used up for a page that cannot be shown.
func (b *Backoffice) openIdentity(v *visit, id int64) error {
	page := openedPage{}
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		o, err := tx.Opening(v.me.ID, id)
		if err == nil {
			page.Opening, err = newOpeningRow(tx, v, o)
		}
		return err
	})
	if err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.identity.title", "number", page.Opening.Number); err != nil {
		return err
	}
	err = b.keys.OpenIdentity(v.UserContext(), v.me, v.id, id, func(key open.Identity, sealed []models.Envelope) error {
		return b.readIdentity(v, key, sealed, &page.Reporter)
	})
	if err != nil {
		return err
	}
	page.Nothing = page.Reporter.Name == "" && page.Reporter.Contact == "" && page.Reporter.Mail == ""
	return b.site.Render(v.Ctx, 200, "opened", page)
}

func (b *Backoffice) readIdentity(v *visit, key open.Identity, sealed []models.Envelope, who *models.IdentityEnvelope) error {
	for _, e := range sealed {
		if e.Kind == models.EnvelopeMail && who.Mail != "" {
			continue // what joined the tip later is of the same sender
		}
		plain, err := b.openEnvelope(v.UserContext(), e, key)
		if err != nil {
			return err
		}
		if e.Kind == models.EnvelopeMail {
			who.Mail = senderOf(plain)
			continue
		}
		if err := json.Unmarshal(plain, who); err != nil {
			return models.Internal(err)
		}
	}
	return nil
}

// senderOf is the From of a mail as its header says, in whatever charset, or
// nothing when it cannot be read: the mail itself is there to download.
func senderOf(raw []byte) string {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	names := netmail.AddressParser{WordDecoder: &mime.WordDecoder{
		CharsetReader: func(label string, r io.Reader) (io.Reader, error) { return charset.NewReaderLabel(label, r) },
	}}
	from, err := names.ParseList(m.Header.Get("From"))
	if err != nil || len(from) == 0 {
		return m.Header.Get("From")
	}
	return strings.TrimSpace(from[0].Name + " <" + from[0].Address + ">")
}

// sendMail sends a raw mail of a tip, as it came.
func (b *Backoffice) sendMail(v *visit, id int64, ord int) error {
	key, mail, err := b.keys.IdentityMail(v.UserContext(), v.me, v.id, id, ord)
	if err != nil {
		return err
	}
	return b.stream(v, mail, key, "mail-"+decimal(mail.TipID)+"-"+decimal(int64(ord)+1)+".eml", -1)
}

// sendOriginal sends a file as it came. Its name is sealed to a key that custodians
// do not hold: it goes by its number on the tip's page.
func (b *Backoffice) sendOriginal(v *visit, id int64, ord int) error {
	key, original, err := b.keys.IdentityOriginal(v.UserContext(), v.me, v.id, id, ord)
	if err != nil {
		return err
	}
	return b.stream(v, original, key, "original-"+decimal(original.TipID)+"-"+decimal(int64(ord)+1), -1)
}
