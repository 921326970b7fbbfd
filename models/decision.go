package models

import "time"

// DecisionState is where a proposed disposition stands.
type DecisionState string

// The states of a decision.
const (
	DecisionProposed DecisionState = "proposed"
	DecisionApproved DecisionState = "approved"
	DecisionRejected DecisionState = "rejected"
)

// Decision is a proposed disposition of a tip. Sealed holds DecisionText.
type Decision struct {
	ID         int64
	TipID      int64
	Code       Code
	Body       BodyID // where the reporter is told to turn
	OriginalID int64  // the tip this one repeats, 0 for none
	FindingID  int64
	HandoffID  int64
	Basis      string // the rule it rests on: a code such as 信访条例-23
	KeyID      int64
	Sealed     []byte
	State      DecisionState
	ProposedBy int64
	ProposedAt time.Time
	DecidedAt  *time.Time
}

// DecisionText is what staff wrote, sealed to the round's content key.
type DecisionText struct {
	Version int    `json:"v"`
	Reason  string `json:"reason"`
}

// Approval is one approval, or the rejection, of a decision. The database too
// refuses one whose StaffID is the proposer, and a second one by the same
// person.
type Approval struct {
	ID         int64
	DecisionID int64
	Step       int
	Role       Role
	StaffID    int64
	ProposedBy int64 // repeated from the decision, for the CHECK
	Rejected   bool
	At         time.Time
}
