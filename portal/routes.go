package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/web/limit"
)

// routes is the whole public site. Submit, lookup and confirm count their visits
// themselves, so that a refusal keeps what was typed: a form sent counts as a page,
// one with files as an upload too, and as a report only once it is complete.
func (p *Portal) routes() {
	p.site.App.Get("/", p.site.ToLang)
	for _, lang := range p.site.Langs() {
		at := p.site.App.Group("/" + string(lang))
		page, picture := p.site.Limit(limit.Form), p.site.Limit(limit.Captcha)
		for _, r := range []struct {
			method, path string
			handlers     []fiber.Handler
		}{
			{"GET", "/", []fiber.Handler{page, p.home}},
			{"GET", "/start", []fiber.Handler{page, p.start}},
			{"GET", "/guide", []fiber.Handler{page, p.guide}},
			{"GET", "/danger", []fiber.Handler{page, p.plain("danger")}},
			{"GET", "/letter", []fiber.Handler{page, p.plain("letter")}},
			{"GET", "/scope", []fiber.Handler{page, p.scope}},
			{"GET", "/notices", []fiber.Handler{page, p.placards}},
			{"GET", "/notices.atom", []fiber.Handler{page, p.atom}},
			{"GET", "/notices.ics", []fiber.Handler{page, p.calendar}},
			{"GET", "/notices/:id", []fiber.Handler{page, p.placard}},
			{"GET", "/notices/:id/poster", []fiber.Handler{picture, p.poster}},
			{"GET", "/report", []fiber.Handler{page, p.report}},
			{"POST", "/report", []fiber.Handler{p.site.Slow(uploadTime), p.submit}},
			{"POST", "/upload", []fiber.Handler{p.upload}},
			{"HEAD", "/upload/:secret", []fiber.Handler{p.upload}},
			{"PATCH", "/upload/:secret", []fiber.Handler{p.site.Slow(uploadTime), p.upload}},
			{"DELETE", "/upload/:secret", []fiber.Handler{p.upload}},
			{"GET", "/upload/:secret", []fiber.Handler{p.site.Slow(uploadTime), p.uploaded}},
			{"GET", "/captcha/:token/picture", []fiber.Handler{picture, p.picture}},
			{"GET", "/captcha/:token/sound", []fiber.Handler{picture, p.sound}},
			{"GET", "/receipt", []fiber.Handler{page, p.receiptGone}},
			{"POST", "/receipt", []fiber.Handler{page, p.receiptAgain}},
			{"POST", "/receipt/confirm", []fiber.Handler{p.confirm}},
			{"POST", "/receipt/save", []fiber.Handler{page, p.save}},
			{"POST", "/receipt/statement", []fiber.Handler{page, p.saveStatement}},
			{"GET", "/verify", []fiber.Handler{page, p.verifyForm}},
			{"POST", "/verify", []fiber.Handler{page, p.verify}},
			{"GET", "/status", []fiber.Handler{page, p.lookupForm}},
			{"POST", "/status", []fiber.Handler{p.lookup}},
			{"GET", "/status/message", []fiber.Handler{page, p.lookupForm}},
			{"POST", "/status/message", []fiber.Handler{p.site.Slow(uploadTime), p.talk}},
			{"GET", "/seasons", []fiber.Handler{page, p.seasons}},
		} {
			at.Add(r.method, r.path, r.handlers...)
		}
	}
}
