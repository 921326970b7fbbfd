package backoffice

import (
	"heed/models"
	"heed/models/store"
)

// steps says which steps a member may take with a tip now.
type steps struct {
	Register, Screen, Claim, Assign, Ask, Answered, Propose, FeedBack, Archive, Reopen, Urgent bool

	Waiting int64 // the decision that waits for this member's approval
}

// readSteps asks the transition table and the member's roles.
func readSteps(tx *store.Tx, me models.Member, t models.Tip) (steps, error) {
	roles := me.RolesFor(t.TeamID)
	can := func(e models.TipEvent) bool { return t.State.Can(e) && models.MayTake(e, roles) }
	s := steps{
		Register: can(models.EventRegister), Ask: can(models.EventAsk), Answered: can(models.EventAnswered),
		Assign: can(models.EventAssign) && t.State != models.StateScreening, Screen: screens(t.State, roles),
		Propose: proposes(t.State, roles), FeedBack: can(models.EventFeedBack), Archive: can(models.EventArchive), Reopen: can(models.EventReopen),
		Claim: t.Open() && t.AssigneeID != me.ID && t.State != models.StateDecisionProposed && models.MayTake(models.EventReview, roles),
	}
	s.Urgent = t.Open() && models.MayTake(models.EventScreen, roles)
	if t.State != models.StateDecisionProposed {
		return s, nil
	}
	waits, err := tx.WaitingOn(me, t.ID)
	if models.KindOf(err) == models.KindNotFound {
		return s, nil
	}
	s.Waiting = waits.ID
	return s, err
}

// screens says whether the screening form leads on from a state: it registers
// first where that is left to do.
func screens(s models.TipState, roles []models.Role) bool {
	switch s {
	case models.StateReceived, models.StateQuarantined, models.StateRegistered, models.StateScreening:
		return models.MayTake(models.EventScreen, roles)
	default:
		return false
	}
}

// proposes says whether a disposition can be proposed from a state, with the
// review begun on the way where that is left to do.
func proposes(s models.TipState, roles []models.Role) bool {
	begun := s.Can(models.EventPropose) || s.Can(models.EventReview)
	return begun && models.MayTake(models.EventPropose, roles) && models.MayTake(models.EventReview, roles)
}

// take moves a tip of the member's scope, if their roles may.
func take(tx *store.Tx, me models.Member, t models.Tip, event models.TipEvent, step store.Step) (models.Tip, error) {
	if !models.MayTake(event, me.RolesFor(t.TeamID)) {
		return t, models.Fail(models.KindForbidden, "error.forbidden")
	}
	step.Actor, step.Origin = me.ID, "backoffice"
	return tx.MoveTip(t.ID, event, step)
}
