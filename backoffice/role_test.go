package backoffice_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"heed/backoffice"
	"heed/models"
)

// what each role may reach, in words of the routes: DOMAIN, Who may do what.
func reach(role models.Role) []string {
	own := []string{"/", "/keys", "/account"}
	tips := []string{"/asides", "/register", "/find", "/tips", "/new", "/waiting", "/findings", "/handoffs", "/grants"}
	switch role {
	case models.RoleMember, models.RoleHead, models.RoleDeputy:
		return append(own, tips...)
	case models.RoleClerk:
		return append(append(own, tips...), "/mail")
	case models.RoleOfficer, models.RoleDirector:
		return append(append(own, tips...), "/mail", "/rounds", "/notices")
	case models.RoleLeader:
		return append(own, "/waiting", "/handoffs", "/grants")
	case models.RoleSecrecy:
		return append(own, "/waiting", "/grants")
	case models.RoleSystem:
		return append(own, "/staff", "/mail", "/mail/accounts", "/mail/orders", "/mail/forget", "/rounds", "/grants")
	case models.RoleCustodian:
		return append(own, "/identities")
	case models.RoleSecurity, models.RoleAuditor:
	}
	return own
}

// area is the first word of an address, and with the mailboxes the second, too:
// who reads of them does not set them up.
func area(path string) string {
	words := strings.Split(path, "/")
	if words[1] == "mail" && len(words) > 2 && words[2] != "reports" {
		return "/mail/" + words[2]
	}
	return "/" + words[1]
}

// Every role at every route: who is not meant to be there is refused, whatever
// the address says.
func TestEveryRoleAtEveryRoute(t *testing.T) {
	w := lite(t)
	tip := w.tip(1, story)
	routes := backoffice.RouteRoles(w.site)
	if len(routes) < 40 {
		t.Fatalf("%d routes", len(routes))
	}
	for _, role := range models.Roles() {
		spec := string(role)
		if role.TeamBound() {
			spec += ":1"
		}
		b := w.join(strings.ReplaceAll(string(role), "_", "."), spec)
		for line := range routes {
			method, path, _ := strings.Cut(line, " ")
			if strings.HasPrefix(path, "/account") && method == http.MethodPost {
				continue
			}
			may := slices.Contains(reach(role), area(path))
			address := strings.NewReplacer(":id", itoa(tip.ID), ":ord", "9").Replace(path)
			if got := b.try(method, address); (got == http.StatusForbidden) == may {
				t.Errorf("%s at %s: %d, may = %v", role, line, got, may)
			}
		}
	}
}

// try asks without a form: a POST that the role may make is then malformed, and
// changes nothing.
func (b *browser) try(method, path string) int {
	b.Helper()
	if method == http.MethodGet {
		return b.get(path).status
	}
	return b.do(method, path, strings.NewReader(""), "text/plain").status
}

// Administrators see no tip, not even its number.
func TestAdministratorsSeeNoTips(t *testing.T) {
	w := lite(t)
	tip := w.tip(1, story)
	admin := w.join("admin", "system_admin")
	for _, path := range []string{"/staff", "/mail", "/rounds", "/grants", "/account", "/keys"} {
		admin.get(path).want(200).lacks(tip.Number, story)
	}
	admin.get("/").want(303)
}

// Who is not signed in is led to the sign-in and back again.
func TestEveryRouteNeedsASignIn(t *testing.T) {
	w := lite(t)
	nobody := w.browser()
	for line := range backoffice.RouteRoles(w.site) {
		method, path, _ := strings.Cut(line, " ")
		address := strings.NewReplacer(":id", "1", ":ord", "0").Replace(path)
		if method == http.MethodPost {
			if got := nobody.try(method, address); got != http.StatusUnauthorized {
				t.Errorf("%s: %d", line, got)
			}
			continue
		}
		if got := nobody.get(address).want(303).location; !strings.HasPrefix(got, "/signin?back=%2F") {
			t.Errorf("%s leads to %s", line, got)
		}
	}
}
