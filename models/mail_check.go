package models

import (
	"crypto/x509"
	"encoding/hex"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// secretName keeps a secret's name from being a path, or a hidden file.
var secretName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// besideSecret are the names of what lies beside a secret, as a file or as a
// variable: its servers, the application's secret, the path of its file.
var besideSecret = regexp.MustCompile(`[._-](hosts|client|file)$`)

// MailSecretName says whether a secret may be named so: up to 64 of a-z, 0-9,
// dot, underscore and hyphen, not beginning with a sign, and not ending as the
// names of what lies beside a secret do: office.hosts, office.client.
func MailSecretName(name string) bool {
	return secretName.MatchString(name) && !besideSecret.MatchString(name)
}

// The bounds of an account's words.
const (
	mailWord   = 255     // runes of a name, host, user
	mailCA     = 1 << 16 // bytes of PEM
	mailFolder = 50      // folders of one account
)

// Validate names every fault of an account, which should be Normal. The fields
// are those of the form: name, host, port, security, username, auth, secret,
// folders, processed, ca, pin, grant, token_url, client_id, scope, authserv,
// answer and period. Whether round and team exist, and whether the name is
// taken, the store says (round, team, name).
func (a MailAccount) Validate() error {
	var faults FieldErrors
	wrong := func(is bool, field, key string) {
		if is {
			faults.Add(field, key)
		}
	}
	wrong(!plainWord(a.Name) || utf8.RuneCountInString(a.Name) > 64, "name", "error.mail_account_name")
	wrong(!mailHost(a.Host), "host", "error.mail_account_host")
	wrong(a.Port < 1 || a.Port > 65535, "port", "error.mail_account_port")
	wrong(!slices.Contains(MailSecurities(), a.Security), "security", "error.mail_account_security")
	wrong(a.Security == MailPlain && !loopback(a.Host), "security", "error.mail_account_plain")
	wrong(!plainWord(a.Username), "username", "error.mail_account_user")
	wrong(!slices.Contains(MailAuths(), a.Auth), "auth", "error.mail_account_auth")
	wrong(!MailSecretName(a.Secret), "secret", "error.mail_account_secret")
	wrong(a.CA != "" && !certificates(a.CA), "ca", "error.mail_account_ca")
	wrong(a.Pin != "" && !MailPin(a.Pin), "pin", "error.mail_account_pin")
	wrong(a.AuthServ != "" && !plainWord(a.AuthServ), "authserv", "error.mail_account_authserv")
	wrong(!slices.Contains(MailAnswers(), a.Answer), "answer", "error.mail_account_answer")
	wrong(a.Period != "" && !mailPeriod(a.Period), "period", "error.mail_account_period")
	faults = append(faults, MailFolderFaults("folders", a.Folders, a.Processed)...)
	if a.OAuth() {
		wrong(!slices.Contains(MailGrants(), a.Grant), "grant", "error.mail_account_grant")
		wrong(!MailTokenURL(a.TokenURL), "token_url", "error.mail_account_token_url")
		wrong(!plainWord(a.ClientID), "client_id", "error.mail_account_client_id")
		wrong(a.Scope != "" && !plainWord(a.Scope), "scope", "error.mail_account_scope")
	}
	return faults.Err()
}

// plainWord is a text without control characters and spaces around it, of a
// length that a form asks for.
func plainWord(s string) bool {
	return s != "" && strings.TrimSpace(s) == s && utf8.ValidString(s) && utf8.RuneCountInString(s) <= mailWord && !hasControl(s)
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// mailHost says whether a word can be a server's name or address, without a
// port. An address of IPv6 stands without brackets.
func mailHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return plainWord(host) && !strings.ContainsAny(host, " /:@?#[]\\%\"'<>")
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback() || strings.EqualFold(host, "localhost")
}

func certificates(pem string) bool {
	return len(pem) <= mailCA && x509.NewCertPool().AppendCertsFromPEM([]byte(pem))
}

// MailPin says whether a text is the SHA-256 of a public key in hexadecimal.
func MailPin(pin string) bool {
	sum, err := hex.DecodeString(pin)
	return err == nil && len(sum) == 32
}

// MailTokenURL says whether a secret may be sent to an address: by https, or to
// this machine.
func MailTokenURL(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

// mailPeriod: a sweep a minute is the most, and a mailbox that nobody reads for
// a quarter is no mailbox.
func mailPeriod(text string) bool {
	d, err := time.ParseDuration(text)
	return err == nil && d >= time.Minute && d <= 90*24*time.Hour
}
