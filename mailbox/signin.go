package mailbox

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"heed/models"
)

// credential is what is shown to a server. One of password and token is empty.
type credential struct {
	password, token string
	pass            func() error // asks whether it may be shown, right before it is
}

// signIn opens an account's mailbox: with what its secret is now, and not before
// its time when it was refused. asked says that somebody waits for it. A token
// that was kept and is refused is had anew and tried once more.
func (m *Mailbox) signIn(ctx context.Context, a Account, asked bool) (*box, error) {
	secret, err := a.secret()
	if err != nil {
		return nil, err
	}
	g := m.gate(a, secret, asked)
	if err := g.look(ctx); err != nil {
		return nil, err
	}
	silence := m.opts.Limits.Silence
	pass := func() error { return g.pass(ctx) }
	if !a.byToken() {
		b, err := enter(ctx, a, silence, credential{password: secret, pass: pass})
		return kept(b, g.note(ctx, err))
	}
	if err := pass(); err != nil { // the token server may lock an account too
		return nil, err
	}
	b, err := m.signInByToken(ctx, a, secret, credential{pass: pass})
	return kept(b, g.note(ctx, err))
}

func (m *Mailbox) signInByToken(ctx context.Context, a Account, secret string, c credential) (b *box, err error) {
	var old bool
	if c.token, old, err = m.tokens.get(ctx, a, secret, ""); err != nil {
		return nil, err
	}
	b, err = enter(ctx, a, m.opts.Limits.Silence, c)
	if !old || keyOf(err) != keyTokenRefused {
		return b, err
	}
	if secret, err = a.secret(); err != nil { // it may have been rotated
		return nil, err
	}
	if c.token, _, err = m.tokens.get(ctx, a, secret, c.token); err != nil {
		return nil, err
	}
	return enter(ctx, a, m.opts.Limits.Silence, c)
}

// kept hangs up when the sign-in cannot be noted.
func kept(b *box, err error) (*box, error) {
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// secret reads what the account signs in with, if it may be shown to its server.
func (a Account) secret() (string, error) {
	secret, err := a.Password.read()
	if err != nil {
		return "", a.secretFault(err)
	}
	hosts := []string{a.host()}
	if a.byToken() {
		hosts = append(hosts, a.tokenHost())
	}
	for _, host := range hosts {
		if err := a.Password.goTo(host); err != nil {
			return "", a.secretFault(err)
		}
	}
	return secret, nil
}

func (a Account) secretFault(err error) error {
	key := keySecret
	switch {
	case errors.Is(err, errHost):
		key = keySecretHost
	case errors.Is(err, fs.ErrPermission), errors.Is(err, os.ErrPermission):
		key = keySecretRead
	}
	e := a.fault(models.KindForbidden, key, err)
	e.Args["secret"] = a.Password.name
	return e
}
