package backoffice

import (
	"strconv"
	"unicode/utf8"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// The most that staff write into one field, in characters.
const (
	maxTitle = 120
	maxProse = 5000
)

// draft is a disposition as it was typed.
type draft struct {
	form.Values
	code     models.Code
	by       int64
	passages map[string]string
}

// outward are the fields that leave the office.
func (d *draft) outward() []string {
	switch d.code {
	case models.ToFinding:
		return []string{"title", "facts", "grounds", "evidence"}
	case models.ToClue:
		return []string{"summary"}
	default:
		return nil
	}
}

// check finds every fault that the form itself shows.
func (d *draft) check() error {
	rule, err := models.FindDisposition(d.code)
	if err != nil {
		return err
	}
	var faults models.FieldErrors
	d.prose(&faults, maxProse, "reason")
	if !listed(basisCodes(), d.Get("basis")) {
		faults.Add("basis", "backoffice.error.pick")
	}
	if rule.Body && !models.BodyID(d.Get("body")).Valid() {
		faults.Add("body", "backoffice.error.pick")
	}
	if rule.Original && d.Get("original") == "" {
		faults.Add("original", "backoffice.error.original")
	}
	switch d.code {
	case models.ToFinding:
		d.checkFinding(&faults)
	case models.ToClue:
		d.checkClue(&faults)
	default:
	}
	return faults.Err()
}

func (d *draft) checkFinding(faults *models.FieldErrors) {
	d.prose(faults, maxTitle, "title")
	d.prose(faults, maxProse, "facts", "grounds")
	if utf8.RuneCountInString(d.Get("evidence")) > maxProse {
		faults.Addf("evidence", "error.too_long", map[string]any{"max": maxProse})
	}
	if !listed(models.Classes(), d.Get("class")) {
		faults.Add("class", "backoffice.error.pick")
	}
	if !listed(models.FindingSources(), d.Get("source")) {
		faults.Add("source", "backoffice.error.pick")
	}
	if whole(d.Get("unit")) == 0 {
		faults.Add("unit", "backoffice.error.pick")
	}
}

func (d *draft) checkClue(faults *models.FieldErrors) {
	d.prose(faults, maxProse, "summary")
	if !models.BodyID(d.Get("recipient")).Valid() {
		faults.Add("recipient", "backoffice.error.pick")
	}
	for field, low := range map[string]int{"items": 1, "persons": 0} {
		if n, err := strconv.Atoi(d.Get(field)); err != nil || n < low || n > 1000 {
			faults.Addf(field, "backoffice.error.count", map[string]any{"min": low})
		}
	}
}

func (d *draft) prose(faults *models.FieldErrors, most int, fields ...string) {
	for _, field := range fields {
		switch n := utf8.RuneCountInString(d.Get(field)); {
		case n == 0:
			faults.Add(field, "backoffice.error.required")
		case n > most:
			faults.Addf(field, "error.too_long", map[string]any{"max": most})
		}
	}
}

// store seals the texts to the round's content key and proposes.
func (d *draft) store(tx *store.Tx, me models.Member, id int64) error {
	t, err := tx.Tip(me.Scope(), id)
	if err != nil {
		return err
	}
	if t.State == models.StateAssigned || t.State == models.StateReopened {
		if t, err = take(tx, me, t, models.EventReview, store.Step{}); err != nil {
			return err
		}
	}
	if !models.MayTake(models.EventPropose, me.RolesFor(t.TeamID)) {
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	if rule, err := models.FindDisposition(d.code); err != nil || t.State == models.StateDuplicate && !rule.Duplicate {
		return models.Fail(models.KindInvalid, "backoffice.error.duplicate")
	}
	p, err := d.proposal(tx, me, t)
	if err != nil {
		return err
	}
	_, err = tx.Propose(p)
	return err
}

func (d *draft) proposal(tx *store.Tx, me models.Member, t models.Tip) (store.Proposal, error) {
	s, err := newSealer(tx, t.RoundID)
	if err != nil {
		return store.Proposal{}, err
	}
	p := store.Proposal{TipID: t.ID, Code: d.code, Basis: d.Get("basis"), KeyID: s.keyID, By: me.ID}
	rule, err := models.FindDisposition(d.code)
	if err != nil {
		return p, err
	}
	if rule.Body {
		p.Body = models.BodyID(d.Get("body"))
	}
	if p.Sealed, err = s.seal(models.DecisionText{Version: 1, Reason: d.Get("reason")}); err != nil {
		return p, err
	}
	if rule.Original {
		if p.OriginalID, err = d.original(tx, me, t); err != nil {
			return p, err
		}
	}
	switch d.code {
	case models.ToFinding:
		p.Finding, err = d.finding(tx, t, s)
	case models.ToClue:
		p.Handoff, err = d.handoff(s)
	default:
	}
	return p, err
}

// original is the tip that this one repeats, by its register number.
func (d *draft) original(tx *store.Tx, me models.Member, t models.Tip) (int64, error) {
	first, err := tx.TipByNumber(me.Scope(), d.Get("original"))
	if models.KindOf(err) == models.KindNotFound || err == nil && (first.ID == t.ID || first.RoundID != t.RoundID) {
		return 0, models.FieldErrors{{Kind: models.KindInvalid, Key: "backoffice.error.original", Field: "original"}}
	}
	return first.ID, err
}

func (d *draft) finding(tx *store.Tx, t models.Tip, s sealer) (*models.Finding, error) {
	units, err := tx.RoundUnits(t.RoundID)
	if err != nil {
		return nil, err
	}
	f := &models.Finding{Class: d.Get("class"), Source: d.Get("source"), Title: d.Get("title"), KeyID: s.keyID}
	for _, u := range units {
		if u.ID == whole(d.Get("unit")) {
			f.UnitID = u.ID
		}
	}
	if f.UnitID == 0 {
		return nil, models.FieldErrors{{Kind: models.KindInvalid, Key: "backoffice.error.pick", Field: "unit"}}
	}
	f.Sealed, err = s.seal(models.Worksheet{Version: 1, Facts: d.Get("facts"), Basis: d.Get("grounds"), Evidence: d.Get("evidence")})
	return f, err
}

func (d *draft) handoff(s sealer) (*models.Handoff, error) {
	h := &models.Handoff{
		Recipient: models.BodyID(d.Get("recipient")), Items: int(whole(d.Get("items"))), Persons: int(whole(d.Get("persons"))), KeyID: s.keyID,
	}
	var err error
	h.Sealed, err = s.seal(models.ClueText{Version: 1, Summary: d.Get("summary")})
	return h, err
}
