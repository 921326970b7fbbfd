package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// memberPage is one account: its roles, a new link, its end.
type memberPage struct {
	Page
	roleForm
	Member  models.Member
	Self    bool
	Units   []web.Choice
	Recused []string // the units whose tips the member does not see
}

func (b *Backoffice) member(v *visit) error { return b.showMember(v, nil, nil) }

func (b *Backoffice) showMember(v *visit, f form.Values, fault error) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page := memberPage{Self: id == v.me.ID}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		if page.Member, err = tx.Member(id); err != nil {
			return err
		}
		page.Units, page.Recused, err = unitsOf(tx, v, id)
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

// unitsOf lists all units, and those from which the member is kept.
func unitsOf(tx *store.Tx, v *visit, staffID int64) (all []web.Choice, recused []string, err error) {
	units, err := tx.Units()
	if err != nil {
		return nil, nil, err
	}
	recusals, err := tx.UnitRecusals(staffID)
	for _, u := range units {
		name := named(v.lang, u.Name, u.NameEn)
		if slices.ContainsFunc(recusals, func(r models.Recusal) bool { return r.UnitID == u.ID }) {
			recused = append(recused, name)
			continue
		}
		all = append(all, web.Choice{Value: decimal(u.ID), Text: name})
	}
	return all, recused, err
}

// recuse keeps a member from every tip of a unit where a relative works.
func (b *Backoffice) recuse(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	err = b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		if _, err := tx.Member(id); err != nil {
			return err
		}
		unit, err := tx.Unit(whole(f.Get("unit")))
		if models.KindOf(err) == models.KindNotFound {
			return models.FieldErrors{{Kind: models.KindInvalid, Key: "backoffice.error.pick", Field: "unit"}}
		}
		if err != nil {
			return err
		}
		return tx.Recuse(models.Recusal{StaffID: id, UnitID: unit.ID}, v.me.ID)
	})
	if err != nil {
		return b.showMember(v, nil, err)
	}
	return v.to("/staff/"+decimal(id), "recused")
}

func (b *Backoffice) setRoles(v *visit) error {
	id, err := v.number()
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
	id, err := v.number()
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
