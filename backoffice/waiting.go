package backoffice

import (
	"time"

	"heed/models"
	"heed/models/store"
)

// waitingPage lists what waits for the member's approval.
type waitingPage struct {
	Page
	Rows []waitingRow
}

type waitingRow struct {
	store.WaitingDecision
	Proposer string
	Unit     string
	Due      time.Time
}

func (b *Backoffice) waiting(v *visit) error {
	page := waitingPage{}
	var err error
	if page.Page, err = b.page(v, "backoffice.waiting.title"); err != nil {
		return err
	}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rows, err := tx.Waiting(v.me)
		if err != nil {
			return err
		}
		read := namesByRound(tx, v.lang)
		for _, w := range rows {
			n, err := read(w.Tip.RoundID)
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, waitingRow{w, n.staff[w.ProposedBy], n.unit(w.Tip.UnitID), dueTime(w.Tip.DueOn)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "waiting", page)
}

// decisionPage is one decision that waits for the member: what is proposed, and
// nothing of what the reporter wrote.
type decisionPage struct {
	Page
	Decision decisionView
	Tip      models.Tip
	Unit     string
	Reads    bool // the member may open the tip too
	Finding  *findingView
	Handoff  *handoffView
	Last     bool // this approval closes the tip
}

// mine is the decision of the address if it waits for this member; any other,
// of a recused tip too, is not found.
func mine(tx *store.Tx, v *visit) (store.WaitingDecision, error) {
	w, err := tx.WaitingFor(v.me, whole(v.Params("id")))
	if models.KindOf(err) == models.KindNotFound {
		err = models.Fail(models.KindNotFound, "backoffice.error.not_waiting")
	}
	return w, err
}

func (b *Backoffice) decision(v *visit) error {
	page := decisionPage{}
	err := b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		w, err := mine(tx, v)
		if err != nil {
			return err
		}
		tx.Audit(models.Audit{Actor: v.me.ID, Origin: "backoffice", Action: "decision.open", TipID: w.TipID})
		return page.read(tx, v, w)
	})
	if err != nil {
		return err
	}
	if page.Page, err = b.page(v, page.Decision.Code.Key()); err != nil {
		return err
	}
	if err := b.openDecision(v, &page.Decision); err != nil {
		return err
	}
	if page.Finding != nil {
		err = b.openText(v, page.Finding.KeyID, page.Finding.Sealed, &page.Finding.Text)
	}
	if page.Handoff != nil {
		err = b.openText(v, page.Handoff.KeyID, page.Handoff.Sealed, &page.Handoff.Text)
	}
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "decision", page)
}

func (p *decisionPage) read(tx *store.Tx, v *visit, w store.WaitingDecision) error {
	n, err := readNames(tx, w.Tip.RoundID, v.lang)
	if err != nil {
		return err
	}
	if p.Decision, err = readDecision(tx, w.Decision, n); err != nil {
		return err
	}
	p.Tip, p.Unit = w.Tip, n.unit(w.Tip.UnitID)
	p.Last = len(p.Decision.Approvals)+1 == len(p.Decision.Steps)
	if _, err := tx.Tip(v.me.Scope(), w.TipID); err == nil {
		p.Reads = v.me.HasAny(readers()...)
	}
	everywhere := models.Scope{StaffID: v.me.ID, All: true}
	if w.OriginalID != 0 {
		if first, err := tx.Tip(everywhere, w.OriginalID); err == nil {
			p.Decision.Original = first.Number
		}
	}
	if w.FindingID != 0 {
		f, err := tx.Finding(everywhere, w.FindingID)
		p.Finding = newFindingView(f, n)
		return err
	}
	if w.HandoffID != 0 {
		h, err := tx.Handoff(v.me, w.HandoffID)
		p.Handoff = newHandoffView(h, n)
		return err
	}
	return nil
}

// decide approves or rejects. The store refuses the proposer, whoever approved
// before, and every role but those the disposition names.
func (b *Backoffice) decide(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	id, err := v.number()
	if err != nil {
		return err
	}
	done, act := "approved", (*store.Tx).Approve
	if f.Get("verdict") == "reject" {
		done, act = "rejected", (*store.Tx).Reject
	} else if f.Get("verdict") != "approve" {
		return models.Fail(models.KindInvalid, "error.malformed")
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		_, err := act(tx, id, v.me)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/waiting", done)
}
