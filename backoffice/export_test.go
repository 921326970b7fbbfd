package backoffice

import "heed/models"

// PageTypes are the types of all pages, for the test that holds the templates
// against them.
func PageTypes() map[string]any {
	return map[string]any{
		"signin": signinPage{}, "join": joinPage{}, "queue": queuePage{}, "tip": tipPage{}, "view": viewPage{}, "screen": screenPage{}, "outcome": proposePage{},
		"propose": proposePage{}, "waiting": waitingPage{}, "decision": decisionPage{}, "findings": findingsPage{}, "finding": findingPage{},
		"handoffs": handoffsPage{}, "handoff": handoffPage{}, "new": newPage{}, "filed": newPageDone{}, "staff": staffPage{}, "invite": invitePage{},
		"member": memberPage{}, "link": linkPage{}, "grants": grantsPage{}, "rounds": roundsPage{}, "round": roundPage{}, "notice": noticePage{}, "account": accountPage{},
		"keys": keysPage{}, "identities": identitiesPage{}, "ask": askPage{}, "opening": openingPage{}, "opened": openedPage{}, "mail": mailPage{}, "asides": asidesPage{}, "aside": asidePage{},
		"mail_reports": reportsPage{}, "mail_accounts": mailAccountsPage{}, "mail_account": mailAccountPage{},
	}
}

// RouteRoles is the table of who may reach what: "GET /path" to roles; none
// means everybody who is signed in.
func RouteRoles(b *Backoffice) map[string][]models.Role {
	out := map[string][]models.Role{}
	for _, r := range b.routes() {
		out[r.method+" "+r.path] = r.roles
	}
	return out
}
