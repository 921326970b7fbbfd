package models

// Role says what a member of staff may do (DOMAIN, Who may do what).
type Role string

// The roles of the staff site.
const (
	RoleClerk     Role = "clerk"         // registers, screens, marks spam
	RoleMember    Role = "member"        // reads the own team's tips, writes worksheets, proposes
	RoleHead      Role = "head"          // approves at team level, signs worksheets
	RoleDeputy    Role = "deputy"        // the head's deputy: reviews worksheets, approves beside the head
	RoleOfficer   Role = "officer"       // office: letters, referrals
	RoleDirector  Role = "director"      // office director: approves referrals and letters
	RoleLeader    Role = "leading_group" // approves hand-offs; does not browse tips
	RoleCustodian Role = "custodian"     // one of two who open an identity together
	RoleSecrecy   Role = "secrecy"       // secrecy officer: classified stubs
	RoleSystem    Role = "system_admin"  // accounts; reads no content
	RoleSecurity  Role = "security_admin"
	RoleAuditor   Role = "audit_admin" // reads the audit log; reads no content
)

// Roles lists every role.
func Roles() []Role {
	return []Role{
		RoleClerk, RoleMember, RoleHead, RoleDeputy, RoleOfficer, RoleDirector,
		RoleLeader, RoleCustodian, RoleSecrecy, RoleSystem, RoleSecurity, RoleAuditor,
	}
}

// Valid says whether r is a known role.
func (r Role) Valid() bool { return known(r, Roles()) }

// Key is the message key of the role's name.
func (r Role) Key() string { return "role." + string(r) }

// TeamBound says whether the role reaches only the tips of its own team.
func (r Role) TeamBound() bool {
	return r == RoleMember || r == RoleHead || r == RoleDeputy
}

// ReadsTips says whether the role opens tips at all. The leading group and the
// secrecy officer see only what waits for their approval; administrators see
// nothing.
func (r Role) ReadsTips() bool {
	return r.TeamBound() || r == RoleClerk || r == RoleOfficer || r == RoleDirector
}
