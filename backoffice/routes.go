package backoffice

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
)

// uploadTime bounds a registration with files.
const uploadTime = 30 * time.Minute

// route is one line of the table: who may, and who answers. No roles means
// everybody who is signed in.
type route struct {
	method, path string
	roles        []models.Role
	handle       handler
}

// register lays the routes on the site: those before the sign-in, then the
// table.
func (b *Backoffice) register() {
	app := b.site.App
	app.Get("/signin", b.signinForm)
	app.Post("/signin", b.signin)
	app.Post("/signout", b.signout)
	app.Get("/join/:token", b.joinForm)
	app.Post("/join/:token", b.join)
	app.Get("/preferences", b.site.Preferences)
	for _, r := range b.routes() {
		if r.path != "/" { // most pages are the queue, which opens nothing
			r.handle = unlocked(r.handle)
		}
		handlers := []fiber.Handler{b.needs(r.roles, r.handle)}
		if r.path == "/new" && r.method == fiber.MethodPost {
			handlers = append([]fiber.Handler{b.site.Slow(uploadTime)}, handlers...)
		}
		app.Add(r.method, r.path, handlers...)
	}
}

// routes is everything that needs a sign-in. What a role may do with one tip,
// finding or hand-off is asked of its scope and of the transition table.
func (b *Backoffice) routes() []route {
	read, decide, admin := readers(), approvers(), administrators()
	letters := letterReaders()
	return []route{
		{"GET", "/", nil, b.home},
		{"GET", "/keys", nil, b.keysPage},
		{"GET", "/account", nil, b.accountForm},
		{"POST", "/account/passphrase", nil, b.changePassphrase},
		{"POST", "/account/code", nil, b.changeCode},

		{"GET", "/find", read, b.find},
		{"POST", "/register", read, b.registerMany},
		{"GET", "/asides", read, b.asides},
		{"POST", "/asides/leave", read, b.leaveAsides},
		{"GET", "/asides/:id", read, b.openAside},
		{"POST", "/asides/:id", read, b.settleAside},
		{"GET", "/asides/:id/files/:ord", read, b.asideFile},
		{"GET", "/tips/:id", read, b.tip},
		{"GET", "/tips/:id/files/:ord", read, b.file},
		{"GET", "/tips/:id/files/:ord/view", read, b.view},
		{"GET", "/tips/:id/raw", read, b.raw},
		{"POST", "/tips/:id/step", read, b.step},
		{"POST", "/tips/:id/messages", read, b.say},
		{"POST", "/tips/:id/claim", read, b.claim},
		{"POST", "/tips/:id/urgent", read, b.urgent},
		{"POST", "/tips/:id/assign", read, b.assign},
		{"GET", "/tips/:id/screen", read, b.screenForm},
		{"POST", "/tips/:id/screen", read, b.screen},
		{"GET", "/tips/:id/propose", read, b.proposeForm},
		{"POST", "/tips/:id/propose", read, b.propose},
		{"GET", "/new", read, b.newForm},
		{"POST", "/new", read, b.newTip},

		{"GET", "/waiting", decide, b.waiting},
		{"GET", "/waiting/:id", decide, b.decision},
		{"POST", "/waiting/:id", decide, b.decide},

		{"GET", "/findings", read, b.findings},
		{"GET", "/findings/:id", read, b.finding},
		{"POST", "/findings/:id", read, b.moveFinding},
		{"POST", "/findings/:id/worksheet", read, b.saveWorksheet},
		{"GET", "/handoffs", letters, b.handoffs},
		{"GET", "/handoffs/:id", letters, b.handoff},
		{"POST", "/handoffs/:id", letters, b.moveHandoff},

		{"GET", "/identities", custodians(), b.identities},
		{"GET", "/identities/new", custodians(), b.askForm},
		{"POST", "/identities/new", custodians(), b.ask},
		{"GET", "/identities/:id", custodians(), b.opening},
		{"POST", "/identities/:id", custodians(), b.stepOpening},

		{"GET", "/mail", mailReaders(), b.mail},
		{"POST", "/mail/orders", admin, b.orderMail},
		{"POST", "/mail/forget", admin, b.forgetMail},
		{"GET", "/mail/reports", mailReaders(), b.reports},
		{"GET", "/mail/reports/all", mailReaders(), b.allReports},
		{"GET", "/mail/reports/:id", mailReaders(), b.report},
		{"GET", "/mail/accounts", admin, b.mailAccounts},
		{"GET", "/mail/accounts/new", admin, b.newMailAccountForm},
		{"POST", "/mail/accounts/new", admin, b.newMailAccount},
		{"GET", "/mail/accounts/:id", admin, b.mailAccount},
		{"POST", "/mail/accounts/:id", admin, b.saveMailAccount},
		{"POST", "/mail/accounts/:id/active", admin, b.activateMail},
		{"GET", "/staff", admin, b.staff},
		{"GET", "/staff/new", admin, b.inviteForm},
		{"POST", "/staff/new", admin, b.invite},
		{"GET", "/staff/:id", admin, b.member},
		{"POST", "/staff/:id/roles", admin, b.setRoles},
		{"POST", "/staff/:id/recuse", admin, b.recuse},
		{"POST", "/staff/:id/deactivate", admin, b.deactivate},
		{"POST", "/staff/:id/link", admin, b.newLink},
		{"GET", "/grants", keyHolders(), b.grants},
		{"POST", "/grants", keyHolders(), b.grantMissing},
		{"GET", "/rounds", roundMakers(), b.rounds},
		{"GET", "/rounds/new", roundMakers(), b.roundForm},
		{"POST", "/rounds/new", roundMakers(), b.newRound},
		{"GET", "/notices/:id", noticeMakers(), b.noticeForm},
		{"POST", "/notices/:id", noticeMakers(), b.saveNotice},
	}
}
