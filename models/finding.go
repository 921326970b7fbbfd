package models

import "time"

// FindingState is where a worksheet stands: made by, reviewed by the deputy,
// signed by the head.
type FindingState string

// The states of a finding.
const (
	FindingProposed  FindingState = "proposed" // with a decision that waits for approval
	FindingDrafted   FindingState = "drafted"
	FindingReviewed  FindingState = "reviewed"
	FindingSigned    FindingState = "signed"
	FindingWithdrawn FindingState = "withdrawn"
)

// FindingStates lists the states in order.
func FindingStates() []FindingState {
	return []FindingState{FindingProposed, FindingDrafted, FindingReviewed, FindingSigned, FindingWithdrawn}
}

// Key is the message key of the state's name.
func (s FindingState) Key() string { return "finding_state." + string(s) }

// FindingEvent is a step of a worksheet.
type FindingEvent string

// The events of a finding.
const (
	FindingAccept   FindingEvent = "accept" // its decision was approved
	FindingReview   FindingEvent = "review"
	FindingSign     FindingEvent = "sign"
	FindingReturn   FindingEvent = "return" // back to the maker
	FindingWithdraw FindingEvent = "withdraw"
)

// FindingEvents lists the events.
func FindingEvents() []FindingEvent {
	return []FindingEvent{FindingAccept, FindingReview, FindingSign, FindingReturn, FindingWithdraw}
}

// Key is the message key of the event's name.
func (e FindingEvent) Key() string { return "finding_event." + string(e) }

// Next says where event leads from s.
func (s FindingState) Next(event FindingEvent) (FindingState, error) {
	switch {
	case s == FindingProposed && event == FindingAccept:
		return FindingDrafted, nil
	case s == FindingProposed && event == FindingWithdraw:
		return FindingWithdrawn, nil
	case s == FindingDrafted && event == FindingReview:
		return FindingReviewed, nil
	case s == FindingReviewed && event == FindingSign:
		return FindingSigned, nil
	case s == FindingReviewed && event == FindingReturn:
		return FindingDrafted, nil
	}
	return "", &Error{Kind: KindConflict, Key: "error.step", Args: map[string]any{"state": string(s), "event": string(event)}}
}

// Finding is one matter on one worksheet. It knows nothing of the tip it came
// from (P8): the tip's decision points here. Title is written for the
// inspected unit; the rest is sealed as Worksheet.
type Finding struct {
	ID         int64
	Number     string // 问题〔2026〕1-G1-01
	RoundID    int64
	TeamID     int64
	UnitID     int64
	Class      string // code of the classification list, INT-01
	Source     string // kind of source: tip, talk, documents, visit, questionnaire
	Title      string
	KeyID      int64
	Sealed     []byte
	State      FindingState
	MadeBy     int64
	ReviewedBy int64
	SignedBy   int64
	CreatedAt  time.Time
	ChangedAt  time.Time
}

// Worksheet is the sealed part of a finding (问题底稿).
type Worksheet struct {
	Version  int    `json:"v"`
	Facts    string `json:"facts"`
	Basis    string `json:"basis"`
	Evidence string `json:"evidence"`
}

// FindingSources lists the kinds of source of a worksheet.
func FindingSources() []string {
	return []string{"tip", "talk", "documents", "visit", "questionnaire"}
}

// Classes lists the codes of the classification (DOMAIN, Categories).
func Classes() []string {
	return []string{
		"INT-01", "INT-02", "INT-06", "INT-07", "INT-08", "INT-11", "INT-13", "INT-14", "MAS-01", "MAS-02", "MAS-03",
		"MAS-05", "POV-01", "POV-03", "ORG-05", "ORG-08", "WRK-01", "WRK-02", "WRK-05", "RSP-01", "RSP-03", "LAW-01",
	}
}
