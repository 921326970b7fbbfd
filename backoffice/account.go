package backoffice

import (
	"html/template"

	"heed/models"
	"heed/models/store"
	"heed/web/form"
	"heed/web/limit"
	"heed/web/qrcode"
)

// accountPage is the member's own: passphrase and second factor.
type accountPage struct {
	Page
	Login  string
	Form   form.Form
	HasOTP bool
	Setup  string       // the secret of a second factor that waits for its first code
	QR     template.URL //nolint:forbidigo // qrcode makes it of a PNG
}

func (b *Backoffice) accountForm(v *visit) error {
	return b.showAccount(v, nil, accountPage{}, nil)
}

func (b *Backoffice) showAccount(v *visit, f form.Values, page accountPage, fault error) error {
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page.Form, page.Login = form.New(f, fault), v.me.Login
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		m, err := tx.Member(v.me.ID)
		page.HasOTP = len(m.TOTP) > 0
		return err
	})
	if err != nil {
		return err
	}
	if page.Page, err = b.page(v, "backoffice.account.title"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "account", page)
}

func (b *Backoffice) changePassphrase(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err == nil {
		err = b.site.Allow(v.Ctx, limit.SignIn)
	}
	if err == nil && f.Get("passphrase") != f.Get("again") {
		err = models.FieldErrors{{Kind: models.KindInvalid, Key: "backoffice.error.again", Field: "again"}}
	}
	if err == nil {
		err = b.keys.ChangePassphrase(v.UserContext(), v.me, v.secret, f.Get("current"), f.Get("passphrase"))
	}
	if err != nil {
		return b.showAccount(v, nil, accountPage{}, err)
	}
	return v.to("/account", "passphrase")
}

// changeCode sets a second factor up, confirms it by its first code, or ends it.
func (b *Backoffice) changeCode(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err == nil {
		err = b.site.Allow(v.Ctx, limit.SignIn)
	}
	if err != nil {
		return b.showAccount(v, f, accountPage{}, err)
	}
	switch f.Get("do") {
	case "setup":
		return b.setupCode(v, f)
	case "confirm":
		err = b.keys.ConfirmTOTP(v.UserContext(), v.me, v.id, f.Get("code"))
		if err != nil {
			return b.showAccount(v, f, accountPage{Setup: f.Get("secret")}, err)
		}
		return v.to("/account", "totp_on")
	case "remove":
		if err := b.keys.RemoveTOTP(v.UserContext(), v.me, v.id, f.Get("code")); err != nil {
			return b.showAccount(v, f, accountPage{}, err)
		}
		return v.to("/account", "totp_off")
	}
	return models.Fail(models.KindInvalid, "error.malformed")
}

func (b *Backoffice) setupCode(v *visit, f form.Values) error {
	setup, err := b.keys.SetupTOTP(v.UserContext(), v.me)
	if err != nil {
		return b.showAccount(v, f, accountPage{}, err)
	}
	qr, err := qrcode.DataURI(setup.URL)
	if err != nil {
		return models.Internal(err)
	}
	return b.showAccount(v, f, accountPage{Setup: setup.Secret, QR: qr}, nil)
}

// keysPage lists the keys of the keyboard, for who works without a script too.
type keysPage struct{ Page }

func (b *Backoffice) keysPage(v *visit) error {
	page, err := b.page(v, "backoffice.keys.title")
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "keys", keysPage{page})
}
