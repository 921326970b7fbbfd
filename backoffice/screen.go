package backoffice

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// The outcomes of a screening.
const (
	screenAssign    = "assign"    // to a team or a person
	screenDecide    = "decide"    // taken in hand, to propose a disposition at once
	screenDuplicate = "duplicate" // joined to a tip already in hand
	screenWait      = "wait"      // begun, to be finished later
)

// screenPage asks what must be known before a tip goes on.
type screenPage struct {
	Page
	Tip       *tipView
	Form      form.Form
	Questions []string
	YesNo     []web.Choice
	Recusal   []web.Choice
	Outcomes  []web.Choice
	Units     []web.Choice
	Staff     []web.Choice
}

func (b *Backoffice) screenForm(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	return b.showScreen(v, id, nil, nil)
}

func (b *Backoffice) showScreen(v *visit, id int64, f form.Values, fault error) error {
	t, err := b.readTip(v, id)
	if err != nil {
		return err
	}
	if !t.Can.Screen {
		return models.Fail(models.KindConflict, "backoffice.error.screened")
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	if f == nil {
		f = form.Values{"unit": {decimal(t.UnitID)}, "team": {decimal(t.TeamID)}}
		if t.Urgent {
			f.Set("urgent", "1")
		}
		if original := v.Query("original"); original != "" {
			f.Set("outcome", screenDuplicate)
			f.Set("original", original)
		}
	}
	page := screenPage{
		Tip: t, Form: form.New(f, fault), Questions: scopeQuestions(), YesNo: keyed("backoffice.answer.", []string{"yes", "no"}),
		Recusal: keyed("backoffice.recusal.", []string{"no", "yes"}), Outcomes: outcomes(), Units: t.names.unitChoices(), Staff: t.names.staffChoices(),
	}
	if page.Page, err = b.page(v, "backoffice.screen.title", "number", t.Number); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "screen", page)
}

func outcomes() []web.Choice {
	out := keyed("backoffice.outcome.", []string{screenAssign, screenDecide, screenDuplicate, screenWait})
	for i := range out {
		out[i].Hint = out[i].Key + "_hint"
	}
	return out
}

// screening is what the form said.
type screening struct {
	answers answers
	outcome string
	recused []int64
	unit    int64
	urgent  bool
	target  target
}

// readScreening finds every fault at once. Nothing leaves screening without the
// answer to the recusal check.
func readScreening(tx *store.Tx, me models.Member, t models.Tip, f form.Values) (screening, error) {
	s := screening{answers: readAnswers(f), outcome: f.Get("outcome"), unit: whole(f.Get("unit")), urgent: f.Get("urgent") == "1"}
	var faults models.FieldErrors
	if !slices.Contains([]string{screenAssign, screenDecide, screenDuplicate, screenWait}, s.outcome) {
		faults.Add("outcome", "backoffice.error.outcome")
	}
	if !s.answers.complete() && s.outcome != screenWait {
		faults.Add("scope_"+scopeQuestions()[slices.Index([]byte(s.answers), '?')], "backoffice.error.scope")
	}
	if s.recused = numbers(f.All("recused")); f.Get("recusal") != "yes" {
		s.recused = nil
	}
	switch {
	case f.Get("recusal") == "" && s.outcome != screenWait:
		faults.Add("recusal", "backoffice.error.recusal")
	case f.Get("recusal") == "yes" && len(s.recused) == 0:
		faults.Add("recused", "backoffice.error.recused")
	case slices.Contains(s.recused, me.ID) && s.outcome == screenDecide:
		faults.Add("outcome", "backoffice.error.recused_self")
	}
	err := s.readTarget(tx, t, f, &faults)
	if err != nil {
		return s, err
	}
	return s, faults.Err()
}

func (s *screening) readTarget(tx *store.Tx, t models.Tip, f form.Values, faults *models.FieldErrors) error {
	units, err := tx.RoundUnits(t.RoundID)
	if err != nil {
		return err
	}
	if s.unit != 0 && !slices.ContainsFunc(units, func(u store.RoundUnitView) bool { return u.ID == s.unit }) {
		faults.Add("unit", "error.unit")
	}
	if s.outcome != screenAssign {
		return nil
	}
	s.target, err = readTarget(tx, t, f)
	var more models.FieldErrors
	if errors.As(err, &more) {
		*faults = append(*faults, more...)
		err = nil
	}
	if s.target.person != 0 && slices.Contains(s.recused, s.target.person) {
		faults.Add("person", "backoffice.error.person_recused")
	}
	return err
}

// screen takes the steps of a screening together, each with its audit row.
func (b *Backoffice) screen(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	var s screening
	var team int64
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		t, err := tx.Tip(v.me.Scope(), id)
		if err != nil {
			return err
		}
		team = t.TeamID
		if s, err = readScreening(tx, v.me, t, f); err != nil {
			return err
		}
		return s.take(tx, v.me, t)
	})
	if models.KindOf(err) == models.KindInvalid {
		return b.showScreen(v, id, f, err)
	}
	if err != nil {
		return err
	}
	if original := f.Get("original"); s.outcome == screenDuplicate && original != "" && models.MayTake(models.EventPropose, v.me.RolesFor(team)) {
		return v.to("/tips/"+decimal(id)+"/propose?code="+string(models.DupExact)+"&original="+url.QueryEscape(original), "screened")
	}
	if s.outcome == screenDecide {
		return v.to("/tips/"+decimal(id)+"/propose?code="+string(s.answers.code()), "screened")
	}
	return v.to(b.still(v, id, f.Get("back")), "screened")
}

// take registers and screens where that is left to do, recuses, and goes on to
// the outcome.
func (s screening) take(tx *store.Tx, me models.Member, t models.Tip) error {
	var err error
	known := func(t *models.Tip) { t.UnitID, t.Urgent = s.unit, s.urgent }
	if t.State.Can(models.EventRegister) {
		if t, err = take(tx, me, t, models.EventRegister, store.Step{}); err != nil {
			return err
		}
	}
	if t.State.Can(models.EventScreen) {
		if t, err = take(tx, me, t, models.EventScreen, store.Step{Change: known}); err != nil {
			return err
		}
	}
	if t.State != models.StateScreening {
		return models.Fail(models.KindConflict, "backoffice.error.screened")
	}
	for _, staff := range s.recused {
		if err := tx.Recuse(models.Recusal{StaffID: staff, TipID: t.ID}, me.ID); err != nil {
			return err
		}
	}
	return s.leave(tx, me, t)
}

func (s screening) leave(tx *store.Tx, me models.Member, t models.Tip) error {
	known := func(t *models.Tip) { t.UnitID, t.Urgent = s.unit, s.urgent }
	step := store.Step{
		Action: "tip.screened", Note: "scope:" + string(s.answers) + ";recused:" + strconv.Itoa(len(s.recused)), Change: known,
	}
	switch s.outcome {
	case screenDuplicate:
		_, err := take(tx, me, t, models.EventDuplicate, step)
		return err
	case screenAssign:
		step.Change = func(t *models.Tip) { known(t); s.target.apply(t) }
		_, err := take(tx, me, t, models.EventAssign, step)
		return err
	case screenDecide:
		step.Change = func(t *models.Tip) { known(t); t.AssigneeID = me.ID }
		t, err := take(tx, me, t, models.EventAssign, step)
		if err != nil {
			return err
		}
		_, err = take(tx, me, t, models.EventReview, store.Step{})
		return err
	}
	step.Actor, step.Origin, step.Action = me.ID, "backoffice", "tip.screening"
	_, err := tx.ChangeTip(t.ID, step)
	return err
}
