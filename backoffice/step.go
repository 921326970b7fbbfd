package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// The steps that need no form of their own.
func plainSteps() []models.TipEvent {
	return []models.TipEvent{
		models.EventRegister, models.EventReview, models.EventAsk, models.EventAnswered,
		models.EventFeedBack, models.EventArchive, models.EventReopen,
	}
}

// reopenReasons are what a closed tip may be taken up again for (DOMAIN, Tip
// states); a returned hand-off does it by itself.
func reopenReasons() []string { return []string{"new_facts", "objection"} }

// step takes one step with one tip.
func (b *Backoffice) step(v *visit) error {
	return b.change(v, "step", func(tx *store.Tx, t models.Tip, f form.Values) error {
		event := models.TipEvent(f.Get("event"))
		if !slices.Contains(plainSteps(), event) {
			return models.Fail(models.KindInvalid, "error.malformed")
		}
		if event == models.EventAsk {
			if err := askable(tx, t.ID); err != nil {
				return err
			}
		}
		var how store.Step
		if event == models.EventReopen {
			if !slices.Contains(reopenReasons(), f.Get("reason")) {
				return models.Fail(models.KindInvalid, "backoffice.error.reopen")
			}
			how.Note = f.Get("reason")
			how.Change = func(t *models.Tip) { t.Code, t.Body = "", "" }
		}
		_, err := take(tx, v.me, t, event, how)
		return err
	})
}

// askable refuses to ask without a question where the reporter can read one: who
// left no receipt is asked by another way.
func askable(tx *store.Tx, tipID int64) error {
	_, err := tx.ReceiptOf(tipID)
	if err == nil {
		return models.Fail(models.KindConflict, "backoffice.error.ask")
	}
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	return err
}

// claim takes a tip in hand; one that was assigned begins its review.
func (b *Backoffice) claim(v *visit) error {
	return b.change(v, "claimed", func(tx *store.Tx, t models.Tip, _ form.Values) error {
		mine := func(t *models.Tip) { t.AssigneeID = v.me.ID }
		if t.State == models.StateAssigned || t.State == models.StateReopened {
			_, err := take(tx, v.me, t, models.EventReview, store.Step{Action: "tip.claim", Change: mine})
			return err
		}
		if !t.Open() || !models.MayTake(models.EventReview, v.me.RolesFor(t.TeamID)) {
			return models.Fail(models.KindForbidden, "error.forbidden")
		}
		_, err := tx.ChangeTip(t.ID, store.Step{Actor: v.me.ID, Origin: "backoffice", Action: "tip.claim", Change: mine})
		return err
	})
}

// urgent flags danger or retaliation, or takes the flag away: the same-day
// clock runs from now.
func (b *Backoffice) urgent(v *visit) error {
	return b.change(v, "urgent", func(tx *store.Tx, t models.Tip, f form.Values) error {
		if !t.Open() || !models.MayTake(models.EventScreen, v.me.RolesFor(t.TeamID)) {
			return models.Fail(models.KindForbidden, "error.forbidden")
		}
		on, note := f.Get("urgent") == "1", "off"
		if on {
			note = "on"
		}
		_, err := tx.ChangeTip(t.ID, store.Step{
			Actor: v.me.ID, Origin: "backoffice", Action: "tip.urgent", Note: note, Change: func(t *models.Tip) { t.Urgent = on },
		})
		return err
	})
}

// assign gives a tip that was screened to a team or a person.
func (b *Backoffice) assign(v *visit) error {
	return b.change(v, "assigned", func(tx *store.Tx, t models.Tip, f form.Values) error {
		if t.State == models.StateScreening {
			return models.Fail(models.KindConflict, "backoffice.error.screen_first")
		}
		to, err := readTarget(tx, t, f)
		if err != nil {
			return err
		}
		_, err = take(tx, v.me, t, models.EventAssign, store.Step{Action: "tip.assign", Change: to.apply})
		return err
	})
}

// posted is the number in the address and the form that was sent to it.
func (b *Backoffice) posted(v *visit) (id int64, f form.Values, err error) {
	if id, err = v.number(); err != nil {
		return 0, nil, err
	}
	f, err = b.site.ReadForm(v.Ctx)
	return id, f, err
}

// change reads a small form and changes one tip of the member's scope in one
// transaction, then returns to where the form stood.
func (b *Backoffice) change(v *visit, done string, fn func(*store.Tx, models.Tip, form.Values) error) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		t, err := tx.Tip(v.me.Scope(), id)
		if err != nil {
			return err
		}
		return fn(tx, t, f)
	})
	if err != nil {
		return err
	}
	return v.to(b.still(v, id, f.Get("back")), done)
}

// still is the address to return to: the queue when the tip has left the
// member's scope with the step.
func (b *Backoffice) still(v *visit, id int64, back string) string {
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		_, err := tx.Tip(v.me.Scope(), id)
		return err
	})
	if err != nil {
		return withQuery(local(back, "/"), "tip", "")
	}
	return local(back, "/tips/"+decimal(id))
}

// registerMany registers the tips that were ticked in the queue, each with its
// own audit row. One that somebody else registered meanwhile is passed over.
func (b *Backoffice) registerMany(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return err
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		for _, id := range slices.Sorted(slices.Values(numbers(f.All("id")))) { // everybody locks in this order
			t, err := tx.Tip(v.me.Scope(), id)
			if models.KindOf(err) == models.KindNotFound || err == nil && !t.State.Can(models.EventRegister) {
				continue
			}
			if err != nil {
				return err
			}
			if _, err := take(tx, v.me, t, models.EventRegister, store.Step{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.to(f.Get("back"), "registered")
}
