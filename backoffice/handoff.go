package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// handoffView is a hand-off with its text.
type handoffView struct {
	models.Handoff
	Text     models.ClueText
	Team     string
	Proposer string
	Tone     string
	Late     bool
}

func newHandoffView(h models.Handoff, n names) *handoffView {
	return &handoffView{Handoff: h, Team: n.team(h.TeamID), Proposer: n.staff[h.ProposedBy], Tone: handoffTone(h.State)}
}

func handoffTone(s models.HandoffState) string {
	switch s {
	case models.HandoffSigned:
		return "done"
	case models.HandoffReturned:
		return "late"
	case models.HandoffProposed, models.HandoffDelivered:
		return "wait"
	case models.HandoffWithdrawn:
		return "neutral"
	case models.HandoffApproved, models.HandoffSealed:
	}
	return "open"
}

// handoffsPage lists the hand-offs that the member may know of.
type handoffsPage struct {
	Page
	States []facet
	Picked bool
	Rows   []*handoffView
	Next   string
}

func (b *Backoffice) handoffs(v *visit) error {
	page := handoffsPage{}
	var err error
	if page.Page, err = b.page(v, "backoffice.handoffs.title"); err != nil {
		return err
	}
	f := store.HandoffFilter{After: v.query("after"), Limit: listLimit}
	for _, s := range models.HandoffStates() {
		here := v.Query("state") == string(s)
		if here {
			f.State, page.Picked = s, true
		}
		page.States = append(page.States, facet{Key: s.Key(), URL: "/handoffs?state=" + string(s), Here: here})
	}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rows, err := tx.Handoffs(v.me, f)
		read := namesByRound(tx, v.lang)
		for _, row := range rows {
			n, err := read(row.RoundID)
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, b.dated(newHandoffView(row, n)))
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(page.Rows) == listLimit {
		page.Next = withQuery(v.OriginalURL(), "after", decimal(page.Rows[listLimit-1].ID))
	}
	return b.site.Render(v.Ctx, 200, "handoffs", page)
}

// dated says whether the hand-off's due date has passed.
func (b *Backoffice) dated(h *handoffView) *handoffView {
	h.Late = h.DueOn != "" && h.DueOn < b.store.Calendar().Day(b.now())
	return h
}

// handoffPage is one hand-off on its way to the receiving body.
type handoffPage struct {
	Page
	Handoff *handoffView
	Form    form.Form
	Steps   []models.HandoffState // the way, for the trail
	Events  []models.HandoffEvent
	Trail   []trailRow
}

// Passed says whether the hand-off has come to a state or beyond it.
func (p handoffPage) Passed(s models.HandoffState) string {
	at, of := slices.Index(p.Steps, p.Handoff.State), slices.Index(p.Steps, s)
	switch {
	case of < at || p.Handoff.State == models.HandoffSigned:
		return "done"
	case of == at:
		return "now"
	}
	return "next"
}

func (b *Backoffice) handoff(v *visit) error { return b.showHandoff(v, nil, nil) }

func (b *Backoffice) showHandoff(v *visit, f form.Values, fault error) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page := handoffPage{Form: form.New(f, fault)}
	if err := b.readHandoff(v, id, &page); err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.handoff.title", "number", page.Handoff.Number); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "handoff", page)
}

func (b *Backoffice) readHandoff(v *visit, id int64, page *handoffPage) error {
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		h, err := tx.Handoff(v.me, id)
		if err != nil {
			return err
		}
		n, err := readNames(tx, h.RoundID, v.lang)
		if err != nil {
			return err
		}
		page.Handoff = b.dated(newHandoffView(h, n))
		page.Events = handoffEvents(h, v.me)
		log, err := tx.AuditOfObject("handoff:" + decimal(id))
		page.Trail = records(log, n, "handoff_state.")
		return err
	})
	if err != nil {
		return err
	}
	page.Steps = []models.HandoffState{
		models.HandoffProposed, models.HandoffApproved, models.HandoffSealed, models.HandoffDelivered, models.HandoffSigned,
	}
	if page.Handoff.State == models.HandoffReturned || page.Handoff.State == models.HandoffWithdrawn {
		page.Steps[4] = page.Handoff.State
	}
	return b.openText(v, page.Handoff.KeyID, page.Handoff.Sealed, &page.Handoff.Text)
}
