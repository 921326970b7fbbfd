package mailbox

import (
	"crypto/x509"
	"net"
	"strings"

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
	Password  Secret
	Folders   []string // in any script, levels as the server separates them
	Processed string   // where messages go once they are recorded; created when it is missing

	RoundID int64  // 0: Round says it
	Round   string // "2026-1", "standing", or empty for the round that is open
	TeamID  int64  // 0: Team says it
	Team    string // code of a team of the round, or empty for its first

	RootCAs *x509.CertPool // nil: the system's
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
	a.checkFolders(&faults)
	if _, _, err := parseRound(a.Round); err != nil {
		faults.Add("round", "error.mail_account_round")
	}
	return faults.Err()
}

func (a Account) checkFolders(faults *models.FieldErrors) {
	if len(a.Folders) == 0 {
		faults.Add("folder", "error.mail_account_folder")
	}
	seen := map[string]bool{}
	for _, f := range a.Folders {
		switch {
		case unusableFolder(f):
			faults.Add("folder", "error.mail_account_folder")
		case sameFolder(f, a.Processed):
			faults.Add("processed", "error.mail_account_processed_swept")
		case seen[folderKey(f)]:
			faults.Add("folder", "error.mail_account_folder_twice")
		}
		seen[folderKey(f)] = true
	}
	if unusableFolder(a.Processed) {
		faults.Add("processed", "error.mail_account_processed")
	}
}

func unusableFolder(name string) bool {
	return strings.TrimSpace(name) == "" || strings.ContainsFunc(name, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// folderKey is the name by which two spellings of INBOX are one (RFC 9051, 5.1).
func folderKey(name string) string {
	if strings.EqualFold(name, defaultFolder) {
		return defaultFolder
	}
	return name
}

func sameFolder(a, b string) bool { return folderKey(a) == folderKey(b) }

// host is the name that the server's certificate must bear.
func (a Account) host() string {
	host, _, err := net.SplitHostPort(a.Addr)
	if err != nil {
		return a.Addr
	}
	return host
}
