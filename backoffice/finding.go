package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// findingView is a finding with its worksheet.
type findingView struct {
	models.Finding
	Text                    models.Worksheet
	Unit, Team              string
	Maker, Reviewer, Signer string
	Tone                    string
}

func newFindingView(f models.Finding, n names) *findingView {
	return &findingView{
		Finding: f, Unit: n.unit(f.UnitID), Team: n.team(f.TeamID), Tone: findingTone(f.State),
		Maker: n.staff[f.MadeBy], Reviewer: n.staff[f.ReviewedBy], Signer: n.staff[f.SignedBy],
	}
}

func findingTone(s models.FindingState) string {
	switch s {
	case models.FindingSigned:
		return "done"
	case models.FindingProposed:
		return "wait"
	case models.FindingWithdrawn:
		return "neutral"
	case models.FindingDrafted, models.FindingReviewed:
	}
	return "open"
}

// findingsPage lists the findings of the member's scope.
type findingsPage struct {
	Page
	States []facet
	Picked bool
	Rows   []*findingView
	Next   string
}

const listLimit = 50

func (b *Backoffice) findings(v *visit) error {
	page := findingsPage{}
	var err error
	if page.Page, err = b.page(v, "backoffice.findings.title"); err != nil {
		return err
	}
	f := store.FindingFilter{After: v.query("after"), Limit: listLimit}
	for _, s := range models.FindingStates() {
		here := v.Query("state") == string(s)
		if here {
			f.State, page.Picked = s, true
		}
		page.States = append(page.States, facet{Key: s.Key(), URL: "/findings?state=" + string(s), Here: here})
	}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rows, err := tx.Findings(v.me.Scope(), f)
		read := namesByRound(tx, v.lang)
		for _, row := range rows {
			n, err := read(row.RoundID)
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, newFindingView(row, n))
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(page.Rows) == listLimit {
		page.Next = withQuery(v.OriginalURL(), "after", decimal(page.Rows[listLimit-1].ID))
	}
	return b.site.Render(v.Ctx, 200, "findings", page)
}

// findingPage is one worksheet (问题底稿).
type findingPage struct {
	Page
	Finding  *findingView
	Form     form.Form
	Edit     bool
	Events   []models.FindingEvent
	Passages map[string]string
	Trail    []trailRow
}

func (b *Backoffice) finding(v *visit) error { return b.showFinding(v, nil, nil, nil) }

func (b *Backoffice) showFinding(v *visit, f form.Values, passages map[string]string, fault error) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page := findingPage{Passages: passages}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error { return page.read(tx, v, id) })
	if err != nil {
		return err
	}
	if err := b.openText(v, page.Finding.KeyID, page.Finding.Sealed, &page.Finding.Text); err != nil {
		return err
	}
	if f == nil {
		text := page.Finding.Text
		f = form.Values{"title": {page.Finding.Title}, "facts": {text.Facts}, "grounds": {text.Basis}, "evidence": {text.Evidence}}
	}
	page.Form = form.New(f, fault)
	if page.Page, err = b.page(v, "backoffice.finding.title", "number", page.Finding.Number); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "finding", page)
}

func (p *findingPage) read(tx *store.Tx, v *visit, id int64) error {
	f, err := tx.Finding(v.me.Scope(), id)
	if err != nil {
		return err
	}
	n, err := readNames(tx, f.RoundID, v.lang)
	if err != nil {
		return err
	}
	p.Finding = newFindingView(f, n)
	p.Edit = f.State == models.FindingDrafted && f.MadeBy == v.me.ID
	p.Events = findingEvents(f, v.me)
	log, err := tx.AuditOfObject("finding:" + decimal(id))
	p.Trail = records(log, n, "finding_state.")
	return err
}

// findingEvents are the steps that the member may take now: three different
// people make, review and sign.
func findingEvents(f models.Finding, me models.Member) []models.FindingEvent {
	var out []models.FindingEvent
	roles := me.RolesFor(f.TeamID)
	head, deputy := slices.Contains(roles, models.RoleHead), slices.Contains(roles, models.RoleDeputy)
	for _, e := range []struct {
		event models.FindingEvent
		may   bool
	}{
		{models.FindingReview, (head || deputy) && f.MadeBy != me.ID},
		{models.FindingSign, head && f.MadeBy != me.ID && f.ReviewedBy != me.ID},
		{models.FindingReturn, head && f.MadeBy != me.ID},
	} {
		if _, err := f.State.Next(e.event); err == nil && e.may {
			out = append(out, e.event)
		}
	}
	return out
}

func (b *Backoffice) moveFinding(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		_, err := tx.MoveFinding(id, models.FindingEvent(f.Get("event")), v.me)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/findings/"+decimal(id), "moved")
}
