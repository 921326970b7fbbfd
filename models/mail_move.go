package models

import "time"

// MailMove is one command that took recorded messages to the processed folder.
// UIDs and ToUIDs are sets as UIDSet writes them, in the same order; ToUIDs is
// empty where the server does not say.
type MailMove struct {
	ID          int64
	Account     string
	Folder      string
	UIDValidity uint32 `gorm:"column:uidvalidity"`
	UIDs        string `gorm:"column:uids"`
	Processed   string
	ToValidity  uint32 // UIDVALIDITY of the processed folder; 0 where the server does not say
	ToUIDs      string `gorm:"column:to_uids"`
	Copied      bool   // by COPY, for want of MOVE: the messages themselves stayed
	Begun       bool   // asked for, and no answer known
	Next        uint32 // of a copy: the next UID of the processed folder before it
	At          time.Time
}

// TableName is the table of MailMove.
func (MailMove) TableName() string { return "mail_moves" }

// MailSwept says how far a folder was swept to its end: every message that the
// server listed up to UID has a row in the ledger.
type MailSwept struct {
	Account     string `gorm:"primaryKey"`
	Folder      string `gorm:"primaryKey"`
	UIDValidity uint32 `gorm:"column:uidvalidity"`
	UID         uint32 `gorm:"column:uid"`
	At          time.Time
}

// TableName is the table of MailSwept.
func (MailSwept) TableName() string { return "mail_swept" }
