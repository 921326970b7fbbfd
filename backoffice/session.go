package backoffice

import (
	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal/open"
	"heed/web/form"
	"heed/web/limit"
)

// signinPage asks who somebody is.
type signinPage struct {
	Page
	Form form.Form
	Back string
}

func (b *Backoffice) signinForm(c *fiber.Ctx) error {
	if _, err := b.enter(c); err == nil {
		return c.Redirect(local(c.Query("back"), "/"), fiber.StatusSeeOther)
	}
	return b.showSignin(c, form.Values{"back": {c.Query("back")}}, nil)
}

func (b *Backoffice) showSignin(c *fiber.Ctx, v form.Values, err error) error {
	status := fiber.StatusOK
	if err != nil {
		status = b.site.Note(c, err)
	}
	page := signinPage{Form: form.New(v, err), Back: local(v.Get("back"), "/")}
	page.Page = Page{Page: b.site.Page(c, "backoffice.signin.title"), Done: done(c.Query("done"))}
	return b.site.Render(c, status, "signin", page)
}

// signin unwraps the member's key. The answer to an unknown login and to a
// wrong passphrase is the same.
func (b *Backoffice) signin(c *fiber.Ctx) error {
	v, err := b.site.ReadForm(c)
	if err == nil {
		err = b.site.Allow(c, limit.SignIn)
	}
	if err != nil {
		return b.showSignin(c, v, err)
	}
	secret, _, err := b.keys.SignIn(c.UserContext(), v.Get("login"), v.Get("passphrase"), v.Get("code"))
	if err != nil {
		return b.showSignin(c, v, err)
	}
	b.site.SetSession(c, secret.Text())
	return c.Redirect(local(v.Get("back"), "/"), fiber.StatusSeeOther)
}

// signout ends the session here and on record. One that ended already is as
// good.
func (b *Backoffice) signout(c *fiber.Ctx) error {
	if _, err := b.site.ReadForm(c); err != nil {
		return err
	}
	secret, err := open.ParseSessionSecret(b.site.Session(c))
	if err == nil {
		if err := b.keys.SignOut(c.UserContext(), secret); err != nil {
			return err
		}
	}
	b.site.ClearSession(c)
	return c.Redirect("/signin?done=signedout", fiber.StatusSeeOther)
}

// home is where a member begins: what waits for them, by role.
func (b *Backoffice) home(v *visit) error {
	switch {
	case v.me.HasAny(readers()...):
		return b.queue(v)
	case v.me.HasAny(approvers()...):
		return v.Redirect("/waiting", fiber.StatusSeeOther)
	case v.me.HasAny(custodians()...):
		return v.Redirect("/identities", fiber.StatusSeeOther)
	case v.me.HasAny(administrators()...):
		return v.Redirect("/staff", fiber.StatusSeeOther)
	case v.me.HasAny(models.Roles()...):
		return v.Redirect("/account", fiber.StatusSeeOther)
	}
	return models.Fail(models.KindForbidden, "error.forbidden")
}
