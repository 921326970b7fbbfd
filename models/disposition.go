package models

// Code is a disposition: the outcome that a tip is closed with.
type Code string

// The dispositions (DOMAIN, disposition table).
const (
	ToFinding      Code = "TO_FINDING"
	ToImmediateFix Code = "TO_IMMEDIATE_FIX"
	ToClue         Code = "TO_CLUE"
	ToReferral     Code = "TO_REFERRAL"
	GuideOnly      Code = "GUIDE_ONLY"
	UpRoute        Code = "UP_ROUTE"
	DupExact       Code = "DUP_EXACT"
	DupNew         Code = "DUP_NEW"
	KeepFile       Code = "KEEP_FILE"
	NoAction       Code = "NO_ACTION"
	RejLitigation  Code = "REJ_LITIGATION"
	RejOtherRemit  Code = "REJ_OTHER_REMIT"
	RejNoSubstance Code = "REJ_NO_SUBSTANCE"
	Suggestion     Code = "SUGGESTION"
	Withdrawn      Code = "WITHDRAWN"
	Spam           Code = "SPAM"
	Abuse          Code = "ABUSE"
	Protect        Code = "PROTECT"
	ClassifiedStub Code = "CLASSIFIED_STUB"
)

// Disposition is the rule of one outcome.
type Disposition struct {
	Code Code
	// Approvers holds one entry an approval that is needed; any role of an
	// entry will do. Every approval is by another person than the proposer and
	// than each other.
	Approvers [][]Role
	// Body says that the reporter is told a body to turn to.
	Body bool
	// Original says that the tip it repeats must be named.
	Original bool
	// Duplicate says that it is the outcome of a tip joined to another.
	Duplicate bool
}

// Dispositions lists the outcomes in the order of the form. UP_ROUTE goes to
// the director alone as the named person; SPAM and ABUSE are proposed by one
// clerk and stay open until the weekly check by another.
func Dispositions() []Disposition {
	head := []Role{RoleHead}
	headOrDeputy := []Role{RoleHead, RoleDeputy}
	deputy := []Role{RoleDeputy}
	office := []Role{RoleOfficer, RoleDirector}
	director := []Role{RoleDirector}
	clerk := []Role{RoleClerk, RoleOfficer, RoleDirector}
	return []Disposition{
		{Code: ToFinding, Approvers: [][]Role{head}},
		{Code: ToImmediateFix, Approvers: [][]Role{head, director}},
		{Code: ToClue, Approvers: [][]Role{{RoleLeader}}},
		{Code: ToReferral, Approvers: [][]Role{office}, Body: true},
		{Code: GuideOnly, Approvers: [][]Role{clerk}, Body: true},
		{Code: UpRoute, Approvers: [][]Role{director}},
		{Code: DupExact, Approvers: [][]Role{clerk}, Original: true, Duplicate: true},
		{Code: DupNew, Approvers: [][]Role{headOrDeputy}, Original: true, Duplicate: true},
		{Code: KeepFile, Approvers: [][]Role{head}},
		{Code: NoAction, Approvers: [][]Role{head, deputy}},
		{Code: RejLitigation, Approvers: [][]Role{office}, Body: true},
		{Code: RejOtherRemit, Approvers: [][]Role{office}, Body: true},
		{Code: RejNoSubstance, Approvers: [][]Role{head}},
		{Code: Suggestion, Approvers: [][]Role{office}},
		{Code: Withdrawn, Approvers: [][]Role{office}},
		{Code: Spam, Approvers: [][]Role{clerk}},
		{Code: Abuse, Approvers: [][]Role{clerk}},
		{Code: Protect, Approvers: [][]Role{head, director}},
		{Code: ClassifiedStub, Approvers: [][]Role{{RoleSecrecy}}},
	}
}

// FindDisposition gives the rule of a code; an unknown code is KindInvalid.
func FindDisposition(code Code) (Disposition, error) {
	for _, d := range Dispositions() {
		if d.Code == code {
			return d, nil
		}
	}
	return Disposition{}, &Error{Kind: KindInvalid, Key: "error.disposition", Field: "code"}
}

// Key is the message key of the outcome's name for staff.
func (c Code) Key() string { return "disposition." + string(c) }

// ToldKey is the message key of what the reporter reads; it may have the
// placeholder {body}.
func (c Code) ToldKey() string { return "disposition_told." + string(c) }

// ApproverFor gives the step, from 0, that somebody with these roles may
// approve next, given the steps already approved.
func (d Disposition) ApproverFor(roles []Role, done map[int]bool) (step int, ok bool) {
	for i, any := range d.Approvers {
		if done[i] {
			continue
		}
		for _, r := range any {
			if known(r, roles) {
				return i, true
			}
		}
	}
	return 0, false
}

// StepsOf says which dispositions a role approves, by step.
func StepsOf(role Role) map[int][]Code {
	out := map[int][]Code{}
	for _, d := range Dispositions() {
		for step, any := range d.Approvers {
			if known(role, any) {
				out[step] = append(out[step], d.Code)
			}
		}
	}
	return out
}

// BodyID names a body that a reporter or a hand-off is sent to.
type BodyID string

// Bodies lists where a matter out of scope, or a clue, can go.
func Bodies() []BodyID {
	return []BodyID{
		"discipline", "petition", "court", "procuratorate", "police", "labour", "justice",
		"housing", "health", "education", "agriculture", "hotline", "organisation", "superior",
	}
}

// Valid says whether b is a known body.
func (b BodyID) Valid() bool { return known(b, Bodies()) }

// Key is the message key of the body's name.
func (b BodyID) Key() string { return "body." + string(b) }
