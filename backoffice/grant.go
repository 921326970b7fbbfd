package backoffice

import "heed/models/keyring"

// grantsPage lists who lacks keys that their roles need, so that a holder sees
// to whom they grant.
type grantsPage struct {
	Page
	Rows []keyring.Lack
}

func (b *Backoffice) grants(v *visit) error {
	page := grantsPage{}
	var err error
	if page.Page, err = b.page(v, "backoffice.grants.title"); err != nil {
		return err
	}
	if page.Rows, err = b.keys.Lacking(v.UserContext()); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "grants", page)
}

// grantMissing passes on what the member holds to all who need it.
func (b *Backoffice) grantMissing(v *visit) error {
	if _, err := b.site.ReadForm(v.Ctx); err != nil {
		return err
	}
	if _, err := b.keys.GrantMissing(v.UserContext(), v.me, v.id); err != nil {
		return err
	}
	return v.to("/grants", "granted")
}
