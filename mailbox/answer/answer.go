// Package answer tells senders of mail that it came.
//
// It guarantees:
//   - A sender gets at most one answer a day, whatever happens: it is claimed in
//     the database before it is sent, and one of which nobody knows whether the
//     server took it is not sent again. A crash, or a database that is gone,
//     loses answers and doubles none.
//   - At most 60 senders are answered within an hour, 30 of them of one domain's
//     owner; the rest are not answered at all.
//   - An answer says nothing of the mail, not even its subject. It holds a receipt
//     only when it was given one.
//   - It has no sender that anything could be returned to, and says in four ways
//     that a machine sent it, so that no machine answers it.
//   - Of an address nothing is stored but an HMAC, bound to a day, to a
//     Message-ID or to a random word. Addresses wait in memory, at most twice Options.Queue.
//
// It does not guarantee that an answer arrives, and does not decide who is
// answered: the sweep does.
package answer

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"heed/mailbox/proof"
	"heed/mailbox/ref"
	"heed/models"
	"heed/models/store"
)

// Kind is what a sender is told.
type Kind string

// The kinds.
const (
	Ack     Kind = "ack"     // that the mail came, and its number
	Receipt Kind = "receipt" // that, and how to follow it
	Closed  Kind = "closed"  // that, and where to turn now that the round has closed
)

// Note is one answer that is wanted. It lives in memory only.
type Note struct {
	Kind      Kind
	To        string // the sender's address
	MessageID string // of the mail, without angle brackets; may be empty
	Lang      string // of the mail: zh, zh-hant or en
	At        time.Time
	TipID     int64
	Number    string // register number
	Code      string // the receipt, with Receipt only
}

// Options wires a Sender.
type Options struct {
	Store     *store.Store
	Server    Server
	From      mail.Address // who answers
	Secret    []byte       // of the instance
	PublicURL string       // of the public site; empty when nobody may be sent there
	Words     func(lang, key string, args map[string]any) string
	Now       func() time.Time
	After     func(time.Duration) <-chan time.Time // time.After when nil
	Logger    *slog.Logger
	Queue     int // answers that may wait in memory for a first try, and as many for another; 1000 when zero
}

// Sender sends answers. Offer may be called from any goroutine, Run once.
type Sender struct {
	opts  Options
	key   []byte
	names ref.Names
	mark  proof.Mark
	inbox chan Note
}

// New makes a Sender. It connects to nothing.
func New(opts Options) *Sender {
	if opts.After == nil {
		opts.After = time.After
	}
	if opts.Queue <= 0 {
		opts.Queue = 1000
	}
	key := hmac.New(sha256.New, opts.Secret)
	key.Write([]byte("heed mail answer"))
	return &Sender{
		opts: opts, key: key.Sum(nil), names: ref.New(opts.Secret), mark: proof.NewMark(opts.Secret), inbox: make(chan Note, opts.Queue),
	}
}

// Address is the address that answers come from.
func (s *Sender) Address() string { return s.opts.From.Address }

// Offer takes an answer on, and never waits: when too many wait already, it is
// dropped.
func (s *Sender) Offer(n Note) {
	select {
	case s.inbox <- n:
	default:
		s.opts.Logger.Warn("too many answers wait to be sent: one is dropped")
	}
}

// claim takes an answer on in the database. A reply to it, or to its number
// and the word beside that, will find its tip. It reports false when the sender was answered today, or too many within the hour.
func (s *Sender) claim(ctx context.Context, j *job) (mine bool, err error) {
	j.id, j.sender = rand.Text()+"@"+domain(s.opts.From.Address), s.sender(j.To)
	j.word = ref.NewWord()
	number := ref.Number(j.Number, j.word)
	many := false
	err = s.opts.Store.Write(ctx, func(tx *store.Tx) error {
		if many, err = full(tx, j.sender); err != nil || many {
			return err
		}
		if mine, err = tx.ClaimMailAnswer(j.sender); err != nil || !mine {
			return err
		}
		return tx.AddMailRefs([]store.MailRef{
			{Message: s.names.Message(j.id), Sender: s.names.Sender(j.id, j.To), TipID: j.TipID},
			{Message: s.names.Message(number), Sender: s.names.Sender(number, j.To), TipID: j.TipID},
		})
	})
	if many {
		s.opts.Logger.Warn("many were answered within the hour: an answer is dropped")
	}
	return mine && err == nil, err
}

// domain is what stands behind the @.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

func (s *Sender) sent(ctx context.Context, j *job) {
	err := s.opts.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.MailAnswered(j.sender) })
	if err != nil {
		s.opts.Logger.Warn("an answer was sent and could not be noted as sent", "kind", models.KindOf(err))
	}
}
