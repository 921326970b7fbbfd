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
// secret was changed, and so no more than earlyTries times in earlyTime. As many
// times a process may be killed while it signs in, with nobody knowing what the
// server said.
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
	passed  bool  // the sign-in is noted as one that was not answered
	early   bool  // and is before its time
	before  models.MailTry
	noted   models.MailTry
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

// pass is called right before something is shown to a server. It notes that it
// is: a process that is killed before the answer must not begin anew for ever.
func (g *gate) pass(ctx context.Context) error {
	if g.passed {
		return nil
	}
	return g.m.opts.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if g.before, err = tx.MailTry(g.account.Name); err != nil {
			return err
		}
		if g.noted, err = g.next(g.before, tx.Now()); err == nil {
			err = tx.NoteMailTry(g.noted)
		}
		g.passed = err == nil
		return err
	})
}

// next is what is known of an account while it is tried now.
func (g *gate) next(try models.MailTry, now time.Time) (models.MailTry, error) {
	if now.Sub(try.EarlyAt) >= earlyTime || now.Before(try.EarlyAt) {
		try.Early, try.EarlyAt = 0, now
	}
	left := try.NextAt.Sub(now)
	g.early = try.Failures > 0 && left > 0 && left <= backoff(try.Failures) // a clock that was set back lets it through
	switch {
	case g.early && !g.asked && try.Print == g.print:
		return try, g.account.waitFault(try.NextAt.In(g.m.zone()))
	case try.Early >= earlyTries:
		until := try.EarlyAt.Add(earlyTime)
		if g.early && try.NextAt.After(until) {
			until = try.NextAt
		}
		return try, g.account.waitFault(until.In(g.m.zone()))
	}
	try.Early++
	return try, nil
}

// note keeps what came of the sign-in. What a server answers that is not well
// counts for nothing. Of a line that breaks after the password was sent nobody
// knows what it meant: it counts as one that was not answered.
func (g *gate) note(ctx context.Context, err error) error {
	if !g.passed {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	noted := g.m.opts.Store.Write(ctx, func(tx *store.Tx) error {
		switch key := keyOf(err); {
		case err == nil:
			return tx.ForgetMailTry(g.account.Name)
		case key == keyPassword, key == keyToken, key == keyTokenRefused:
			return tx.NoteMailTry(g.refused(tx.Now(), key))
		case key == keyCut, key == keySilent, key == "":
			return nil
		case g.before == (models.MailTry{Account: g.account.Name}):
			return tx.ForgetMailTry(g.account.Name)
		}
		return tx.NoteMailTry(g.before)
	})
	if err == nil {
		return noted
	}
	return err
}

// refused is what is known of an account after it was tried in vain.
func (g *gate) refused(now time.Time, key string) models.MailTry {
	try := g.noted
	if !g.early {
		try.Early--
	}
	try.Failures++
	try.Print, try.NextAt, try.Key = g.print, now.Add(backoff(try.Failures)), key
	return try
}

func (a Account) waitFault(until time.Time) error {
	e := a.fault(models.KindLimited, keyWait, nil)
	e.Args["at"] = until.Format("15:04")
	return e
}
