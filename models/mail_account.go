package models

import (
	"slices"
	"strings"
	"time"
)

// MailAccount is one mailbox to sweep, as a system administrator set it up on
// the staff site. It holds no secret, only the name of one.
type MailAccount struct {
	ID        int64
	Name      string // stands in the ledger, so that it never changes
	Host      string
	Port      int
	Security  MailSecurity
	Username  string
	Auth      MailAuth
	Secret    string   // name of a file in the folder HEED_MAIL_SECRETS, or of the variable HEED_MAIL_SECRET_<NAME>
	Folders   []string `gorm:"serializer:json"` // in any script, levels as the server separates them
	Processed string   // where messages go once they are recorded
	RoundID   int64    // 0: the round that is open
	TeamID    int64    // 0: the round's first

	CA  string `gorm:"column:ca"` // PEM of the authorities to trust instead of the system's; empty for those
	Pin string // SHA-256 of the server's public key (SPKI), 64 hexadecimal digits; empty for none. It replaces the chain

	Grant    MailGrant `gorm:"column:grant_type"` // how a token is had; empty with a password
	TokenURL string    `gorm:"column:token_url"`
	ClientID string    `gorm:"column:client_id"`
	Scope    string    // words separated by spaces; may be empty

	AuthServ string     `gorm:"column:authserv"` // the authserv-id whose Authentication-Results are believed; empty for none
	Answer   MailAnswer // what senders are answered
	Period   string     // how long it may stay unread before that is an alert, such as 24h; empty: three periods of the schedule
	Active   bool       // false: it is not swept; its ledger stays

	Version   int64 // grows with every change; UpdateMailAccount wants the one that was read
	ChangedAt time.Time
	ChangedBy int64 // member of staff
}

// TableName is the table of MailAccount.
func (MailAccount) TableName() string { return "mail_accounts" }

// NewMailAccount is what an empty form shows: TLS on port 993, a password, the
// inbox, no answers.
func NewMailAccount() MailAccount {
	return MailAccount{
		Port: 993, Security: MailTLS, Auth: MailPassword, Folders: []string{"INBOX"}, Processed: "Processed",
		Answer: MailAnswerOff, Active: true,
	}
}

// OAuth says whether the account signs in with a token.
func (a MailAccount) OAuth() bool { return a.Auth == MailXOAuth2 || a.Auth == MailOAuthBearer }

// Normal is the account as it is kept: without spaces around words, the pin in
// lower case without colons, empty folders left out, and nothing of tokens
// where a password is used.
func (a MailAccount) Normal() MailAccount {
	for _, s := range []*string{&a.Name, &a.Host, &a.Username, &a.Secret, &a.CA, &a.TokenURL, &a.ClientID, &a.Scope, &a.AuthServ, &a.Period} {
		*s = strings.TrimSpace(*s)
	}
	a.Folders = slices.DeleteFunc(slices.Clone(a.Folders), func(f string) bool { return strings.TrimSpace(f) == "" })
	a.Pin = strings.ToLower(strings.NewReplacer(":", "", " ", "", "\n", "", "\r", "", "\t", "").Replace(a.Pin))
	if !a.OAuth() {
		a.Grant, a.TokenURL, a.ClientID, a.Scope = "", "", "", ""
	}
	if a.Answer == "" {
		a.Answer = MailAnswerOff
	}
	return a
}
