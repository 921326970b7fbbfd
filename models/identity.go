package models

import (
	"fmt"
	"time"
)

// CustodianPair are the two staff accounts that open a round's identities
// together. Outer opens the outer layer of the grant and so gives their half;
// Inner opens the rest, and is the one who sees the identity.
type CustodianPair struct{ Outer, Inner int64 }

// String is the pair's name in a grant: "outer+inner", ids in decimal.
func (p CustodianPair) String() string { return fmt.Sprintf("%d+%d", p.Outer, p.Inner) }

// ParseCustodianPair reads the form of String.
func ParseCustodianPair(s string) (CustodianPair, error) {
	var p CustodianPair
	_, err := fmt.Sscanf(s, "%d+%d", &p.Outer, &p.Inner)
	if err != nil || p.String() != s || p.Outer < 1 || p.Inner < 1 || p.Outer == p.Inner {
		return CustodianPair{}, Fail(KindInternal, "error.key_damaged")
	}
	return p, nil
}

// Has says whether somebody is one of the two.
func (p CustodianPair) Has(staffID int64) bool { return staffID == p.Outer || staffID == p.Inner }

// Custodian says whether the member may be one of the two who open identities:
// active, with the role, and without any role that reads tips (DOMAIN, Who may
// do what: a custodian may not triage, and who triages sees no identities).
func (m Member) Custodian() bool {
	return m.Active && m.Recipient != "" && m.Has(RoleCustodian) && !m.ReadsTips()
}

// ReadsTips says whether one of the member's roles opens tips.
func (m Member) ReadsTips() bool {
	for _, r := range m.Roles {
		if r.Role.ReadsTips() {
			return true
		}
	}
	return false
}

// IdentityPurpose says why an identity is opened: a code from a short list.
type IdentityPurpose string

// The purposes for which an identity may be opened.
const (
	PurposeContact  IdentityPurpose = "contact"  // to ask the reporter something that the tip hangs on
	PurposeFeedback IdentityPurpose = "feedback" // to tell a named reporter the outcome
	PurposeProtect  IdentityPurpose = "protect"  // to protect the reporter
	PurposeLaw      IdentityPurpose = "law"      // because a law obliges the office to
)

// IdentityPurposes lists every purpose.
func IdentityPurposes() []IdentityPurpose {
	return []IdentityPurpose{PurposeContact, PurposeFeedback, PurposeProtect, PurposeLaw}
}

// Valid says whether p is a known purpose.
func (p IdentityPurpose) Valid() bool { return known(p, IdentityPurposes()) }

// Key is the message key of the purpose's name.
func (p IdentityPurpose) Key() string { return "identity_purpose." + string(p) }

// IdentityOpening is a request of one custodian to open the identity of one tip
// together with the other. The database too refuses one in which a single
// person does both parts.
type IdentityOpening struct {
	ID          int64
	TipID       int64
	KeyID       int64 // the round's identity key
	Purpose     IdentityPurpose
	Approval    string // number of the written approval; of the office, never of a reporter
	OuterID     int64
	InnerID     int64
	RequestedBy int64 // OuterID or InnerID
	RequestedAt time.Time
	HalfBy      int64 // OuterID, or 0 while the outer half is missing
	HalfAt      *time.Time
	Half        []byte // the inner age file, sealed to InnerID alone; empty before, and erased when used or expired
	OpenedBy    int64  // InnerID, or 0 before anything was opened
	OpenedAt    *time.Time
	ExpiresAt   time.Time
}

// OpeningState is where a request stands.
type OpeningState string

// The states of a request.
const (
	OpeningAsked   OpeningState = "asked"   // waits for the half of the outer custodian
	OpeningReady   OpeningState = "ready"   // waits for the inner custodian to open
	OpeningOpened  OpeningState = "opened"  // done
	OpeningExpired OpeningState = "expired" // nobody opened it in time, or the custodians changed
)

// OpeningStates lists every state.
func OpeningStates() []OpeningState {
	return []OpeningState{OpeningAsked, OpeningReady, OpeningOpened, OpeningExpired}
}

// Key is the message key of the state's name.
func (s OpeningState) Key() string { return "identity_state." + string(s) }

// State is where the request stands at an instant.
func (o IdentityOpening) State(now time.Time) OpeningState {
	live := now.Before(o.ExpiresAt)
	switch {
	case live && o.HalfBy == 0:
		return OpeningAsked
	case live && len(o.Half) > 0:
		return OpeningReady
	case o.OpenedAt != nil:
		return OpeningOpened
	}
	return OpeningExpired
}

// WaitsFor says whether the next step is this member's.
func (o IdentityOpening) WaitsFor(staffID int64, now time.Time) bool {
	switch o.State(now) {
	case OpeningAsked:
		return staffID == o.OuterID
	case OpeningReady:
		return staffID == o.InnerID
	case OpeningOpened, OpeningExpired:
	}
	return false
}
