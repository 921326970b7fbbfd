package backoffice

import (
	"slices"
	"unicode/utf8"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// handoffEvents are the steps that the member may take now.
func handoffEvents(h models.Handoff, me models.Member) []models.HandoffEvent {
	carriers := []models.Role{models.RoleOfficer, models.RoleDirector, models.RoleHead, models.RoleDeputy}
	may := slices.ContainsFunc(me.RolesFor(h.TeamID), func(r models.Role) bool { return slices.Contains(carriers, r) })
	var out []models.HandoffEvent
	for _, e := range []models.HandoffEvent{models.HandoffSeal, models.HandoffDeliver, models.HandoffSign, models.HandoffReturn} {
		if _, err := h.State.Next(e); err == nil && may {
			out = append(out, e)
		}
	}
	return out
}

// moveHandoff takes a step on the way. Who signed, and why it came back, is
// sealed with the rest of the text.
func (b *Backoffice) moveHandoff(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	page := handoffPage{}
	if err := b.readHandoff(v, id, &page); err != nil {
		return err
	}
	event, text := models.HandoffEvent(f.Get("event")), page.Handoff.Text
	err = noteOf(event, f, &text)
	if err == nil {
		err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
			s, err := newSealer(tx, page.Handoff.RoundID)
			if err != nil {
				return err
			}
			sealed, err := s.seal(text)
			if err != nil {
				return err
			}
			_, err = tx.MoveHandoff(id, event, v.me, store.HandoffText{KeyID: s.keyID, Sealed: sealed})
			return err
		})
	}
	if models.KindOf(err) == models.KindInvalid {
		return b.showHandoff(v, f, err)
	}
	if err != nil {
		return err
	}
	return v.to("/handoffs/"+decimal(id), "moved")
}

// noteOf takes what a step must say: who signed for it, or why it came back.
func noteOf(event models.HandoffEvent, f form.Values, text *models.ClueText) error {
	field, into := "", (*string)(nil)
	switch event {
	case models.HandoffSign:
		field, into = "signed", &text.Signed
	case models.HandoffReturn:
		field, into = "returned", &text.Returned
	default:
		return nil
	}
	var faults models.FieldErrors
	switch n := utf8.RuneCountInString(f.Get(field)); {
	case n == 0:
		faults.Add(field, "backoffice.error.required")
	case n > 500:
		faults.Addf(field, "error.too_long", map[string]any{"max": 500})
	}
	*into = f.Get(field)
	return faults.Err()
}
