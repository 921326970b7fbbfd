package mailbox

import (
	"context"
	"errors"
	"time"

	"heed/models"
	"heed/models/store"
)

// takeOrder says whether this worker is the one to carry an order out.
func (m *Mailbox) takeOrder(ctx context.Context, o models.MailOrder) (mine bool) {
	err := m.opts.Store.Write(ctx, func(tx *store.Tx) (err error) {
		mine, err = tx.TakeMailOrder(o.ID)
		return err
	})
	return mine && err == nil
}

// answer says what came of an order: that all is well, or what is wrong.
func (m *Mailbox) answer(ctx context.Context, o models.MailOrder, err error) {
	key, args := answerTo(o, err)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if err := m.opts.Store.Write(ctx, func(tx *store.Tx) error { return tx.AnswerMailOrder(o.ID, key, args) }); err != nil {
		m.opts.Logger.Warn("an order could not be answered", "account", o.Account, "err", logged(err))
	}
}

// done is what came of an order that went well, as a message.
type done struct {
	key  string
	args map[string]any
}

func (d done) Error() string { return d.key }

func answerTo(o models.MailOrder, err error) (key string, args map[string]any) {
	var well done
	var known *models.Error
	switch {
	case errors.As(err, &well):
		return well.key, well.args
	case errors.Is(err, context.Canceled):
		return keyStopped, map[string]any{"account": o.Account}
	case errors.As(err, &known):
		return known.Key, known.Args
	}
	return models.Internal(nil).Key, map[string]any{}
}

// answerSweep tells those who ordered a sweep what came of it.
func (m *Mailbox) answerSweep(ctx context.Context, orders []models.MailOrder, r Report) {
	if len(orders) == 0 {
		return
	}
	err := r.Err()
	if err == nil {
		t := r.Total()
		err = done{models.MailSweepDone, map[string]any{"account": orders[0].Account, "seen": t.Seen, "imported": t.Imported, "failed": t.Failed}}
	}
	if ctx.Err() != nil {
		err = context.Canceled
	}
	for _, o := range orders {
		m.answer(ctx, o, err)
	}
}

// testTime is how long a test may take.
const testTime = 3 * time.Minute

// test connects to an account, signs in and opens every folder, changing
// nothing. What it returns is the answer: done, or what is wrong.
func (m *Mailbox) test(ctx context.Context, a Account) error {
	ctx, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	err := m.opts.Store.Read(ctx, func(tx *store.Tx) error {
		_, err := findBureau(tx, a)
		return err
	})
	if err != nil {
		return err
	}
	b, err := m.signIn(ctx, a, true)
	if err != nil {
		return err
	}
	defer b.leave()
	for _, folder := range a.Folders {
		if _, err := b.examine(folder); err != nil {
			return err
		}
	}
	if err := b.checkProcessed(); err != nil {
		return err
	}
	return done{models.MailTestOK, map[string]any{"account": a.Name, "server": a.Addr, "folders": len(a.Folders)}}
}
