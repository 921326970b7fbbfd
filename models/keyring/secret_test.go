package keyring_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"heed/models/keyring"
	"heed/models/store"
	"heed/models/store/storetest"
)

// No secret is in any column, in an error or in the log.
func TestSecretsAreNowhereInClear(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		log := w.logged()
		first, wang := w.office()
		setup := w.withTOTP(wang)
		token, err := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: "li", Name: "李"})
		w.must(err)
		const wrong = "a wrong passphrase, typed by somebody"
		_, _, errSignIn := w.SignIn(t.Context(), "wang", wrong, "987654")
		_, _, errCode := w.SignIn(t.Context(), "wang", firstPhrase, "987654")
		_, errLink := w.Accept(t.Context(), first.Link, wrong)
		_, errToken := w.InviteInfo(t.Context(), token+"x")
		errChange := w.ChangePassphrase(t.Context(), wang.Member, wang.secret, wrong, wrong+"2")
		_, errInvite := w.Invite(t.Context(), wang.Member, wang.id, keyring.AccountSpec{Login: token + " ", Name: ""})
		for _, err := range []error{errSignIn, errCode, errLink, errToken, errChange, errInvite} {
			if err == nil {
				t.Error("what must fail did not")
			}
		}
		shown := errors.Join(errSignIn, errCode, errLink, errToken, errChange, errInvite).Error() + log.String()
		for _, secret := range []string{
			first.Link, first.Recovery.Secret(), token, wrong, firstPhrase, "987654",
			setup.Secret, wang.secret.Text(), wang.id.Secret(),
		} {
			if strings.Contains(shown, secret) {
				t.Errorf("an error or the log shows a secret of %d characters", len(secret))
			}
			w.noColumnHolds(secret)
		}
	})
}

// logged gives the world a store that logs everything it logs at all.
func (w *world) logged() *bytes.Buffer {
	w.t.Helper()
	log := &bytes.Buffer{}
	opts := storetest.Options(w.url, w.clock.Now)
	opts.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := store.Open(w.t.Context(), opts)
	w.must(err)
	w.t.Cleanup(func() { w.must(s.Close()) })
	w.store = s
	w.Keyring = w.newKeyring(w.store)
	return log
}

func (w *world) noColumnHolds(secret string) {
	w.t.Helper()
	for table, rows := range w.dump() {
		for _, row := range rows {
			for column, value := range row {
				if b, ok := value.([]byte); ok {
					value = string(b)
				}
				if strings.Contains(strings.ToLower(fmt.Sprint(value)), strings.ToLower(secret)) {
					w.t.Errorf("%s.%s holds a secret", table, column)
				}
			}
		}
	}
}

// What is shown once does not show itself.
func TestResultsPrintNothing(t *testing.T) {
	w := newWorld(t, "sqlite://"+t.TempDir()+"/heed.db")
	first, wang := w.office()
	setup, err := w.SetupTOTP(t.Context(), wang.Member)
	w.must(err)
	var out bytes.Buffer
	text, jsonLog := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{first, setup, &first, []any{setup}, map[string]any{"a": first}, struct{ A any }{setup}} {
		fmt.Fprintf(&out, "%v %+v %#v %s %q %x\n", v, v, v, v, v, v)
		text.Info("message", "v", v)
		jsonLog.Info("message", "v", v)
		b, err := json.Marshal(v)
		w.must(err)
		out.Write(b)
	}
	for _, secret := range []string{first.Link, first.Recovery.Secret(), setup.Secret} {
		if strings.Contains(out.String(), secret) || strings.Contains(out.String(), fmt.Sprintf("%x", secret)) {
			t.Errorf("a secret shows in %s", out.String())
		}
	}
	if !strings.Contains(out.String(), "[redacted]") || setup.Secret == "" || first.Link == "" {
		t.Error("nothing was printed, or there was nothing to print")
	}
}
