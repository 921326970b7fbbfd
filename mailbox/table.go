package mailbox

import (
	"crypto/x509"
	"errors"
	"maps"
	"net"
	"slices"
	"strconv"
	"time"

	"heed/models"
)

// accountOf is an account of the staff site as a worker takes it. The error says
// why it cannot be swept; the name is good all the same.
func (s Secrets) accountOf(row models.MailAccount) (Account, error) {
	a := Account{
		Name: row.Name, Addr: net.JoinHostPort(row.Host, strconv.Itoa(row.Port)), Security: securityOf(row.Security),
		Username: row.Username, Auth: row.Auth, Password: s.secret(row.Secret),
		Folders: slices.Clone(row.Folders), Processed: row.Processed, RoundID: row.RoundID, TeamID: row.TeamID,
		Pin: row.Pin, AuthServ: row.AuthServ, Answer: row.Answer, OnSite: true,
	}
	if row.OAuth() {
		a.Token = TokenGrant{Grant: row.Grant, URL: row.TokenURL, ClientID: row.ClientID, Scope: row.Scope, ClientSecret: s.client(row.Secret)}
	}
	if row.CA != "" {
		a.RootCAs = x509.NewCertPool()
		a.RootCAs.AppendCertsFromPEM([]byte(row.CA)) // Validate says whether it can be read
	}
	if row.Period != "" {
		a.Period, _ = time.ParseDuration(row.Period) // as well
	}
	return a, a.broken(row.Validate())
}

func securityOf(s models.MailSecurity) Security {
	switch s {
	case models.MailStartTLS:
		return StartTLS
	case models.MailPlain:
		return Plain
	case models.MailTLS:
	}
	return TLS
}

// broken is the first of an account's faults, in words about the account.
func (a Account) broken(err error) error {
	var faults models.FieldErrors
	if !errors.As(err, &faults) || len(faults) == 0 {
		return err
	}
	e := a.fault(models.KindInvalid, faults[0].Key, faults)
	maps.Copy(e.Args, faults[0].Args)
	return e
}
