package mailbox

import (
	"context"
	"time"

	"heed/models"
	"heed/models/store"
)

// aboutSecret says whether an error may be mended by another secret, for which
// nothing has to be set up or started anew.
func aboutSecret(err error) bool {
	switch keyOf(err) {
	case keyPassword, keyWait, keySecret, keySecretRead, keySecretHost, keyToken, keyTokenRefused:
		return true
	}
	return false
}

// penalty is how long an account is left alone after so many failures in a row:
// after a refused sign-in as long as the database says, which counts those of
// every process.
func (m *Mailbox) penalty(ctx context.Context, a Account, err error, failures int) time.Duration {
	wait := backoff(failures)
	if !aboutSecret(err) {
		return wait
	}
	var try models.MailTry
	err = m.opts.Store.Read(ctx, func(tx *store.Tx) (err error) {
		try, err = tx.MailTry(a.Name)
		return err
	})
	if left := try.NextAt.Sub(m.opts.Now()); err == nil && try.Failures > 0 && left > 0 && left <= backoff(try.Failures) {
		return left
	}
	return wait
}

// lookAgain is how often accounts and secrets are looked at anew.
const lookAgain = 15 * time.Second

// sitOut waits for as long as it takes, but no longer than until somebody calls
// or the secret that was refused is another one.
func (w *worker) sitOut(ctx context.Context, left time.Duration, err error) {
	if !aboutSecret(err) {
		w.pause(ctx, left)
		return
	}
	was := w.print()
	for left > 0 && ctx.Err() == nil {
		step := min(left, lookAgain)
		if w.pause(ctx, step) || w.print() != was {
			return
		}
		left -= step
	}
}

// print tells one secret from another; -1 while there is none.
func (w *worker) print() int64 {
	secret, err := w.link.account.secret()
	if err != nil {
		return -1
	}
	return w.m.gate(w.link.account, secret, false).print
}
