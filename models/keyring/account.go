package keyring

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/models"
	"heed/models/seal/open"
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
	return n >= 2 && n <= 64 && !strings.ContainsFunc(s, odd)
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
// team that exists, and a team for any other role.
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
	return faults.Err()
}

func mayManage(by models.Member) error {
	if !by.Has(models.RoleSystem) {
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	return nil
}

// SetRoles replaces the roles of an account. Keys that the new roles do not need
// are taken away at once, and those they need are granted if the administrator
// holds them; GrantMissing brings the rest. Only system administrators may, and
// the last active one keeps that role (KindConflict, "error.last_admin").
func (k *Keyring) SetRoles(
	ctx context.Context, by models.Member, id open.Identity, staffID int64, roles []models.StaffRole,
) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if err := checkRoles(tx, roles); err != nil {
			return err
		}
		m, err := tx.Member(staffID)
		if err != nil {
			return err
		}
		m.Roles = roles
		if err := keepsAnAdmin(tx, m); err != nil {
			return err
		}
		if err := tx.SetRoles(staffID, roles); err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "staff.roles", staffObject(staffID)))
		return k.fit(tx, staffHolder(by, id), m)
	})
}

// fit makes an account's grants those that its roles need.
func (k *Keyring) fit(tx *store.Tx, h holder, m models.Member) error {
	if err := trim(tx, m); err != nil {
		return err
	}
	if h.identity.IsZero() {
		return nil
	}
	lacks, err := lacking(tx)
	if err != nil {
		return err
	}
	for _, l := range lacks {
		if l.Member.ID == m.ID {
			_, err := k.fill(tx, h, l)
			return err
		}
	}
	return nil
}

// trim takes from an account, and from its open links, the keys that its roles
// do not need.
func trim(tx *store.Tx, m models.Member) error {
	invites, err := tx.OpenInvites()
	if err != nil {
		return err
	}
	if err := trimHolder(tx, m.Roles, models.HolderStaff, decimal(m.ID)); err != nil {
		return err
	}
	for _, i := range invites {
		if i.StaffID != m.ID {
			continue
		}
		if err := trimHolder(tx, m.Roles, models.HolderInvite, i.ID); err != nil {
			return err
		}
	}
	return nil
}

func trimHolder(tx *store.Tx, roles []models.StaffRole, kind models.HolderKind, id string) error {
	n, err := needsOf(tx)
	if err != nil {
		return err
	}
	grants, err := tx.Grants(kind, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		key, err := tx.Key(g.KeyID)
		if err != nil {
			return err
		}
		if n.key(roles, key) {
			continue
		}
		if err := tx.DeleteGrant(g.KeyID, kind, id); err != nil {
			return err
		}
	}
	return nil
}

// Deactivate ends an account: its sessions, grants and open links are removed
// and its wrapped key is erased. The recovery key still opens every round that
// only this account held. ResetPassphrase brings the account back with a new
// key. Only system administrators may, and the last active one stays
// (KindConflict, "error.last_admin").
func (k *Keyring) Deactivate(ctx context.Context, by models.Member, staffID int64) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return k.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		m, err := tx.Member(staffID)
		if err != nil {
			return err
		}
		m.Active = false
		if err := keepsAnAdmin(tx, m); err != nil {
			return err
		}
		if err := tx.DeactivateStaff(staffID); err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "staff.deactivate", staffObject(staffID)))
		return strip(tx, staffID)
	})
}

// strip removes whatever opens something in an account's name.
func strip(tx *store.Tx, staffID int64) error {
	if err := tx.DeleteSessions(staffID, ""); err != nil {
		return err
	}
	if err := tx.DeleteGrants(models.HolderStaff, decimal(staffID)); err != nil {
		return err
	}
	return tx.RevokeInvites(staffID)
}

// keepsAnAdmin says whether an active system administrator remains when one
// account becomes as changed says.
func keepsAnAdmin(tx *store.Tx, changed models.Member) error {
	members, err := tx.Members()
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID == changed.ID {
			m = changed
		}
		if m.Active && m.Has(models.RoleSystem) {
			return nil
		}
	}
	return models.Fail(models.KindConflict, "error.last_admin")
}
