package mailbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// issuer is a token server: it gives tokens for a refresh token or to an
// application, and tells Dovecot which of them are good.
type issuer struct {
	*httptest.Server

	mu       sync.Mutex
	asked    int             // for tokens
	refresh  string          // the refresh token that is good now
	rotates  bool            // each one is good once
	good     map[string]bool // access tokens
	redirect string
}

const (
	application  = "the-application"
	applications = "application-secret"
)

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{refresh: "refresh-0", good: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", i.token)
	mux.HandleFunc("POST /introspect", i.introspect)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked++
	w.Header().Set("Content-Type", "application/json")
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	by := map[string]bool{
		"refresh_token":      r.PostFormValue("refresh_token") == i.refresh,
		"client_credentials": secret == applications,
	}
	switch {
	case i.redirect != "":
		http.Redirect(w, r, i.redirect, http.StatusTemporaryRedirect)
		return
	case id != application || !by[r.PostFormValue("grant_type")]:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error": "invalid_grant", "error_description": "the permission has ended"}`))
		return
	}
	access := fmt.Sprintf("access-%d", i.asked)
	i.good[access] = true
	answer := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 3600}
	if i.rotates {
		i.refresh = fmt.Sprintf("refresh-%d", i.asked)
		answer["refresh_token"] = i.refresh
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (i *issuer) introspect(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"active": i.good[r.PostFormValue("token")], "username": "tips"})
}

// expire makes every token bad that was given so far.
func (i *issuer) expire() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.good = map[string]bool{}
}

func (i *issuer) times() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.asked
}

// dovecot takes the issuer's tokens.
func (i *issuer) dovecot(t *testing.T) *testserver.DovecotServer {
	t.Helper()
	return testserver.Dovecot(t, testserver.DovecotOptions{Introspection: i.URL + "/introspect"})
}

// account signs in by a refresh token.
func (i *issuer) account(server *testserver.DovecotServer) Account {
	a := account(server)
	a.Auth, a.Password = models.MailXOAuth2, NewSecret("refresh-0")
	a.Token = TokenGrant{Grant: models.MailRefreshToken, URL: i.URL + "/token", ClientID: application, Scope: "imap offline"}
	return a
}

func TestATokenOpensAMailbox(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	server := i.dovecot(t)
	o := newOffice(t, storetest.SQLite(t))
	n := 0
	for _, auth := range []models.MailAuth{models.MailXOAuth2, models.MailOAuthBearer} {
		for _, grant := range models.MailGrants() {
			a := i.account(server)
			a.Auth, a.Token.Grant = auth, grant
			if grant == models.MailClientCredentials {
				a.Password = NewSecret(applications)
			}
			deliver(server, "INBOX", n, n+2)
			n += 2
			box := o.mailbox(a)
			before := i.times()
			for range 2 { // each sweep signs in
				if r, err := box.Sweep(t.Context()); err != nil {
					t.Errorf("%s, %s: %+v %v", auth, grant, r, err)
				}
			}
			if asked := i.times() - before; asked != 1 {
				t.Errorf("%s, %s: %d tokens for two sign-ins", auth, grant, asked)
			}
		}
	}
	o.accounted(n)
}

func TestATokenIsHadAnewShortlyBeforeItEnds(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	o, clock := turned(t)
	box := o.mailbox(i.account(i.dovecot(t)))
	for _, step := range []struct {
		after time.Duration
		asked int
	}{{0, 1}, {58 * time.Minute, 1}, {time.Minute + time.Second, 2}, {time.Minute, 2}} {
		clock.Add(step.after)
		if _, err := box.Sweep(t.Context()); err != nil || i.times() != step.asked {
			t.Errorf("after %s: %d tokens, %v", step.after, i.times(), err)
		}
	}
}

// The server ends the line because the token ran out, and takes it no more,
// while the clock here says that it is good.
func TestATokenThatEndsInTheMiddleOfASweepIsHadAnew(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	server := i.dovecot(t)
	deliver(server, "INBOX", 0, 40)
	o := newOffice(t, storetest.SQLite(t))
	cut := cutAt(9000, cutLine)
	var once sync.Once
	p := newProxy(t, server.Addr(), func(conn int, fromServer bool, before int64, b []byte) (int, verdict) {
		n, what := cut(conn, fromServer, before, b)
		if what == cutLine {
			once.Do(i.expire)
		}
		return n, what
	})
	o.limits.BatchMails = 10
	o.want(o.sweep(i.account(server).at(p.addr)), "seen 40 imported 40")
	o.accounted(40)
	if i.times() != 2 {
		t.Errorf("%d tokens", i.times())
	}
}

func TestAPermissionThatHasEndedIsSaidAndBacksOff(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	o, clock := turned(t)
	a := i.account(i.dovecot(t))
	a.Password = NewSecret("an old one")
	for _, want := range []string{keyToken, keyWait, keyWait} {
		_, err := o.mailbox(a).Sweep(t.Context())
		if keyOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
		clock.Add(time.Second)
	}
	if i.times() != 1 {
		t.Errorf("the token server was asked %d times", i.times())
	}
	i.Close()
	clock.Add(time.Hour)
	if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != keyTokenServer {
		t.Errorf("%v", err)
	}
	tries(t, o, 1) // that one could not be asked is no refusal
}

// A mail server that takes no token, even a new one, is asked twice at most.
func TestAMailServerThatRefusesTokens(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	a := i.account(testserver.Dovecot(t, testserver.DovecotOptions{Introspection: newIssuer(t).URL + "/introspect"}))
	o, _ := turned(t)
	box := o.mailbox(a)
	if _, err := box.Sweep(t.Context()); keyOf(err) != keyTokenRefused || i.times() != 1 {
		t.Errorf("%v after %d tokens", err, i.times())
	}
	tries(t, o, 1)
}

func TestARotatedRefreshTokenIsWrittenBack(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.rotates = true
	o, clock := turned(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "office")
	if err := os.WriteFile(path, []byte("refresh-0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	lay(t, filepath.Join(folder, "office.hosts"), "127.0.0.1\n")
	a := i.account(i.dovecot(t))
	for n, secret := range []Secret{Secrets{Folder: folder}.secret("office"), SecretFile(path), SecretFile(path)} {
		a.Password = secret
		o.sweep(a) // a process of its own
		content, err := os.ReadFile(path)
		if want := fmt.Sprintf("refresh-%d\n", n+1); err != nil || string(content) != want {
			t.Errorf("%q, %v, want %q", content, err, want)
		}
		clock.Add(2 * time.Hour)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestARotatedRefreshTokenThatCannotBeWrittenIsKeptInMemory(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.rotates = true
	o, clock := turned(t)
	var log bytes.Buffer
	opts := o.options(i.account(i.dovecot(t)))
	opts.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	box := New(opts)
	for range 3 {
		if _, err := box.Sweep(t.Context()); err != nil {
			t.Error(err)
		}
		clock.Add(2 * time.Hour)
	}
	if i.times() != 3 || !strings.Contains(log.String(), "refresh token") {
		t.Errorf("%d tokens; the log:\n%s", i.times(), log.String())
	}
	for _, secret := range []string{"refresh-", "access-"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log says %q:\n%s", secret, log.String())
		}
	}
}

// What leads elsewhere is not followed: the secret would go there.
func TestATokenServerCannotSendTheSecretElsewhere(t *testing.T) {
	t.Parallel()
	i, elsewhere := newIssuer(t), newIssuer(t)
	i.redirect = elsewhere.URL + "/token"
	o, _ := turned(t)
	_, err := o.mailbox(i.account(i.dovecot(t))).Sweep(t.Context())
	if keyOf(err) != keyToken || elsewhere.times() != 0 {
		t.Errorf("%v; the other was asked %d times", err, elsewhere.times())
	}
}
