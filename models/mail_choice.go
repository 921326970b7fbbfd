package models

// MailSecurity says how the line to a mail server is encrypted.
type MailSecurity string

// The ways of a line.
const (
	MailTLS      MailSecurity = "tls"      // from the first byte, usually port 993
	MailStartTLS MailSecurity = "starttls" // before the password is sent, or not at all; usually port 143
	MailPlain    MailSecurity = "plain"    // in clear: for a server on this machine alone
)

// MailSecurities lists the ways of a line.
func MailSecurities() []MailSecurity { return []MailSecurity{MailTLS, MailStartTLS, MailPlain} }

// Key is the message key of its name.
func (s MailSecurity) Key() string { return "mail_security." + string(s) }

// MailAuth says how the office signs in to a mailbox.
type MailAuth string

// The ways to sign in.
const (
	MailPassword    MailAuth = "password"
	MailXOAuth2     MailAuth = "xoauth2"     // a token, as Microsoft and Google want it
	MailOAuthBearer MailAuth = "oauthbearer" // a token, as RFC 7628 has it
)

// MailAuths lists the ways to sign in.
func MailAuths() []MailAuth { return []MailAuth{MailPassword, MailXOAuth2, MailOAuthBearer} }

// Key is the message key of its name.
func (a MailAuth) Key() string { return "mail_auth." + string(a) }

// MailGrant says how a token is had from the token server (RFC 6749).
type MailGrant string

// The grants.
const (
	MailRefreshToken      MailGrant = "refresh_token"      // the secret is a refresh token (section 6)
	MailClientCredentials MailGrant = "client_credentials" // the secret is the application's (section 4.4)
)

// MailGrants lists the grants.
func MailGrants() []MailGrant { return []MailGrant{MailRefreshToken, MailClientCredentials} }

// Key is the message key of its name.
func (g MailGrant) Key() string { return "mail_grant." + string(g) }

// MailAnswer says what the sender of a mail is answered.
type MailAnswer string

// The answers.
const (
	MailAnswerOff     MailAnswer = "off"
	MailAnswerAck     MailAnswer = "ack"     // that it came
	MailAnswerReceipt MailAnswer = "receipt" // that it came, and how to follow it
)

// MailAnswers lists the answers.
func MailAnswers() []MailAnswer {
	return []MailAnswer{MailAnswerOff, MailAnswerAck, MailAnswerReceipt}
}

// Key is the message key of its name.
func (a MailAnswer) Key() string { return "mail_answer." + string(a) }
