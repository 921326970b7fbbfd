package models

import "time"

// Staff is a member of staff. Wrapped is the private key as an age passphrase
// file: signing in is unwrapping it, and no other password hash exists. It is
// empty while nobody can sign in.
type Staff struct {
	ID        int64
	Login     string
	Name      string
	Recipient string // the public half of the staff key
	Wrapped   []byte
	TOTP      []byte `gorm:"column:totp"`      // the second factor's secret, sealed to Recipient; nil when not set up
	TOTPNext  []byte `gorm:"column:totp_next"` // the same, shown but not yet confirmed by a code
	TOTPStep  int64  `gorm:"column:totp_step"` // the last time step whose code was used
	Active    bool   // false before the first link is used and after deactivation
	Lang      string
	CreatedAt time.Time
}

// TableName is the table of Staff.
func (Staff) TableName() string { return "staff" }

// StaffRole gives a member of staff a role, for team-bound roles in one team.
type StaffRole struct {
	ID      int64
	StaffID int64
	Role    Role
	TeamID  int64 // 0 for roles that are not bound to a team
}

// Member is somebody signed in, with the roles that hold now.
type Member struct {
	Staff
	Roles []StaffRole
}

// RoleList is every role of the member, in any team.
func (m Member) RoleList() []Role {
	var out []Role
	for _, r := range m.Roles {
		out = append(out, r.Role)
	}
	return out
}

// Has says whether the member holds the role in any team.
func (m Member) Has(role Role) bool { return known(role, m.RoleList()) }

// HasAny says whether the member holds one of the roles in any team.
func (m Member) HasAny(roles ...Role) bool {
	for _, r := range roles {
		if m.Has(r) {
			return true
		}
	}
	return false
}

// RolesFor is what the member may act as on a tip of a team.
func (m Member) RolesFor(teamID int64) []Role {
	var out []Role
	for _, r := range m.Roles {
		if !r.Role.TeamBound() || r.TeamID == teamID {
			out = append(out, r.Role)
		}
	}
	return out
}

// Scope says which tips the member may know of.
func (m Member) Scope() Scope {
	s := Scope{StaffID: m.ID}
	for _, r := range m.Roles {
		switch {
		case r.Role.TeamBound():
			s.Teams = append(s.Teams, r.TeamID)
		case r.Role.ReadsTips():
			s.All = true
		}
	}
	return s
}

// Scope is the WHERE clause of a reader: all teams, or the listed ones, and
// never what StaffID is recused from.
type Scope struct {
	StaffID int64
	All     bool
	Teams   []int64
}

// Reads says whether the scope holds the team.
func (s Scope) Reads(teamID int64) bool { return s.All || known(teamID, s.Teams) }

// Recusal keeps a member of staff from a tip (TipID) or from every tip on a
// unit (UnitID): the other is 0.
type Recusal struct {
	ID      int64
	StaffID int64
	TipID   int64
	UnitID  int64
	At      time.Time
}

// Session is a signed-in browser. Sealed is the staff key under a secret that
// only the cookie carries; ID is derived from that secret.
type Session struct {
	ID        string `gorm:"primaryKey"`
	StaffID   int64
	Sealed    []byte
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// Invite is a one-time link by which somebody makes an account or a new key.
// Sealed is an identity under the link's secret; round keys are granted to
// that identity and pass to the new staff key when the link is used.
type Invite struct {
	ID        string `gorm:"primaryKey"` // derived from the link's secret
	StaffID   int64  // the account the link is for
	Sealed    []byte
	Recipient string
	CreatedBy int64
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}
