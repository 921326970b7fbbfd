package mailbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"heed/models"
)

// tokens has the access tokens of accounts. Each is kept in memory until
// shortly before it expires.
type tokens struct {
	now func() time.Time
	log *slog.Logger

	mu   sync.Mutex
	kept map[string]*token // by the account's name
}

// token is what one account signs in with.
type token struct {
	mu     sync.Mutex // one asks the token server at a time
	access string
	until  time.Time
	from   grantOf

	read, newer string // what the secret was when the server gave a newer one that could not be written back
}

// grantOf is what a token was asked for with: another one is asked for when it
// changes.
type grantOf struct{ secret, url, client, scope string }

const (
	tokenTime    = 30 * time.Second // how long a token server may take
	longestToken = 24 * time.Hour   // however long the server says
	tokenMargin  = time.Minute      // a token that expires sooner is not used any more
)

// get is an access token. One that was refused is not given again. kept says
// that it was not asked for just now. The secret is what the account's secret
// reads.
func (t *tokens) get(ctx context.Context, a Account, secret, refused string) (access string, kept bool, err error) {
	one := t.of(a.Name)
	one.mu.Lock()
	defer one.mu.Unlock()
	from := grantOf{secret, a.Token.URL, a.Token.ClientID, a.Token.Scope}
	if one.access != "" && one.access != refused && one.from == from && t.now().Add(tokenMargin).Before(one.until) {
		return one.access, true, nil
	}
	one.access = ""
	got, err := t.ask(ctx, a, one.current(secret))
	if err != nil {
		return "", false, a.tokenFault(err)
	}
	one.access, one.until, one.from = got.AccessToken, t.now().Add(life(got)), from
	t.rotate(a, one, secret, got.RefreshToken)
	return one.access, false, nil
}

// life is how long a token lasts, by what the server said: the library's own
// time is the machine's, and it forgets how long for applications. 0 when
// nothing was said.
func life(t *oauth2.Token) time.Duration {
	seconds, err := strconv.ParseFloat(fmt.Sprint(t.Extra("expires_in")), 64) // some servers put it into quotes
	if err != nil {
		return 0
	}
	return time.Duration(min(seconds, longestToken.Seconds()) * float64(time.Second))
}

func (t *tokens) of(account string) *token {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[string]*token{}
	}
	if t.kept[account] == nil {
		t.kept[account] = &token{}
	}
	return t.kept[account]
}

// current is the refresh token to use: the newer one as long as the secret is
// the one that it replaced.
func (t *token) current(secret string) string {
	if t.newer != "" && t.read == secret {
		return t.newer
	}
	return secret
}

// rotate keeps a refresh token that the server gave in place of the last one,
// which it may not take again.
func (t *tokens) rotate(a Account, one *token, secret, next string) {
	if a.Token.Grant != models.MailRefreshToken || next == "" || next == one.current(secret) {
		return
	}
	one.read, one.newer = secret, next
	if err := a.Password.replace(a.tokenHost(), next); err != nil {
		t.log.Warn("the token server gave a new refresh token, which is not written to the secret's file: that must be there, may be written, and has this server in its list of servers (.hosts); the token is lost when this process ends",
			"account", a.Name)
		return
	}
	one.from.secret = next
}

// ask has a token given. Redirections are not followed: they would lead a
// secret elsewhere.
func (t *tokens) ask(ctx context.Context, a Account, secret string) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenTime)
	defer cancel()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, client)
	scopes := strings.Fields(a.Token.Scope)
	if a.Token.Grant == models.MailClientCredentials {
		c := clientcredentials.Config{ClientID: a.Token.ClientID, ClientSecret: secret, TokenURL: a.Token.URL, Scopes: scopes}
		return c.Token(ctx)
	}
	c := oauth2.Config{ClientID: a.Token.ClientID, Scopes: scopes, Endpoint: oauth2.Endpoint{TokenURL: a.Token.URL, AuthStyle: oauth2.AuthStyleInParams}}
	if of, err := a.Token.ClientSecret.read(); err == nil {
		c.ClientSecret, c.Endpoint.AuthStyle = of, oauth2.AuthStyleAutoDetect
	}
	return c.TokenSource(ctx, &oauth2.Token{RefreshToken: secret}).Token()
}

// tokenFault tells a token server that refuses from one that cannot be asked.
func (a Account) tokenFault(err error) error {
	var refused *oauth2.RetrieveError
	if errors.Is(err, context.Canceled) {
		return err
	}
	key, kind := keyTokenServer, models.KindUnavailable
	if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < http.StatusInternalServerError &&
		refused.Response.StatusCode != http.StatusTooManyRequests {
		key, kind = keyToken, models.KindForbidden
	}
	fault := a.fault(kind, key, err)
	fault.Args["token_server"] = a.tokenHost()
	return fault
}

// tokenHost is the name of the token server.
func (a Account) tokenHost() string {
	u, err := url.Parse(a.Token.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
