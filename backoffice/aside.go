package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// asideLimit is how many rows a page of asides has: a mailbox that was neglected
// brings bounces by the hundred, which are ticked and left together. A form takes
// 200 fields.
const asideLimit = 150

// asidesPage lists the mail that was put aside, in clear facts only.
type asidesPage struct {
	Page
	Kinds   []facet // those that wait, by reason; each number leads to as many rows (P10)
	Rows    []asideRow
	Settled bool // those that somebody settled, in place of those that wait
	Late    bool // those alone whose day has passed
	Back    string
	First   string
	Next    string
}

type asideRow struct {
	models.Aside
	Late   bool
	Who    string // who settled it
	Amount string
}

func newAsideRow(tx *store.Tx, d *store.Directory, a models.Aside) asideRow {
	return asideRow{Aside: a, Late: tx.IsLate(a), Who: d.Staff[a.LookedBy], Amount: amount(a.Bytes)}
}

// Kind is the message key of why it was put aside, in a word or two.
func (r asideRow) Kind() string { return "backoffice.aside.kind." + r.Reason }

// asides lists those that nobody has settled, or those that somebody has.
func (b *Backoffice) asides(v *visit) error {
	f := store.AsideFilter{Settled: v.Query("settled") == "1", Late: v.Query("late") == "1", Reason: v.Query("reason"), Before: v.query("before"), Limit: asideLimit}
	page := asidesPage{Settled: f.Settled, Late: f.Late, Back: newAddress(v.OriginalURL()).with("done", "").String()}
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		if page.Page, err = b.pageIn(tx, v, "backoffice.aside.title"); err != nil {
			return err
		}
		return page.read(tx, v.me.Scope(), f)
	})
	if err != nil {
		return err
	}
	if f.Before != 0 {
		page.First = withQuery(page.Back, "before", "")
	}
	if len(page.Rows) == asideLimit {
		page.Next = withQuery(page.Back, "before", decimal(page.Rows[asideLimit-1].ID))
	}
	return b.site.Render(v.Ctx, 200, "asides", page)
}

func (p *asidesPage) read(tx *store.Tx, scope models.Scope, f store.AsideFilter) error {
	counts, err := tx.CountAsides(scope)
	if err != nil {
		return err
	}
	all := facet{Key: "backoffice.aside.waiting", URL: "/asides", Here: !f.Settled && !f.Late && f.Reason == ""}
	for _, c := range counts {
		all.N += c.N
		p.Kinds = append(p.Kinds, facet{
			Key: "backoffice.aside.kind." + c.Reason, URL: "/asides?reason=" + c.Reason, N: c.N, Here: !f.Settled && !f.Late && f.Reason == c.Reason,
		})
	}
	p.Kinds = slices.Insert(p.Kinds, 0, all)
	rows, err := tx.Asides(scope, f)
	if err != nil {
		return err
	}
	d, err := tx.Directory()
	if err != nil {
		return err
	}
	for _, a := range rows {
		p.Rows = append(p.Rows, newAsideRow(tx, d, a))
	}
	return nil
}

// leaveAsides leaves those that were ticked aside. Any that somebody else settled
// meanwhile is passed over.
func (b *Backoffice) leaveAsides(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	return b.leave(v, f, numbers(f.All("id")))
}

func (b *Backoffice) leave(v *visit, f form.Values, ids []int64) error {
	err := b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		_, err := tx.LeaveAsides(v.me.Scope(), ids, v.me.ID)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(local(f.Get("back"), "/asides"), "left")
}
