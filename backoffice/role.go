package backoffice

import "heed/models"

// The groups of roles that share pages (DOMAIN, Who may do what).

// readers open tips of their scope.
func readers() []models.Role {
	var out []models.Role
	for _, r := range models.Roles() {
		if r.ReadsTips() {
			out = append(out, r)
		}
	}
	return out
}

// approvers have decisions wait for them. The leading group and the secrecy
// officer see those and nothing else.
func approvers() []models.Role { return append(readers(), models.RoleLeader, models.RoleSecrecy) }

// letterReaders see hand-offs: the letters themselves, without the tip.
func letterReaders() []models.Role { return append(readers(), models.RoleLeader) }

// administrators look after accounts and see no tip.
func administrators() []models.Role { return []models.Role{models.RoleSystem} }

// custodians open identities, two together.
func custodians() []models.Role { return []models.Role{models.RoleCustodian} }

// mailReaders see what became of every message that was swept, without its
// content.
func mailReaders() []models.Role {
	return []models.Role{models.RoleClerk, models.RoleOfficer, models.RoleDirector, models.RoleSystem}
}

// roundMakers set up rounds.
func roundMakers() []models.Role {
	return []models.Role{models.RoleOfficer, models.RoleDirector, models.RoleSystem}
}

// noticeMakers write what the public is told of a round.
func noticeMakers() []models.Role { return []models.Role{models.RoleOfficer, models.RoleDirector} }

// keyHolders may hold round keys, and so pass them on.
func keyHolders() []models.Role { return append(approvers(), models.RoleSystem) }
