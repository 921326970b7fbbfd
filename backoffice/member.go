package backoffice

import (
	"heed/models"
	"heed/models/store"
	"heed/web/form"
)

// memberPage is one account: its roles, a new link, its end.
type memberPage struct {
	Page
	roleForm
	Member models.Member
	Self   bool
}

func (b *Backoffice) member(v *visit) error { return b.showMember(v, nil, nil) }

func (b *Backoffice) showMember(v *visit, f form.Values, fault error) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page := memberPage{Self: id == v.me.ID}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		page.Member, err = tx.Member(id)
		return err
	})
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Values{"role": roleValues(page.Member.Roles)}
	}
	if page.roleForm, err = b.roleForm(v, f, fault); err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.member.title", "name", page.Member.Name); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "member", page)
}

func (b *Backoffice) setRoles(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	f, err := b.site.ReadForm(v.Ctx)
	if err == nil {
		err = b.keys.SetRoles(v.UserContext(), v.me, v.id, id, readRoles(f))
	}
	if err != nil {
		return b.showMember(v, f, err)
	}
	return v.to("/staff/"+decimal(id), "saved")
}

func (b *Backoffice) deactivate(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	if _, err := b.site.ReadForm(v.Ctx); err != nil {
		return err
	}
	if err := b.keys.Deactivate(v.UserContext(), v.me, id); err != nil {
		return err
	}
	return v.to("/staff", "deactivated")
}
