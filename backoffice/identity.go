package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/keyring"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// identitiesShown is how many tips a page of the custodians' list has.
const identitiesShown = 50

// identitiesPage is a custodian's beginning: the requests under way, and the
// tips that hold an identity, by number alone.
type identitiesPage struct {
	Page
	Requests []openingRow
	Tips     []identityRow
	Number   string // the number that was looked for
	Next     string
	Keeper   bool // the member is one of two custodians of some round
}

// openingRow is a request under way.
type openingRow struct {
	models.IdentityOpening
	Number string
	State  models.OpeningState
	Tone   string
	Mine   bool // the next step is the member's
}

// identityRow is a tip with a sealed identity.
type identityRow struct {
	ID     int64
	Number string
	Asked  int64 // the request under way; 0 for none
}

func (b *Backoffice) identities(v *visit) error {
	page := identitiesPage{Number: v.Query("number")}
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error { return page.read(tx, v) })
	if err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.identities.title"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "identities", page)
}

func (p *identitiesPage) read(tx *store.Tx, v *visit) error {
	held, err := tx.Custody()
	if err != nil {
		return err
	}
	f := store.IdentityFilter{StaffID: v.me.ID, Number: p.Number, After: v.query("after"), Limit: identitiesShown + 1}
	for key, pair := range held {
		if pair.Has(v.me.ID) {
			f.KeyIDs = append(f.KeyIDs, key)
		}
	}
	p.Keeper = len(f.KeyIDs) > 0
	asked, err := p.readRequests(tx, v)
	if err != nil {
		return err
	}
	tips, err := tx.Identities(f)
	if err != nil {
		return err
	}
	if len(tips) > identitiesShown {
		tips = tips[:identitiesShown]
		p.Next = withQuery("/identities", "after", decimal(tips[identitiesShown-1].ID))
	}
	for _, t := range tips {
		p.Tips = append(p.Tips, identityRow{t.ID, t.Number, asked[t.ID]})
	}
	return nil
}

// readRequests lists the requests under way, those that wait for the member
// first, and says which tip has which.
func (p *identitiesPage) readRequests(tx *store.Tx, v *visit) (map[int64]int64, error) {
	rows, err := tx.Openings(v.me.ID)
	if err != nil {
		return nil, err
	}
	asked := map[int64]int64{}
	for _, o := range rows {
		row, err := newOpeningRow(tx, v, o)
		if err != nil {
			return nil, err
		}
		asked[o.TipID] = o.ID
		p.Requests = append(p.Requests, row)
	}
	slices.SortStableFunc(p.Requests, func(a, b openingRow) int {
		switch {
		case a.Mine == b.Mine:
			return 0
		case a.Mine:
			return -1
		}
		return 1
	})
	return asked, nil
}

func newOpeningRow(tx *store.Tx, v *visit, o models.IdentityOpening) (openingRow, error) {
	t, err := tx.Tip(models.Scope{StaffID: v.me.ID, All: true}, o.TipID)
	row := openingRow{IdentityOpening: o, Number: t.Number, State: o.State(tx.Now()), Mine: o.WaitsFor(v.me.ID, tx.Now())}
	switch row.State {
	case models.OpeningAsked:
		row.Tone = "wait"
	case models.OpeningReady:
		row.Tone = "open"
	case models.OpeningOpened:
		row.Tone = "done"
	case models.OpeningExpired:
		row.Tone = "neutral"
	}
	return row, err
}

// askPage asks what for, and by which approval, an identity is to be opened.
type askPage struct {
	Page
	Form     form.Form
	TipID    int64
	Number   string
	Purposes []web.Choice
}

func (b *Backoffice) askForm(v *visit) error { return b.showAsk(v, v.query("tip"), nil, nil) }

func (b *Backoffice) showAsk(v *visit, tipID int64, f form.Values, fault error) error {
	page := askPage{TipID: tipID, Purposes: keyedPurposes()}
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		t, err := tx.Tip(models.Scope{StaffID: v.me.ID, All: true}, tipID)
		page.Number = t.Number
		return err
	})
	if err != nil {
		return err
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page.Form = form.New(f, fault)
	if page.Page, err = b.page(v, "backoffice.identity.ask", "number", page.Number); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "ask", page)
}

func keyedPurposes() []web.Choice {
	var out []web.Choice
	for _, p := range models.IdentityPurposes() {
		out = append(out, web.Choice{Value: string(p), Key: p.Key()})
	}
	return out
}

// ask begins an opening; of the outer custodian it takes the half at once.
func (b *Backoffice) ask(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	o, err := b.keys.RequestIdentity(v.UserContext(), v.me, v.id, keyring.IdentityRequest{
		TipID: whole(f.Get("tip")), Purpose: models.IdentityPurpose(f.Get("purpose")), Approval: f.Get("approval"),
	})
	if models.KindOf(err) == models.KindInvalid {
		return b.showAsk(v, whole(f.Get("tip")), f, err)
	}
	if err != nil {
		return err
	}
	return v.to("/identities/"+decimal(o.ID), "identity_asked")
}
