package mailbox

import (
	"errors"
	"strings"

	"heed/models"

	"github.com/emersion/go-imap/v2"
)

// speakUTF8 has folder names and headers written as they are, before any folder
// is named. A server that is not told so may write headers anew that have
// characters beyond ASCII (RFC 6857), and one with UTF8=ONLY opens nothing.
//
// The library writes "&" as "&-" even then, which some servers take for another
// name: where such a folder is swept, names stay in modified UTF-7 if they may.
func (b *box) speakUTF8(caps imap.CapSet) error {
	var wanted imap.Cap
	_, only := caps[imap.CapUTF8Only]
	switch {
	case caps.Has(imap.CapIMAP4rev2): // then the library does so whatever is enabled
		wanted = imap.CapIMAP4rev2
	case only, caps.Has(imap.CapUTF8Accept) && caps.Has(imap.CapEnable) && !b.account.hasAmpersand():
		wanted = imap.CapUTF8Accept
	default:
		return nil
	}
	if err := b.ask(func() error { _, err := b.client.Enable(wanted).Wait(); return err }); err != nil && !refused(err) {
		return err
	}
	return nil
}

func (a Account) hasAmpersand() bool {
	return strings.Contains(strings.Join(a.Folders, "")+a.Processed, "&")
}

// login uses LOGIN for a password: every server has it, and SASL-IR is claimed
// falsely.
func (b *box) login(c credential, caps imap.CapSet) error {
	if c.token != "" {
		return b.loginByToken(c, caps)
	}
	if caps.Has(imap.CapLoginDisabled) {
		return b.account.fault(models.KindUnavailable, keyTLS, errors.New("the server takes no password on this line"))
	}
	if err := c.pass(); err != nil {
		return err
	}
	return b.loginFault(keyPassword, b.ask(func() error { return b.client.Login(b.account.Username, c.password).Wait() }))
}

func (b *box) loginByToken(c credential, caps imap.CapSet) error {
	s := b.account.bearer(c.token)
	mechanism, _, err := s.Start()
	if err != nil {
		return err
	}
	if !caps.Has(imap.AuthCap(mechanism)) {
		e := b.account.fault(models.KindUnavailable, keyMechanism, nil)
		e.Args["mechanism"] = mechanism
		return e
	}
	return b.loginFault(keyTokenRefused, b.ask(func() error { return b.client.Authenticate(s) }))
}

// loginFault tells a server that does not take what it was shown from one that
// cannot be signed in to now.
func (b *box) loginFault(key string, err error) error {
	var no refusal
	if !errors.As(err, &no) {
		return err
	}
	switch no.status.Code { //nolint:exhaustive // every other code is about the password
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return b.serverFault(err)
	}
	return b.account.fault(models.KindForbidden, key, err)
}
