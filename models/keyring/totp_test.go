package keyring_test

import (
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/keyring"

	"github.com/pquerna/otp/totp"
)

func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		setup, err := w.SetupTOTP(t.Context(), wang.Member)
		w.must(err)
		if !strings.HasPrefix(setup.URL, "otpauth://totp/") || !strings.Contains(setup.URL, setup.Secret) {
			t.Error("the address for the app lacks the secret")
		}
		w.signIn("wang", firstPhrase) // not confirmed yet: no code needed
		w.fails(w.ConfirmTOTP(t.Context(), wang.Member, wang.id, "000 000x"), models.KindInvalid, "error.code_wrong")
		code := w.code(setup, 0)
		w.must(w.ConfirmTOTP(t.Context(), wang.Member, wang.id, code[:3]+" "+code[3:]))

		w.refusesCode("", "error.code_needed")
		w.refusesCode("000000", "error.code_wrong")
		w.refusesCode(code, "error.code_wrong") // used to confirm
		w.clock.Add(time.Minute)
		w.refusesCode(w.code(setup, -2), "error.code_wrong")
		w.refusesCode(w.code(setup, 2), "error.code_wrong")
		w.signInCode(w.code(setup, 0))
		w.refusesCode(w.code(setup, 0), "error.code_wrong")
		w.refusesCode(w.code(setup, -1), "error.code_wrong") // older than the last used
		w.signInCode(w.code(setup, 1))
		_, _, err = w.SignIn(t.Context(), "wang", "wrong passphrase", w.code(setup, 1))
		w.fails(err, models.KindInvalid, "error.signin")
	})
}

// Of many who send one code at the same moment one gets in.
func TestCodeRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		setup := w.withTOTP(wang)
		w.clock.Add(time.Minute)
		code := w.code(setup, 0)
		results := make(chan error, 8)
		for range cap(results) {
			go func() {
				_, _, err := w.SignIn(t.Context(), "wang", firstPhrase, code)
				results <- err
			}()
		}
		won := 0
		for range cap(results) {
			if err := <-results; err == nil {
				won++
			} else {
				w.fails(err, models.KindInvalid, "error.code_wrong")
			}
		}
		if won != 1 {
			t.Errorf("one code let %d in", won)
		}
	})
}

func TestRemoveSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, wang := w.office()
		w.fails(w.ConfirmTOTP(t.Context(), wang.Member, wang.id, "123456"), models.KindConflict, "error.code_setup")
		setup := w.withTOTP(wang)
		w.clock.Add(time.Minute)
		w.fails(w.RemoveTOTP(t.Context(), wang.Member, wang.id, ""), models.KindInvalid, "error.code_needed")
		w.must(w.RemoveTOTP(t.Context(), wang.Member, wang.id, w.code(setup, 0)))
		w.signIn("wang", firstPhrase)
	})
}

func (w *world) withTOTP(p person) keyring.TOTPSetup {
	w.t.Helper()
	setup, err := w.SetupTOTP(w.t.Context(), p.Member)
	w.must(err)
	w.must(w.ConfirmTOTP(w.t.Context(), p.Member, p.id, w.code(setup, 0)))
	return setup
}

// code is what the app shows some steps from now.
func (w *world) code(setup keyring.TOTPSetup, steps int) string {
	w.t.Helper()
	code, err := totp.GenerateCode(setup.Secret, w.clock.Now().Add(time.Duration(steps)*30*time.Second))
	w.must(err)
	return code
}

func (w *world) signInCode(code string) {
	w.t.Helper()
	_, _, err := w.SignIn(w.t.Context(), "wang", firstPhrase, code)
	w.must(err)
}

func (w *world) refusesCode(code, key string) {
	w.t.Helper()
	secret, _, err := w.SignIn(w.t.Context(), "wang", firstPhrase, code)
	w.fails(err, models.KindInvalid, key)
	if !secret.IsZero() {
		w.t.Errorf("code %q gave a session", code)
	}
}
