package models

import "time"

// KeyPurpose says what a round key opens.
type KeyPurpose string

// The two keys of a round (DESIGN, Keys).
const (
	KeyContent  KeyPurpose = "content"  // text and files
	KeyIdentity KeyPurpose = "identity" // names, contacts, raw mails
)

// RoundKey is the public half of a round's key. Its private half exists only
// sealed, in KeyGrant rows.
type RoundKey struct {
	ID        int64
	RoundID   int64
	Purpose   KeyPurpose
	Recipient string
	CreatedAt time.Time
}

// HolderKind says to whom a private half is sealed.
type HolderKind string

// The holders of a round key.
const (
	HolderStaff    HolderKind = "staff"
	HolderInvite   HolderKind = "invite"
	HolderRecovery HolderKind = "recovery"
	// HolderCustodians are two who open together: a grant to the inner one,
	// sealed once more to the outer one. Neither alone opens anything.
	HolderCustodians HolderKind = "custodians"
)

// KeyGrant is the private half of a round key, sealed to one holder.
type KeyGrant struct {
	KeyID    int64      `gorm:"primaryKey"`
	Kind     HolderKind `gorm:"primaryKey"`
	HolderID string     `gorm:"primaryKey"` // staff id in decimal, invite id, the recovery recipient's id, or a CustodianPair
	Sealed   []byte
	By       int64 // the member who granted it, 0 for the system
	At       time.Time
}
