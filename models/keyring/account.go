package keyring

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/models"
	"heed/models/store"

	"golang.org/x/text/unicode/norm"
)

// AccountSpec is an account to be made. The login is kept in lower case.
type AccountSpec struct {
	Login string
	Name  string
	Lang  string // zh when empty
	Roles []models.StaffRole
}

// cleanLogin makes one spelling of what people type: no white space around it,
// lower case, and full-width letters as plain ones.
func cleanLogin(s string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
}

func validLogin(s string) bool {
	n := utf8.RuneCountInString(s)
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
	}
	return n >= 2 && n <= 32 && !strings.ContainsFunc(s, odd)
}

func (s *AccountSpec) clean() error {
	s.Login, s.Name = cleanLogin(s.Login), strings.TrimSpace(s.Name)
	if s.Lang == "" {
		s.Lang = "zh"
	}
	var faults models.FieldErrors
	if !validLogin(s.Login) {
		faults.Add("login", "error.login")
	}
	if n := utf8.RuneCountInString(s.Name); n == 0 || n > 60 {
		faults.Add("name", "error.name")
	}
	return faults.Err()
}

// checkRoles refuses unknown and doubled roles, a team-bound role without a
// team that exists, a team for any other role, a custodian who reads tips, and a
// system administrator whose other roles need a key: who says which roles one
// has would say so to themselves.
func checkRoles(tx *store.Tx, roles []models.StaffRole) error {
	teams, err := tx.TeamRounds()
	if err != nil {
		return err
	}
	var faults models.FieldErrors
	seen := map[models.StaffRole]bool{}
	for _, r := range roles {
		_, team := teams[r.TeamID]
		plain := models.StaffRole{Role: r.Role, TeamID: r.TeamID}
		if !r.Role.Valid() || seen[plain] || (r.Role.TeamBound() && !team) || (!r.Role.TeamBound() && r.TeamID != 0) {
			faults.Add("roles", "error.roles")
			break
		}
		seen[plain] = true
	}
	if seen[models.StaffRole{Role: models.RoleCustodian}] && readsTips(roles) {
		faults.Add("roles", "error.roles_custodian")
	}
	if seen[models.StaffRole{Role: models.RoleSystem}] && needsKeys(roles) {
		faults.Add("roles", "error.roles_admin")
	}
	return faults.Err()
}

func readsTips(roles []models.StaffRole) bool {
	return slices.ContainsFunc(roles, func(r models.StaffRole) bool { return r.Role.ReadsTips() })
}

func needsKeys(roles []models.StaffRole) bool {
	return slices.ContainsFunc(roles, func(r models.StaffRole) bool { return r.Role.TeamBound() || everyRound(r.Role) })
}

func mayManage(by models.Member) error {
	if !by.Has(models.RoleSystem) {
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	return nil
}
