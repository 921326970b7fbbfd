package mailbox

import (
	"crypto/x509"
	"net"
	"slices"
	"strings"
	"time"

	"heed/models"
)

// Security says how the line to a server is encrypted.
type Security int

// The ways of a line. TLS from the first byte is the default.
const (
	TLS      Security = iota // imaps, port 993
	StartTLS                 // imap, port 143, encrypted before the password is sent, or not at all
	Plain                    // in clear: for a server on this machine, or when somebody asked for it by name
)

// Account is one mailbox to sweep and where its tips go.
type Account struct {
	Name      string // chosen by the administrator; stands in the ledger and must not change
	Addr      string // host:port
	Security  Security
	Username  string
	Auth      models.MailAuth // empty: a password
	Password  Secret          // with Auth by token: the refresh token, or the application's secret
	Token     TokenGrant      // where the token is had; for Auth by token
	Folders   []string        // in any script, levels as the server separates them
	Processed string          // where messages go once they are recorded; created when it is missing

	RoundID int64  // 0: Round says it
	Round   string // "2026-1", "standing", or empty for the round that is open
	TeamID  int64  // 0: Team says it
	Team    string // code of a team of the round, or empty for its first

	RootCAs *x509.CertPool // nil: the system's
	CAFile  string         // ca= of a URL: a file of PEM, which who reads the URL makes RootCAs of
	Pin     string         // SHA-256 of the server's public key (SPKI) in hexadecimal; it replaces the chain. Empty for none

	AuthServ string            // the authserv-id whose Authentication-Results are believed; empty for none
	Answer   models.MailAnswer // empty: none

	OnSite bool          // it stands in the table of the staff site, not in the environment
	Period time.Duration // how long it may stay unread before that is an alert; 0: three periods of the schedule
}

// TokenGrant says where a token is had, and as whom (RFC 6749).
type TokenGrant struct {
	Grant        models.MailGrant
	URL          string
	ClientID     string
	ClientSecret Secret // of the application, beside a refresh token; empty for a public client
	Scope        string // words separated by spaces
}

const (
	defaultFolder    = "INBOX"
	defaultProcessed = "Processed"
)

// Validate names every fault of the account at once.
func (a Account) Validate() error {
	var faults models.FieldErrors
	if a.Name == "" || strings.TrimSpace(a.Name) != a.Name {
		faults.Add("name", "error.mail_account_name")
	}
	if host, port, err := net.SplitHostPort(a.Addr); err != nil || host == "" || port == "" {
		faults.Add("host", "error.mail_account_host")
	}
	if a.Username == "" {
		faults.Add("user", "error.mail_account_user")
	}
	faults = append(faults, models.MailFolderFaults("folder", a.Folders, a.Processed)...)
	a.checkToken(&faults)
	if a.Pin != "" && !models.MailPin(a.Pin) {
		faults.Add("pin", "error.mail_account_pin")
	}
	if _, _, err := parseRound(a.Round); err != nil {
		faults.Add("round", "error.mail_account_round")
	}
	return faults.Err()
}

func (a Account) checkToken(faults *models.FieldErrors) {
	switch a.Auth {
	case "", models.MailPassword:
		return
	case models.MailXOAuth2, models.MailOAuthBearer:
	default:
		faults.Add("auth", "error.mail_account_auth")
		return
	}
	if !slices.Contains(models.MailGrants(), a.Token.Grant) {
		faults.Add("grant", "error.mail_account_grant")
	}
	if !models.MailTokenURL(a.Token.URL) {
		faults.Add("token_url", "error.mail_account_token_url")
	}
	if a.Token.ClientID == "" {
		faults.Add("client_id", "error.mail_account_client_id")
	}
}

// byToken says whether a token is shown instead of a password.
func (a Account) byToken() bool { return a.Auth != "" && a.Auth != models.MailPassword }

// folderKey is the name by which two spellings of INBOX are one.
func folderKey(name string) string { return models.MailFolderKey(name) }

// host is the name that the server's certificate must bear.
func (a Account) host() string {
	host, _, err := net.SplitHostPort(a.Addr)
	if err != nil {
		return a.Addr
	}
	return host
}
