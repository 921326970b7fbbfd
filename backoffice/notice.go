package backoffice

import (
	"strings"
	"time"
	"unicode/utf8"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
	"heed/web/locale"
)

// How long a text of a notice may be, in characters.
const maxNotice = 4000

// noticePage is the form of what the public is told of a round.
type noticePage struct {
	Page
	Round     string
	RoundID   int64
	Published bool // as it stands now
	Form      form.Form
	Langs     []noticeLang
}

// noticeLang is one language of the form; its fields end in _Code.
type noticeLang struct {
	Code, Name string
	First      bool // the language that the others fall back to
	Open       bool // something is written in it
}

// noticeFields are the texts of a notice by the name of their field.
func noticeFields(t *models.NoticeText) map[string]*string {
	return map[string]*string{
		"body": &t.Body, "hours": &t.Hours, "address": &t.Address, "boxes": &t.Boxes, "visit": &t.Visit, "visit_hours": &t.VisitHours, "beyond": &t.Beyond,
	}
}

func (b *Backoffice) noticeForm(v *visit) error { return b.showNotice(v, nil, nil) }

func (b *Backoffice) showNotice(v *visit, f form.Values, fault error) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	page := noticePage{RoundID: id}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		r, err := tx.Round(id)
		if err == nil && r.Standing { // it has no closing time, and no notice
			err = models.Fail(models.KindNotFound, "error.not_found")
		}
		if err != nil {
			return err
		}
		if page.Page, err = b.pageIn(tx, v, "backoffice.notice.title"); err != nil {
			return err
		}
		page.Round = named(v.lang, r.Name, r.NameEn)
		n, err := tx.Notice(id)
		if err != nil && models.KindOf(err) != models.KindNotFound {
			return err
		}
		page.Published = n.Published
		if f == nil {
			f = noticeValues(n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	page.Form, page.Langs = form.New(f, fault), b.noticeLangs(f)
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	return b.site.Render(v.Ctx, status, "notice", page)
}

// noticeValues are the fields of a notice as it stands.
func noticeValues(n models.Notice) form.Values {
	f := form.Values{"since": {n.Since}, "phone": {n.Phone}, "mailbox": {n.Mailbox}}
	if n.Published {
		f.Set("published", "1")
	}
	for _, t := range n.Texts {
		for name, text := range noticeFields(&t) {
			f.Set(name+"_"+t.Lang, *text)
		}
	}
	return f
}

func (b *Backoffice) noticeLangs(f form.Values) []noticeLang {
	var all []noticeLang
	for _, l := range b.site.Langs() {
		row := noticeLang{Code: string(l), Name: b.site.LangName(l), First: l == locale.ZH}
		for name := range noticeFields(&models.NoticeText{}) {
			row.Open = row.Open || row.First || f.Get(name+"_"+row.Code) != ""
		}
		all = append(all, row)
	}
	return all
}

func (b *Backoffice) saveNotice(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return b.showNotice(v, f, err)
	}
	id, err := v.number()
	if err != nil {
		return err
	}
	n, err := readNotice(f, b.site.Langs())
	if err != nil {
		return b.showNotice(v, f, err)
	}
	n.RoundID = id
	if err := b.store.Write(v.UserContext(), func(tx *store.Tx) error { return tx.SaveNotice(n, v.me.ID) }); err != nil {
		return err
	}
	return v.to("/rounds", "saved")
}

// readNotice reads the form. What is published says something in the first
// language.
func readNotice(f form.Values, langs []locale.Lang) (models.Notice, error) {
	var faults models.FieldErrors
	n := models.Notice{Published: f.Has("published", "1"), Since: f.Get("since"), Phone: f.Get("phone"), Mailbox: f.Get("mailbox")}
	if _, err := time.Parse(time.DateOnly, n.Since); n.Since != "" && err != nil {
		faults.Add("since", "backoffice.error.date")
	}
	if n.Mailbox != "" && strings.Count(n.Mailbox, "@") != 1 {
		faults.Add("mailbox", "backoffice.error.mailbox")
	}
	for _, l := range langs {
		t := models.NoticeText{Lang: string(l)}
		for name, text := range noticeFields(&t) {
			field := name + "_" + t.Lang
			if *text = f.Get(field); utf8.RuneCountInString(*text) > maxNotice {
				faults.Add(field, "backoffice.error.long")
			}
		}
		if l == locale.ZH && n.Published && t.Body == "" {
			faults.Add("body_"+t.Lang, "backoffice.error.required")
		}
		n.Texts = append(n.Texts, t)
	}
	return n, faults.Err()
}
