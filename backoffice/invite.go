package backoffice

import (
	"heed/models/keyring"
	"heed/models/store"
	"heed/web/form"
)

// invitePage asks for whom a new account is.
type invitePage struct {
	Page
	roleForm
}

// linkPage shows a one-time link, once.
type linkPage struct {
	Page
	Link string
	Name string
}

func (b *Backoffice) inviteForm(v *visit) error { return b.showInvite(v, form.Values{}, nil) }

func (b *Backoffice) showInvite(v *visit, f form.Values, fault error) error {
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page := invitePage{}
	var err error
	if page.roleForm, err = b.roleForm(v, f, fault); err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.invite.title"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "invite", page)
}

func (b *Backoffice) invite(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return b.showInvite(v, f, err)
	}
	spec := keyring.AccountSpec{Login: f.Get("login"), Name: f.Get("name"), Lang: string(v.lang), Roles: readRoles(f)}
	token, err := b.keys.Invite(v.UserContext(), v.me, v.id, spec)
	if err != nil {
		return b.showInvite(v, f, err)
	}
	return b.showLink(v, token, spec.Name)
}

// showLink answers with the link. It is on no other page and in no log.
func (b *Backoffice) showLink(v *visit, token, name string) error {
	base := b.staffURL
	if base == "" {
		base = v.BaseURL()
	}
	page := linkPage{Link: base + "/join/" + token, Name: name}
	var err error
	if page.Page, err = b.page(v, "backoffice.link.title"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "link", page)
}

// newLink makes a new one-time link for an account: a forgotten passphrase, or
// a first link that expired.
func (b *Backoffice) newLink(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	if _, err := b.site.ReadForm(v.Ctx); err != nil {
		return err
	}
	token, err := b.keys.ResetPassphrase(v.UserContext(), v.me, v.id, id)
	if err != nil {
		return err
	}
	name := ""
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		m, err := tx.Member(id)
		name = m.Name
		return err
	})
	if err != nil {
		return err
	}
	return b.showLink(v, token, name)
}
