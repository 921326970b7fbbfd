package models

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Audit is one row of the audit log. The rows form a hash chain: each hash
// covers the row and the hash before it, so that a changed or missing row
// shows. No row carries what a reporter or staff wrote.
type Audit struct {
	Seq    int64 `gorm:"primaryKey;autoIncrement:false"`
	At     time.Time
	Actor  int64  // member of staff; 0 for the system
	Origin string // portal, mailbox, backoffice, cli, system
	Action string // tip.submit, tip.open, tip.move, decision.approve, …
	TipID  int64
	Object string // finding:3, handoff:2, staff:7; empty when the tip says it all
	From   string `gorm:"column:from_state"`
	To     string `gorm:"column:to_state"`
	Note   string // codes only; of a mailbox, where its secret goes
	Prev   []byte
	Hash   []byte
}

// TableName is the table of Audit.
func (Audit) TableName() string { return "audit" }

// ChainHash is SHA-256 over the row's fields, each with its length, and Prev.
// At counts in microseconds of UTC, which every supported database keeps.
func (a Audit) ChainHash() []byte {
	h := sha256.New()
	num := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	num(a.Seq)
	num(a.At.UTC().UnixMicro())
	num(a.Actor)
	num(a.TipID)
	for _, s := range []string{a.Origin, a.Action, a.Object, a.From, a.To, a.Note, string(a.Prev)} {
		num(int64(len(s)))
		h.Write([]byte(s))
	}
	return h.Sum(nil)
}
