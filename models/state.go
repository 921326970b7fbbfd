package models

// TipState is where a tip stands.
type TipState string

// The states of a tip (DOMAIN, Tip states).
const (
	StateReceived         TipState = "received"
	StateQuarantined      TipState = "quarantined"
	StateRegistered       TipState = "registered"
	StateScreening        TipState = "screening"
	StateDuplicate        TipState = "duplicate"
	StateAssigned         TipState = "assigned"
	StateReviewing        TipState = "reviewing"
	StateAwaitingReporter TipState = "awaiting_reporter"
	StateDecisionProposed TipState = "decision_proposed"
	StateApproved         TipState = "approved"
	StateClosed           TipState = "closed"
	StateFedBack          TipState = "fed_back"
	StateArchived         TipState = "archived"
	StateReopened         TipState = "reopened"
)

// TipStates lists the states in the order of a tip's way.
func TipStates() []TipState {
	return []TipState{
		StateReceived, StateQuarantined, StateRegistered, StateScreening, StateDuplicate, StateAssigned, StateReviewing,
		StateAwaitingReporter, StateDecisionProposed, StateApproved, StateClosed, StateFedBack, StateArchived, StateReopened,
	}
}

// Valid says whether s is a known state.
func (s TipState) Valid() bool { return known(s, TipStates()) }

// Key is the message key of the state's name for staff.
func (s TipState) Key() string { return "tip_state." + string(s) }

// ToldKey is the message key of what a reporter reads while no disposition is
// known.
func (s TipState) ToldKey() string { return "tip_told." + string(s) }

// Done says whether the tip has its outcome: no clock runs in such a state.
func (s TipState) Done() bool {
	return s == StateClosed || s == StateFedBack || s == StateArchived
}

// TipEvent is a step that staff, or the system, take with a tip.
type TipEvent string

// The events of a tip.
const (
	EventQuarantine TipEvent = "quarantine"
	EventRegister   TipEvent = "register"
	EventScreen     TipEvent = "screen"
	EventDuplicate  TipEvent = "duplicate"
	EventAssign     TipEvent = "assign"
	EventReview     TipEvent = "review"
	EventAsk        TipEvent = "ask"
	EventAnswered   TipEvent = "answered"
	EventPropose    TipEvent = "propose"
	EventReject     TipEvent = "reject"
	EventApprove    TipEvent = "approve"
	EventClose      TipEvent = "close"
	EventFeedBack   TipEvent = "feed_back"
	EventArchive    TipEvent = "archive"
	EventReopen     TipEvent = "reopen"
)

// TipEvents lists the events.
func TipEvents() []TipEvent {
	return []TipEvent{
		EventQuarantine, EventRegister, EventScreen, EventDuplicate, EventAssign, EventReview, EventAsk, EventAnswered,
		EventPropose, EventReject, EventApprove, EventClose, EventFeedBack, EventArchive, EventReopen,
	}
}

// Key is the message key of the event's name.
func (e TipEvent) Key() string { return "tip_event." + string(e) }

type tipStep struct {
	from  TipState
	event TipEvent
}

// tipTable is the whole of the allowed steps (DOMAIN, Tip states). A duplicate
// is decided like any other tip, so that it too closes with a disposition by
// two people; an assigned tip may be handed to another team without review.
func tipTable() map[tipStep]TipState {
	return map[tipStep]TipState{
		{StateReceived, EventQuarantine}:       StateQuarantined,
		{StateReceived, EventRegister}:         StateRegistered,
		{StateQuarantined, EventRegister}:      StateRegistered,
		{StateRegistered, EventScreen}:         StateScreening,
		{StateScreening, EventDuplicate}:       StateDuplicate,
		{StateScreening, EventAssign}:          StateAssigned,
		{StateDuplicate, EventPropose}:         StateDecisionProposed,
		{StateDuplicate, EventAssign}:          StateAssigned,
		{StateAssigned, EventAssign}:           StateAssigned,
		{StateAssigned, EventReview}:           StateReviewing,
		{StateReviewing, EventAssign}:          StateAssigned,
		{StateReviewing, EventAsk}:             StateAwaitingReporter,
		{StateAwaitingReporter, EventAnswered}: StateReviewing,
		{StateReviewing, EventPropose}:         StateDecisionProposed,
		{StateAwaitingReporter, EventPropose}:  StateDecisionProposed,
		{StateDecisionProposed, EventReject}:   StateReviewing,
		{StateDecisionProposed, EventApprove}:  StateApproved,
		{StateApproved, EventClose}:            StateClosed,
		{StateClosed, EventFeedBack}:           StateFedBack,
		{StateClosed, EventArchive}:            StateArchived,
		{StateFedBack, EventArchive}:           StateArchived,
		{StateClosed, EventReopen}:             StateReopened,
		{StateFedBack, EventReopen}:            StateReopened,
		{StateReopened, EventReview}:           StateReviewing,
		{StateReopened, EventAssign}:           StateAssigned,
	}
}

var tipSteps = tipTable()

// Next says where event leads from s. A step that is not in the table is a
// KindConflict error.
func (s TipState) Next(event TipEvent) (TipState, error) {
	to, ok := tipSteps[tipStep{s, event}]
	if !ok {
		e := Fail(KindConflict, "error.step")
		e.Args = map[string]any{"state": string(s), "event": string(event)}
		return "", e
	}
	return to, nil
}

// Can says whether event is a step from s.
func (s TipState) Can(event TipEvent) bool {
	_, ok := tipSteps[tipStep{s, event}]
	return ok
}

// tipEventRoles says who may take a step. The system takes EventQuarantine and
// EventClose; approval by role depends on the disposition (Disposition.Approvers).
func tipEventRoles() map[TipEvent][]Role {
	clerks := []Role{RoleClerk, RoleOfficer, RoleDirector}
	team := []Role{RoleMember, RoleHead, RoleDeputy, RoleDirector}
	both := append(append([]Role{}, clerks...), RoleMember, RoleHead, RoleDeputy)
	return map[TipEvent][]Role{
		EventRegister: both, EventScreen: both, EventDuplicate: both, EventAssign: both,
		EventReview: both, EventAsk: team, EventAnswered: team, EventPropose: both,
		EventFeedBack: both, EventArchive: clerks, EventReopen: both,
	}
}

// MayTake says whether somebody with these roles may take the event. Approving
// and rejecting are asked of the disposition instead.
func MayTake(event TipEvent, roles []Role) bool {
	for _, r := range tipEventRoles()[event] {
		if known(r, roles) {
			return true
		}
	}
	return false
}
