package mailbox

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"heed/models"
)

// ParseURL reads an account from
//
//	imaps://user@host:993/INBOX?name=office&folder=收件箱/转来&processed=已处理&round=2026-1&team=G1
//
// imaps is TLS from the first byte, imap is STARTTLS, and imap with tls=none is
// in clear. auth=xoauth2 or oauthbearer signs in by a token of token_url=, for
// client_id= and scope=, by grant=refresh_token (the default) or
// client_credentials. pin= is the SHA-256 of the server's public key, ca= a file
// of authorities, authserv= whose Authentication-Results are believed, answer=
// ack or receipt, period= how long it may stay unread. The path and every folder= are folders to sweep, INBOX when there
// are none. The name is the host when it is not said. A password does not stand
// in it: the error says so without repeating it. The error is FieldErrors with
// every fault, and none of them carries the URL.
func ParseURL(raw string) (Account, error) {
	var faults models.FieldErrors
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" {
		faults.Add("url", "error.mail_url")
		return Account{}, faults.Err()
	}
	a := Account{Username: u.User.Username(), Name: u.Hostname(), Folders: []string{}, Processed: defaultProcessed}
	if _, given := u.User.Password(); given {
		faults.Add("password", "error.mail_url_password")
	}
	port := a.readScheme(u.Scheme, &faults)
	if u.Port() != "" {
		port = u.Port()
	}
	a.Addr = net.JoinHostPort(u.Hostname(), port)
	if f := strings.Trim(u.Path, "/"); f != "" {
		a.Folders = append(a.Folders, f)
	}
	a.readQuery(u.RawQuery, &faults)
	if len(a.Folders) == 0 {
		a.Folders = []string{defaultFolder}
	}
	if more, ok := a.Validate().(models.FieldErrors); ok { //nolint:errorlint // Validate returns the list itself
		faults = append(faults, more...)
	}
	return a, faults.Err()
}

func (a *Account) readScheme(scheme string, faults *models.FieldErrors) (port string) {
	switch scheme {
	case "imaps":
		return "993"
	case "imap":
		a.Security = StartTLS
	default:
		faults.Add("scheme", "error.mail_url_scheme")
	}
	return "143"
}

func (a *Account) readQuery(query string, faults *models.FieldErrors) {
	values, err := url.ParseQuery(query)
	if err != nil {
		faults.Add("url", "error.mail_url")
	}
	for key, all := range values {
		last := all[len(all)-1]
		switch key {
		case "name":
			a.Name = last
		case "folder":
			a.Folders = append(a.Folders, all...)
		case "processed":
			a.Processed = last
		case "round":
			a.Round = last
		case "team":
			a.Team = last
		case "tls":
			a.readTLS(last, faults)
		default:
			if !a.readMore(key, last, faults) {
				faults.Addf(key, "error.mail_url_unknown", map[string]any{"name": key})
			}
		}
	}
}

// readMore takes the words that few accounts need.
func (a *Account) readMore(key, value string, faults *models.FieldErrors) (known bool) {
	switch key {
	case "auth":
		a.Auth = models.MailAuth(value)
		if a.Token.Grant == "" {
			a.Token.Grant = models.MailRefreshToken
		}
	case "grant":
		a.Token.Grant = models.MailGrant(value)
	case "token_url":
		a.Token.URL = value
	case "client_id":
		a.Token.ClientID = value
	case "scope":
		a.Token.Scope = value
	case "pin":
		a.Pin = models.MailAccount{Pin: value}.Normal().Pin
	case "ca":
		a.CAFile = value
	case "authserv":
		a.AuthServ = value
	case "answer":
		if a.Answer = models.MailAnswer(value); !slices.Contains(models.MailAnswers(), a.Answer) {
			faults.Add(key, "error.mail_account_answer")
		}
	case "period":
		var err error
		if a.Period, err = time.ParseDuration(value); err != nil || a.Period < time.Minute {
			faults.Add(key, "error.mail_account_period")
		}
	default:
		return false
	}
	return true
}

func (a *Account) readTLS(value string, faults *models.FieldErrors) {
	switch {
	case value == "none" && a.Security == StartTLS:
		a.Security = Plain
	case value != "starttls" || a.Security != StartTLS:
		faults.Add("tls", "error.mail_url_tls")
	}
}
