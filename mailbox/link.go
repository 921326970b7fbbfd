package mailbox

import (
	"context"

	"heed/models"
)

// link is an account's connection, opened when it is needed and kept from one
// sweep to the next.
type link struct {
	m       *Mailbox
	ctx     context.Context //nolint:containedctx // the connection lives as long as the worker, not as one sweep
	account Account
	asked   bool          // somebody waits for the next sign-in
	lease   *models.Lease // under which the account is swept; nil between sweeps
	box     *box
}

func (m *Mailbox) link(ctx context.Context, a Account) *link {
	return &link{m: m, ctx: ctx, account: a}
}

// ready is the connection, opened if there is none.
func (l *link) ready() (*box, error) {
	if err := l.ctx.Err(); err != nil {
		return nil, err
	}
	if l.box == nil {
		b, err := l.m.signIn(l.ctx, l.account, l.asked)
		l.asked = false
		if err != nil {
			return nil, err
		}
		l.box = b
	}
	return l.box, nil
}

// cut forgets a connection that is lost.
func (l *link) cut() {
	l.box.close()
	l.box = nil
}

// leave signs off.
func (l *link) leave() {
	l.box.leave()
	l.box = nil
}
