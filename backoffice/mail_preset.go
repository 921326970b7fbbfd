package backoffice

import "heed/models"

// mailPreset is what a provider's server is called and how it wants to be signed
// in to; a plain link fills the form with it.
type mailPreset struct {
	Code                  string
	Host, TokenURL, Scope string
	Auth                  models.MailAuth
	Grant                 models.MailGrant
}

// mailPresets are the providers that offices have. The names of servers are those
// that the providers publish.
func mailPresets() []mailPreset {
	return []mailPreset{
		{Code: "own"},
		{Code: "163", Host: "imap.163.com"},
		{Code: "qq", Host: "imap.qq.com"},
		{ //nolint:gosec // the address where tokens are asked for is no secret
			Code: "exchange", Host: "outlook.office365.com", Auth: models.MailXOAuth2, Grant: models.MailClientCredentials,
			TokenURL: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", Scope: "https://outlook.office365.com/.default",
		},
	}
}

// findPreset is the preset of a code, or the first.
func findPreset(code string) mailPreset {
	for _, p := range mailPresets() {
		if p.Code == code {
			return p
		}
	}
	return mailPresets()[0]
}

func (p mailPreset) fill(a *models.MailAccount) {
	a.Host, a.TokenURL, a.Scope, a.Grant = p.Host, p.TokenURL, p.Scope, p.Grant
	if p.Auth != "" {
		a.Auth = p.Auth
	}
}
