package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"heed/mailbox"
	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// demoPassphrase opens every account of the demo. It guards fictional data only.
const demoPassphrase = "demo-only-passphrase"

// demoWork is the cost of the demo's passphrases, 2¹² instead of 2¹⁶: they
// stand in the README anyway, and the first page should not wait for them.
const demoWork = 12

// serveDemo makes the fictional round when the folder is empty, and serves it.
func (e env) serveDemo(ctx context.Context, c Config) error {
	if _, set := e.lookup("HEED_DATA"); !set {
		if err := c.move("heed-demo"); err != nil {
			return err
		}
	}
	return e.withMachine(ctx, c, func(m *machine) error {
		m.passphrases = open.NewPassphrases(open.PassphraseOptions{WorkFactor: demoWork})
		o, err := e.openDemo(ctx, m)
		if err != nil {
			return err
		}
		if err := e.announce(o); err != nil {
			return err
		}
		if err := e.announceDemo(); err != nil {
			return err
		}
		return o.Run(ctx)
	})
}

// openDemo brings the demo to where Run can serve it.
func (e env) openDemo(ctx context.Context, m *machine) (*office, error) {
	if _, err := m.Store.Migrate(ctx); err != nil {
		return nil, err
	}
	round, err := readDemo(time.Now().In(m.Zone))
	if err != nil {
		return nil, err
	}
	_, err = m.Intake.Desk(ctx, 0)
	fresh := models.KindOf(err) == models.KindNotFound
	if err != nil && !fresh {
		return nil, err
	}
	if fresh {
		if err := m.loadDemo(ctx, round); err != nil {
			return nil, fmt.Errorf("the demo could not be made; remove %s and try again: %w", m.Data, err)
		}
	}
	if err := m.sweepDemo(ctx, round, fresh); err != nil {
		return nil, err
	}
	return openOffice(ctx, m, parts{portal: true, backoffice: true, mailbox: true})
}

// sweepDemo starts the mail server, with the four mails on the first start, and
// sweeps it by the code that sweeps a real one. The server forgets all it held
// when Heed stops, so each start is an account of its own in the ledger.
func (m *machine) sweepDemo(ctx context.Context, round demoRound, fresh bool) error {
	server, err := startDemoMail(ctx)
	if err != nil {
		return err
	}
	m.closers = append(m.closers, server.Close)
	if fresh {
		for _, mail := range round.Mails {
			if err := server.deliver(mail, time.Now()); err != nil {
				return err
			}
		}
	}
	if err := m.forgetDemos(ctx); err != nil {
		return err
	}
	m.Accounts = append(m.Accounts, mailbox.Account{
		Name: demoAccount + time.Now().In(m.Zone).Format(time.DateTime), Addr: server.addr, Security: mailbox.Plain,
		Username: demoMailUser, Password: mailbox.NewSecret(demoPassphrase),
		Folders: []string{"INBOX"}, Processed: demoProcessed,
	})
	box, err := m.newMailbox(nil)
	if err != nil {
		return err
	}
	_, err = box.Sweep(ctx)
	return err
}

// demoAccount begins the names of the demo's accounts.
const demoAccount = "demo "

// forgetDemos takes the accounts of earlier starts off the page of mailboxes:
// their servers are gone. Their ledger and reports stay.
func (m *machine) forgetDemos(ctx context.Context) error {
	return m.Store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.MailStatuses()
		for _, row := range rows {
			if strings.HasPrefix(row.Account, demoAccount) {
				err = errors.Join(err, tx.ForgetMail(row.Account))
			}
		}
		return err
	})
}

func (e env) announceDemo() error {
	_, err := fmt.Fprintf(e.out, `
Everybody's passphrase is: %s

  clerk     registers and screens        head      approves for the team
  member    reviews and proposes         deputy    reviews worksheets
  officer   letters, referrals           leader    approves clue hand-offs
  director  accounts, rounds, referrals  secrecy   classified stubs
  custodian1, custodian2                 open a reporter's name together

All of it is fictional. Ctrl-C stops; the next start goes on where this one ended.
`, demoPassphrase)
	return err
}
