package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"

	"heed/models"
)

// The message keys of what can go wrong with an account. Each has its words in
// the catalogue; the causes behind them are for the log.
const (
	keyName         = "error.mail_name"        // the server's name is not known
	keyRefused      = "error.mail_refused"     // nothing listens there
	keyCertificate  = "error.mail_certificate" // not to be trusted, for another reason than these:
	keyExpired      = "error.mail_certificate_expired"
	keyOtherName    = "error.mail_certificate_name"
	keyAuthority    = "error.mail_certificate_unknown"
	keyPin          = "error.mail_certificate_pin"
	keyTLS          = "error.mail_tls"           // no encryption to be had
	keyPassword     = "error.mail_password"      // the server wants another name or password
	keyWait         = "error.mail_wait"          // it did not take them, and it is too soon to try again
	keySecret       = "error.mail_secret"        //nolint:gosec // a message key: there is no file or variable with the secret
	keySecretRead   = "error.mail_secret_read"   //nolint:gosec // a message key: its file may not be read
	keySecretHost   = "error.mail_secret_host"   //nolint:gosec // a message key: it is not for this server
	keyToken        = "error.mail_token"         // the token server gives none for it
	keyTokenServer  = "error.mail_token_server"  // the token server cannot be asked
	keyTokenRefused = "error.mail_token_refused" // the mail server does not take the token
	keyMechanism    = "error.mail_mechanism"     // the mail server takes no tokens of this kind
	keyFolder       = "error.mail_folder"        // no such folder, or not ours to open
	keySilent       = "error.mail_silent"        // the server stopped answering
	keyCut          = "error.mail_cut"           // the line broke
	keyServer       = "error.mail_server"        // the server says no, or what nobody understands
	keyProcessed    = "error.mail_processed"     // the folder for recorded mail is not there and cannot be made
	keyMove         = models.MailUnmoved         // recorded messages cannot be moved
	keyBusy         = "error.mail_busy"          // another worker sweeps the account
	keyTwice        = "error.mail_account_twice"
	keyInactive     = "error.mail_inactive"   // it is switched off
	keyStopped      = "error.mail_stopped"    // the worker was ended, or the account changed
	keyTeam         = "error.mail_team"       // the configured team does not exist
	keyRound        = "error.mail_round"      // the configured round does not exist
	keyRenumbered   = "error.mail_renumbered" // UIDVALIDITY changed while the sweep ran
)

// fault is an error of this account, named by a key. Its arguments are what the
// administrator configured.
func (a Account) fault(kind models.Kind, key string, cause error) *models.Error {
	e := models.Wrap(kind, key, cause)
	e.Args = map[string]any{"account": a.Name, "server": a.Addr, "processed": a.Processed}
	return e
}

func (a Account) folderFault(folder string, cause error) *models.Error {
	e := a.fault(models.KindNotFound, keyFolder, cause)
	e.Args["folder"] = folder
	return e
}

// lineFault puts what the net says into a word. An error that is in words
// already stays, and so does the end of the caller's own context.
func (a Account) lineFault(err error) error {
	var known *models.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	e := a.fault(models.KindUnavailable, lineKey(err), err)
	var pin pinError
	if errors.As(err, &pin) {
		e.Args["pin"] = pin.shown
	}
	return e
}

func lineKey(err error) string {
	var name *net.DNSError
	var hello tls.RecordHeaderError
	var alert tls.AlertError
	var timeout net.Error
	switch {
	case errors.As(err, &name):
		return keyName
	case errors.Is(err, syscall.ECONNREFUSED):
		return keyRefused
	case untrusted(err):
		return certificateKey(err)
	case errors.As(err, &hello), errors.As(err, &alert):
		return keyTLS
	case errors.Is(err, errSilent), errors.As(err, &timeout) && timeout.Timeout():
		return keySilent
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return keyCut
	}
	return keyServer
}

// untrusted says whether a server was turned down for its certificate.
func untrusted(err error) bool {
	var certificate *tls.CertificateVerificationError
	var pin pinError
	return errors.As(err, &certificate) || errors.As(err, &pin)
}

// certificateKey says what is wrong with a certificate.
func certificateKey(err error) string {
	var pin pinError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var authority x509.UnknownAuthorityError
	var system x509.SystemRootsError
	switch {
	case errors.As(err, &pin):
		return keyPin
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired: // or not valid yet
		return keyExpired
	case errors.As(err, &name):
		return keyOtherName
	case errors.As(err, &authority), errors.As(err, &system):
		return keyAuthority
	}
	return keyCertificate
}

// keyOf is the message key of a typed error, or nothing.
func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}
