package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"syscall"

	"heed/models"
)

// The message keys of what can go wrong with an account. Each has its words in
// the catalogue; the causes behind them are for the log.
const (
	keyName        = "error.mail_name"        // the server's name is not known
	keyRefused     = "error.mail_refused"     // nothing listens there
	keyCertificate = "error.mail_certificate" // not to be trusted: expired, another name, unknown authority
	keyTLS         = "error.mail_tls"         // no encryption to be had
	keyPassword    = "error.mail_password"    // the server wants another name or password
	keyFolder      = "error.mail_folder"      // no such folder, or not ours to open
	keySilent      = "error.mail_silent"      // the server stopped answering
	keyCut         = "error.mail_cut"         // the line broke
	keyServer      = "error.mail_server"      // the server says no, or what nobody understands
	keyMove        = "error.mail_move"        // recorded messages cannot be moved
	keyBusy        = "error.mail_busy"        // another worker sweeps the account
	keyTeam        = "error.mail_team"        // the configured team does not exist
	keyRound       = "error.mail_round"       // the configured round does not exist
	keyRenumbered  = "error.mail_renumbered"  // UIDVALIDITY changed while the sweep ran
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
	return a.fault(models.KindUnavailable, lineKey(err), err)
}

func lineKey(err error) string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var hello tls.RecordHeaderError
	var alert tls.AlertError
	var timeout net.Error
	switch {
	case errors.As(err, &name):
		return keyName
	case errors.Is(err, syscall.ECONNREFUSED):
		return keyRefused
	case errors.As(err, &certificate):
		return keyCertificate
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

// keyOf is the message key of a typed error, or nothing.
func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}
