package keyring

import (
	"context"
	"strings"
	"time"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// A second factor is RFC 6238 as every authenticator app has it: SHA-1, six
// digits, steps of 30 seconds; a code of the step before or after is taken too.
const (
	totpPeriod = 30
	totpSkew   = 1
)

// TOTPSetup is shown once, for the member's app: as a QR picture of URL or
// typed from Secret (base32). It prints as "[redacted]".
type TOTPSetup struct {
	hidden
	URL    string // otpauth://totp/…
	Secret string
}

// SetupTOTP makes a second factor, sealed to the member's own key. It counts
// only after ConfirmTOTP; one that is set up stays until then.
func (k *Keyring) SetupTOTP(ctx context.Context, m models.Member) (TOTPSetup, error) {
	to, err := seal.ParseRecipient(m.Recipient)
	if err != nil {
		return TOTPSetup{}, models.Internal(err)
	}
	var setup TOTPSetup
	err = k.change(ctx, m, func(tx *store.Tx, now models.Member) error {
		office, err := tx.Office()
		if err != nil {
			return err
		}
		if setup, err = newTOTP(office.Name, m.Login); err != nil {
			return err
		}
		sealed, err := seal.Bytes([]byte(setup.Secret), to)
		if err != nil {
			return models.Internal(err)
		}
		return tx.SetTOTPNext(m.ID, sealed)
	})
	return setup, err
}

func newTOTP(issuer, login string) (TOTPSetup, error) {
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: strings.ReplaceAll(issuer, ":", " "), AccountName: login, Period: totpPeriod,
	})
	if err != nil {
		return TOTPSetup{}, models.Internal(err)
	}
	return TOTPSetup{URL: key.URL(), Secret: key.Secret()}, nil
}

// ConfirmTOTP makes the second factor of SetupTOTP count, when the member's app
// shows the right code. A wrong one is a fault of the field code.
func (k *Keyring) ConfirmTOTP(ctx context.Context, m models.Member, id open.Identity, code string) error {
	return k.change(ctx, m, func(tx *store.Tx, now models.Member) error {
		if len(now.TOTPNext) == 0 {
			return models.Fail(models.KindConflict, "error.code_setup")
		}
		step, err := k.matchCode(now.TOTPNext, id, code)
		if err != nil {
			return err
		}
		tx.Audit(k.row(m.ID, "staff.totp_on", staffObject(m.ID)))
		return tx.SetTOTP(m.ID, now.TOTPNext, step)
	})
}

// RemoveTOTP ends the second factor, for which it needs a code of it.
func (k *Keyring) RemoveTOTP(ctx context.Context, m models.Member, id open.Identity, code string) error {
	return k.change(ctx, m, func(tx *store.Tx, now models.Member) error {
		if err := k.checkCode(tx, now, id, code); err != nil {
			return err
		}
		tx.Audit(k.row(m.ID, "staff.totp_off", staffObject(m.ID)))
		return tx.SetTOTP(m.ID, nil, now.TOTPStep)
	})
}

// checkCode checks the second factor of an account that has one, and notes the
// code's time step, so that the code never counts again.
func (k *Keyring) checkCode(tx *store.Tx, m models.Member, id open.Identity, code string) error {
	if len(m.TOTP) == 0 {
		return nil
	}
	step, err := k.matchCode(m.TOTP, id, code)
	if err != nil {
		return err
	}
	err = tx.UseTOTPStep(m.ID, step)
	if models.KindOf(err) == models.KindNotFound {
		return codeFault("error.code_wrong")
	}
	return err
}

// matchCode opens the sealed secret and gives the time step whose code it is.
func (k *Keyring) matchCode(sealed []byte, id open.Identity, code string) (int64, error) {
	code = strings.Join(strings.Fields(code), "")
	if code == "" {
		return 0, codeFault("error.code_needed")
	}
	secret, err := open.Bytes(sealed, id)
	if err != nil {
		return 0, models.Internal(err)
	}
	now := k.now().Unix() / totpPeriod
	for step := now - totpSkew; step <= now+totpSkew; step++ {
		ok, err := totp.ValidateCustom(code, string(secret), time.Unix(step*totpPeriod, 0), totp.ValidateOpts{
			Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err == nil && ok {
			return step, nil
		}
	}
	return 0, codeFault("error.code_wrong")
}

func codeFault(key string) error {
	var faults models.FieldErrors
	faults.Add("code", key)
	return faults
}
