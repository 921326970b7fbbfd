package models

import "time"

// LedgerOutcome is what became of a message in a swept mailbox (P2).
type LedgerOutcome string

// The outcomes of a message.
const (
	LedgerTip         LedgerOutcome = "tip"
	LedgerJoined      LedgerOutcome = "joined"      // it became a message of a tip that was there
	LedgerDuplicate   LedgerOutcome = "duplicate"   // the same bytes are in already
	LedgerQuarantined LedgerOutcome = "quarantined" // a tip too, whose content could not be read
	LedgerSetAside    LedgerOutcome = "set_aside"   // put aside, sealed, until somebody has looked
	LedgerVanished    LedgerOutcome = "vanished"    // listed, then gone before it was read; read when it is listed again
	LedgerRetry       LedgerOutcome = "retry"       // to be tried again
)

// LedgerOutcomes lists the outcomes.
func LedgerOutcomes() []LedgerOutcome {
	return []LedgerOutcome{LedgerTip, LedgerJoined, LedgerDuplicate, LedgerQuarantined, LedgerSetAside, LedgerVanished, LedgerRetry}
}

// Key is the message key of the outcome's name.
func (o LedgerOutcome) Key() string { return "ledger." + string(o) }

// GivesWay says whether a row of this outcome is replaced when more comes of its
// message: it waits to be tried again, or was not in the folder when it was to be
// read, which a server may have been wrong about.
func (o LedgerOutcome) GivesWay() bool { return o == LedgerRetry || o == LedgerVanished }

// Ledger is the one row of a message: account, folder, UIDVALIDITY and UID
// name it, and the database lets no second one in.
type Ledger struct {
	ID          int64
	Account     string // a name the administrator chose; not an address
	Folder      string
	UIDValidity uint32 `gorm:"column:uidvalidity"`
	UID         uint32 `gorm:"column:uid"`
	Outcome     LedgerOutcome
	TipID       int64  // the tip, the one it was joined to, or the one it duplicates; 0 for none
	Digest      []byte // HMAC-SHA256 of the message under the instance's secret
	Reason      string // code: why it is no tip, or what is to be known of one; empty for a plain one
	Message     []byte // names its Message-ID under the instance's secret; nil without one
	Sender      []byte // the same of Message-ID and sender together
	AsideID     int64  // what it was put aside as; 0 when it was not, and NULL in rows of before there were any
	Tries       int
	At          time.Time
	MovedAt     *time.Time // when it moved on the server; nil while it has not
}

// TableName is the table of Ledger.
func (Ledger) TableName() string { return "mail_ledger" }

// Lease gives one worker an account to sweep until Until. Fence grows with
// every change of holder.
type Lease struct {
	Account string `gorm:"primaryKey"`
	Holder  string
	Fence   int64
	Until   time.Time
}

// TableName is the table of Lease.
func (Lease) TableName() string { return "mail_leases" }
