package models

import (
	"strconv"
	"time"
)

// Aside is a mail that was put aside: a machine sent it, or the receiving
// server marked it. Everything of it is kept sealed as a tip's parts are; this
// row is what a list shows. It is settled when somebody took it as a tip or left
// it aside; to open it settles nothing.
type Aside struct {
	ID         int64
	RoundID    int64
	TeamID     int64
	Account    string // of the mailbox; a name the administrator chose
	ReceivedAt time.Time
	Reason     string // code: bounce, reply, list, own, virus, spam
	Files      int
	Bytes      int64 // of the attachments before sealing
	Lang       string
	Named      bool   // a raw mail is kept for the custodians
	Digest     []byte // of its bytes, as in the ledger: one aside a digest
	DueOn      string // YYYY-MM-DD in the office's zone, until when somebody is to settle it
	LookedBy   int64  // who settled it; 0 while nobody has
	LookedAt   *time.Time
	TipID      int64 // the tip it was taken as; 0 when it was not
	At         time.Time
}

// TableName is the table of Aside.
func (Aside) TableName() string { return "mail_asides" }

// Settled says whether somebody took it as a tip or left it aside.
func (a Aside) Settled() bool { return a.LookedAt != nil }

// Object names the aside in the audit log.
func (a Aside) Object() string { return "aside:" + strconv.FormatInt(a.ID, 10) }

// AsideClock is how long a mail may lie aside before somebody has settled it.
func AsideClock() Clock { return Clock{ID: "aside", Days: 2, Working: true, Force: Practice} }
