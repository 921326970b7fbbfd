package models

import "time"

// MailOrderKind is what the staff site asks a worker to do with an account.
type MailOrderKind string

// The kinds of an order.
const (
	MailOrderTest  MailOrderKind = "test"  // connect, sign in, open every folder; nothing is changed
	MailOrderSweep MailOrderKind = "sweep" // sweep now, whatever the schedule says
)

// MailOrder is one request to whichever worker comes first, and its answer. The
// site never speaks to a mail server itself.
type MailOrder struct {
	ID      int64
	Account string // its name
	Kind    MailOrderKind
	AskedBy int64 // member of staff
	AskedAt time.Time
	TakenAt *time.Time
	DoneAt  *time.Time
	Key     string         // message key of what came of it: mail_test.ok, mail_sweep.done, or an error.mail_*
	Args    map[string]any `gorm:"serializer:json"` // placeholders of the message; never a reporter's words
}

// TableName is the table of MailOrder.
func (MailOrder) TableName() string { return "mail_orders" }

// MailOrderLife is how long an order waits for a worker to take it.
const MailOrderLife = 5 * time.Minute

// MailOrderTime is how long a worker may be at an order; then it is taken to be
// gone.
const MailOrderTime = 30 * time.Minute

// MailOrderState is how far an order got.
type MailOrderState string

// The states of an order.
const (
	MailOrderWaiting MailOrderState = "waiting" // for a worker
	MailOrderTaken   MailOrderState = "taken"   // a worker is at it
	MailOrderDone    MailOrderState = "done"    // Key and Args say what came of it
	MailOrderLost    MailOrderState = "lost"    // no worker took it in time, or the one that did was ended
)

// Key is the message key of the state's name.
func (s MailOrderState) Key() string { return "mail_order." + string(s) }

// State is how far the order is at an instant.
func (o MailOrder) State(now time.Time) MailOrderState {
	switch {
	case o.DoneAt != nil:
		return MailOrderDone
	case o.TakenAt == nil && now.Before(o.AskedAt.Add(MailOrderLife)):
		return MailOrderWaiting
	case o.TakenAt != nil && now.Before(o.TakenAt.Add(MailOrderTime)):
		return MailOrderTaken
	}
	return MailOrderLost
}

// OK says whether it was done, and went well.
func (o MailOrder) OK() bool {
	return o.DoneAt != nil && (o.Key == MailTestOK || o.Key == MailSweepDone)
}

// The message keys of an order that went well.
const (
	MailTestOK    = "mail_test.ok"    // {account}, {server}, {folders}
	MailSweepDone = "mail_sweep.done" // {account}, {seen}, {imported}, {failed}
)
