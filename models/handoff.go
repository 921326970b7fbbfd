package models

import "time"

// HandoffState is where a clue hand-off stands.
type HandoffState string

// The states of a hand-off up to the signature (DOMAIN, Hand-off).
const (
	HandoffProposed  HandoffState = "proposed"
	HandoffApproved  HandoffState = "approved"
	HandoffSealed    HandoffState = "sealed"
	HandoffDelivered HandoffState = "delivered"
	HandoffSigned    HandoffState = "signed_for"
	HandoffReturned  HandoffState = "returned"
	HandoffWithdrawn HandoffState = "withdrawn"
)

// HandoffStates lists the states in order.
func HandoffStates() []HandoffState {
	return []HandoffState{
		HandoffProposed, HandoffApproved, HandoffSealed, HandoffDelivered, HandoffSigned, HandoffReturned, HandoffWithdrawn,
	}
}

// Key is the message key of the state's name.
func (s HandoffState) Key() string { return "handoff_state." + string(s) }

// HandoffEvent is a step of a hand-off.
type HandoffEvent string

// The events of a hand-off.
const (
	HandoffApprove  HandoffEvent = "approve" // the leading group approved its decision
	HandoffSeal     HandoffEvent = "seal"
	HandoffDeliver  HandoffEvent = "deliver"
	HandoffSign     HandoffEvent = "sign"
	HandoffReturn   HandoffEvent = "return"
	HandoffWithdraw HandoffEvent = "withdraw"
)

// HandoffEvents lists the events.
func HandoffEvents() []HandoffEvent {
	return []HandoffEvent{HandoffApprove, HandoffSeal, HandoffDeliver, HandoffSign, HandoffReturn, HandoffWithdraw}
}

// Key is the message key of the event's name.
func (e HandoffEvent) Key() string { return "handoff_event." + string(e) }

// Next says where event leads from s.
func (s HandoffState) Next(event HandoffEvent) (HandoffState, error) {
	switch {
	case s == HandoffProposed && event == HandoffApprove:
		return HandoffApproved, nil
	case s == HandoffProposed && event == HandoffWithdraw:
		return HandoffWithdrawn, nil
	case s == HandoffApproved && event == HandoffSeal:
		return HandoffSealed, nil
	case s == HandoffSealed && event == HandoffDeliver:
		return HandoffDelivered, nil
	case s == HandoffDelivered && event == HandoffSign:
		return HandoffSigned, nil
	case s == HandoffDelivered && event == HandoffReturn:
		return HandoffReturned, nil
	}
	return "", &Error{Kind: KindConflict, Key: "error.step", Args: map[string]any{"state": string(s), "event": string(event)}}
}

// Handoff is a clue handed to another body. It stays open until signed for;
// a returned one reopens its tip. Sealed holds ClueText.
type Handoff struct {
	ID         int64
	Number     string // 移交〔2026〕1-G1-01
	RoundID    int64
	TeamID     int64
	Recipient  BodyID
	Items      int
	Persons    int
	KeyID      int64
	Sealed     []byte
	State      HandoffState
	ProposedBy int64
	CreatedAt  time.Time
	ChangedAt  time.Time
	Clock      ClockID
	DueOn      string
}

// ClueText is the sealed part of a hand-off: the letter's list, written anew
// without any trace of the reporter, and who signed for it or why it came back.
type ClueText struct {
	Version  int    `json:"v"`
	Summary  string `json:"summary"`
	Signed   string `json:"signed,omitempty"`
	Returned string `json:"returned,omitempty"`
}

// HandoffClock says which clock runs in a state.
func HandoffClock(s HandoffState) ClockID {
	switch s {
	case HandoffProposed, HandoffApproved, HandoffSealed:
		return ClockDecide
	case HandoffDelivered:
		return ClockSign
	case HandoffSigned, HandoffReturned, HandoffWithdrawn:
		return ""
	}
	return ""
}
