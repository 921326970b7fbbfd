package mailbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"sync/atomic"
	"time"

	"heed/mailbox/answer"
	"heed/mailbox/parse"
	"heed/mailbox/proof"
	"heed/mailbox/ref"
	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// Limits bound what a sweep holds at once.
type Limits struct {
	BatchMails  int           // messages fetched and committed together
	BatchBytes  int64         // and their bytes; a larger message goes alone
	MailBytes   int64         // a larger message is quarantined with its beginning
	FlightBytes int64         // bytes fetched and not yet committed, or one message
	Silence     time.Duration // how long a server may say nothing while it is asked
	Lease       time.Duration // how long an account stays taken when its worker is killed
	Parse       parse.Limits
}

// DefaultLimits are batches of 200 messages or 8 MB and messages of 50 MB. Two or three
// batches are under way at a time: what is decoded of them is held besides.
func DefaultLimits() Limits {
	return Limits{
		BatchMails: 200, BatchBytes: 8 << 20, MailBytes: 50 << 20, FlightBytes: 20 << 20,
		Silence: time.Minute, Lease: time.Minute, Parse: parse.DefaultLimits(),
	}
}

// beginning is how much of a message over MailBytes is sealed. All of it stays
// in the processed folder.
const beginning = 1 << 20

// Options wires a Mailbox.
type Options struct {
	Store    *store.Store
	Intake   *intake.Intake
	Accounts []Account
	Secrets  *Secrets        // of the accounts of the staff site; nil: those of Accounts are all
	Secret   []byte          // of the instance; digests of messages are made under it, so it must stay
	Own      []string        // addresses that the office sends from, besides those of its accounts
	Resolver proof.LookupTXT // nil: Heed verifies no signature itself
	Schedule Schedule        // hourly when zero
	Now      func() time.Time
	After    func(time.Duration) <-chan time.Time // time.After when nil
	Logger   *slog.Logger
	Progress Progress // nil for none
	Limits   Limits   // DefaultLimits when zero

	Answer    func(answer.Note) // takes an answer to a sender on, without waiting; nil: nobody is answered
	AnswerAge time.Duration     // an older mail is not answered; three days when zero
}

// Mailbox sweeps accounts. Its methods may be called from any goroutine.
type Mailbox struct {
	opts   Options
	tokens *tokens
	users  atomic.Pointer[[]string] // as whom the accounts sign in, as the book was read last
	secret []byte                   // of digests
	names  ref.Names
	mark   proof.Mark    // of the office's own mail
	keys   *proof.Keys   // nil: none are asked for
	holder string        // of leases
	beat   time.Duration // how often at least a sweep that runs is heard of
	read   func(raw []byte, lim parse.Limits) parse.Mail
}

// New makes a Mailbox. It connects to nothing.
func New(opts Options) *Mailbox {
	if opts.Limits == (Limits{}) {
		opts.Limits = DefaultLimits()
	}
	if opts.After == nil {
		opts.After = time.After
	}
	if opts.AnswerAge <= 0 {
		opts.AnswerAge = 3 * 24 * time.Hour
	}
	if opts.Progress == nil {
		opts.Progress = quiet{}
	}
	if opts.Schedule.IsZero() {
		opts.Schedule, _ = ParseSchedule("hourly") // it parses
	}
	key := hmac.New(sha256.New, opts.Secret)
	key.Write([]byte("heed mailbox digest"))
	m := &Mailbox{opts: opts, tokens: &tokens{now: opts.Now, log: opts.Logger}, secret: key.Sum(nil), names: ref.New(opts.Secret), holder: rand.Text(), mark: proof.NewMark(opts.Secret), beat: beat, read: parse.Message}
	if opts.Resolver != nil {
		m.keys = proof.NewKeys(opts.Resolver, opts.Now, proof.KeyLimits{})
	}
	return m
}

// Validate names every fault of the accounts at once.
func (m *Mailbox) Validate() error {
	var faults models.FieldErrors
	names := map[string]bool{}
	for _, a := range m.opts.Accounts {
		if more, ok := a.Validate().(models.FieldErrors); ok { //nolint:errorlint // Validate returns the list itself
			faults = append(faults, more...)
		}
		if names[a.Name] {
			faults.Addf("name", "error.mail_account_twice", map[string]any{"name": a.Name})
		}
		names[a.Name] = true
	}
	return faults.Err()
}
