package mailbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"heed/models"
	"heed/models/store"
)

// Sign-ins that are refused are tried again after 1, 5, 15 and then every 60
// minutes, whichever process tries: what is known of them is in the database.
// Before its time an account is tried only when somebody asks for it or its
// secret was changed, and so no more than earlyTries times in earlyTime.
const (
	earlyTries = 4
	earlyTime  = time.Hour
)

// gate stands before one sign-in to an account.
type gate struct {
	m       *Mailbox
	account Account
	print   int64 // of what is to be shown to the server
	asked   bool  // by somebody, now
	passed  bool  // the sign-in is noted as refused, until it is not
	before  models.MailTry
}

func (m *Mailbox) gate(a Account, secret string, asked bool) *gate {
	mac := hmac.New(sha256.New, m.opts.Secret)
	for _, s := range []string{"heed mailbox sign-in", a.Addr, a.Username, string(a.Auth), a.Token.URL, a.Token.ClientID, secret} {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
		mac.Write([]byte(s))
	}
	return &gate{m: m, account: a, asked: asked, print: int64(binary.BigEndian.Uint16(mac.Sum(nil)))}
}

// look is an error when a sign-in would be too soon. Nothing is noted.
func (g *gate) look(ctx context.Context) error {
	return g.m.opts.Store.Read(ctx, func(tx *store.Tx) error {
		try, err := tx.MailTry(g.account.Name)
		if err == nil {
			_, err = g.next(try, tx.Now())
		}
		return err
	})
}

// pass is called right before something is shown to a server. It counts the
// sign-in as refused until note says otherwise: a process that is killed in
// between must not begin anew.
func (g *gate) pass(ctx context.Context) error {
	if g.passed {
		return nil
	}
	return g.m.opts.Store.Write(ctx, func(tx *store.Tx) error {
		try, err := tx.MailTry(g.account.Name)
		if err != nil {
			return err
		}
		next, err := g.next(try, tx.Now())
		if err == nil {
			err = tx.NoteMailTry(next)
		}
		g.before, g.passed = try, err == nil
		return err
	})
}

// next is what is known of an account when it is tried now and refused.
func (g *gate) next(try models.MailTry, now time.Time) (models.MailTry, error) {
	if now.Sub(try.EarlyAt) >= earlyTime || now.Before(try.EarlyAt) {
		try.Early, try.EarlyAt = 0, now
	}
	if left := try.NextAt.Sub(now); try.Failures > 0 && left > 0 && left <= backoff(try.Failures) { // a clock that was set back lets it through
		if !g.asked && try.Print == g.print || try.Early >= earlyTries {
			return try, g.account.waitFault(try.NextAt.In(g.m.zone()))
		}
		try.Early++
	}
	try.Failures++
	try.Print, try.NextAt, try.Key = g.print, now.Add(backoff(try.Failures)), keyPassword
	return try, nil
}

// note keeps what came of the sign-in. Only what was answered by a server that
// is well counts as refused; of the rest, such as a broken line after the
// password was sent, nobody knows, and it counts too.
func (g *gate) note(ctx context.Context, err error) error {
	if !g.passed {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	noted := g.m.opts.Store.Write(ctx, func(tx *store.Tx) error {
		switch {
		case err == nil:
			return tx.ForgetMailTry(g.account.Name)
		case unsaid(err) && g.before.Failures == 0:
			return tx.ForgetMailTry(g.account.Name)
		case unsaid(err):
			return tx.NoteMailTry(g.before)
		}
		return nil
	})
	if err == nil {
		return noted
	}
	return err
}

// unsaid says whether an error is none about name and password.
func unsaid(err error) bool {
	switch keyOf(err) {
	case keyPassword, keyToken, keyTokenRefused, keyCut, keySilent, "":
		return false
	}
	return true
}

func (a Account) waitFault(until time.Time) error {
	e := a.fault(models.KindLimited, keyWait, nil)
	e.Args["at"] = until.Format("15:04")
	return e
}
