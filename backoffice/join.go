package backoffice

import (
	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/keyring"
	"heed/web/form"
	"heed/web/limit"
)

// joinPage is the page of a one-time link: the first sign-in, and the way back
// for who forgot the passphrase.
type joinPage struct {
	Page
	Form form.Form
	Info keyring.InviteInfo
	Post string
}

func (b *Backoffice) joinForm(c *fiber.Ctx) error { return b.showJoin(c, nil, nil) }

func (b *Backoffice) showJoin(c *fiber.Ctx, v form.Values, err error) error {
	info, gone := b.keys.InviteInfo(c.UserContext(), c.Params("token"))
	if gone != nil {
		return gone
	}
	status := fiber.StatusOK
	if err != nil {
		status = b.site.Note(c, err)
	}
	page := joinPage{Form: form.New(v, err), Info: info, Post: c.Path()}
	page.Page = Page{Page: b.site.Page(c, "backoffice.join.title")}
	return b.site.Render(c, status, "join", page)
}

// join makes the member's key, wraps it by the passphrase and signs them in.
func (b *Backoffice) join(c *fiber.Ctx) error {
	v, err := b.site.ReadForm(c)
	if err == nil {
		err = b.site.Allow(c, limit.SignIn)
	}
	if err == nil && v.Get("passphrase") != v.Get("again") {
		err = models.FieldErrors{{Kind: models.KindInvalid, Key: "backoffice.error.again", Field: "again"}}
	}
	if err != nil {
		return b.showJoin(c, v, err)
	}
	me, err := b.keys.Accept(c.UserContext(), c.Params("token"), v.Get("passphrase"))
	if err != nil {
		return b.showJoin(c, v, err)
	}
	secret, _, err := b.keys.SignIn(c.UserContext(), me.Login, v.Get("passphrase"), "")
	if err != nil {
		return err
	}
	b.site.SetSession(c, secret.Text())
	return c.Redirect("/?done=joined", fiber.StatusSeeOther)
}
