package models

import "time"

// Tip is what the queue shows of a report: clear metadata only. What the
// reporter wrote is in sealed envelopes.
type Tip struct {
	ID         int64
	Number     string // register number, 巡察〔2026〕1-G1-0007
	RoundID    int64
	TeamID     int64
	UnitID     int64 // 0 while nobody knows which unit is meant
	Channel    Channel
	Category   Category
	State      TipState
	ReceivedAt time.Time // UTC
	ChangedAt  time.Time // UTC, of the last change of state
	AssigneeID int64     // 0 while nobody has it
	Clock      ClockID   // the clock that runs in this state; empty when closed
	DueOn      string    // its due date in the office's zone, YYYY-MM-DD; empty when closed
	TriageDue  string    // the due date of triage while the tip waits for others, who give it no new one; empty before and after
	Overdue    bool      // DueOn has passed; kept true to the day by store.MarkOverdue
	Named      bool      // an identity envelope or a raw mail exists
	Urgent     bool      // danger or retaliation flagged
	Files      int       // attachments
	Bytes      int64     // size of the attachments before sealing
	Unread     int       // messages of the reporter that nobody has read
	Lang       string    // the language the reporter used: zh or en
	Reason     string    // why it is quarantined: a code, never content
	Code       Code      // the disposition it was closed with; empty while open
	Body       BodyID    // where the reporter was told to turn; empty when nowhere
}

// Open says whether the tip still waits for an outcome.
func (t Tip) Open() bool { return !t.State.Done() }

// EnvelopeKind says what a sealed envelope holds and to which key it is sealed.
type EnvelopeKind string

// The kinds of envelope. Text, files and an unreadable mail are sealed to the
// round's content key; the reporter's name, contact and the raw mail, whose
// header names its sender, to the round's identity key.
const (
	EnvelopeText     EnvelopeKind = "text"     // TextEnvelope as JSON
	EnvelopeIdentity EnvelopeKind = "identity" // IdentityEnvelope as JSON
	EnvelopeFile     EnvelopeKind = "file"     // an attachment, byte-exact
	EnvelopeMail     EnvelopeKind = "mail"     // a raw mail, byte-exact, sealed to the identity key
	EnvelopeOpaque   EnvelopeKind = "opaque"   // a raw mail that could not be read, sealed to the content key
	EnvelopeOriginal EnvelopeKind = "original" // an attachment as it came, beside the cleaned file of the same ord, sealed to the identity key
)

// Envelope is a sealed thing that belongs to a tip: an age file, kept in the
// row when it is small and in the blob store when it is not.
type Envelope struct {
	ID     int64
	TipID  int64
	Kind   EnvelopeKind
	Ord    int    // order among those of its kind, from 0
	KeyID  int64  // the round key it is sealed to, or its bundle's secret is
	Size   int64  // bytes as sealed
	SHA256 []byte // of the sealed bytes
	Data   []byte // the sealed bytes, or nil when Blob names them
	Blob   string // random name in the blob store, or empty
	BlobAt int64  // where it begins in that blob, which may hold others; it is Size bytes long

	BundleID *int64  // the bundle under whose secret it is sealed; nil when it is sealed to the key itself
	Bundle   *Bundle `gorm:"-"` // that bundle, which whoever loads or makes an envelope sets; nil when there is none
}

// BundleSecret is the sealed secret that opens the envelope, or nil when the key
// itself does.
func (e Envelope) BundleSecret() []byte {
	if e.Bundle == nil {
		return nil
	}
	return e.Bundle.Sealed
}

// Bundle is what envelopes that were sealed together share: a random secret,
// sealed to one round key, under which each of them is sealed.
type Bundle struct {
	ID        int64
	KeyID     int64  // the round key that the secret is sealed to; that of its envelopes
	Sealed    []byte // age file over the secret
	SHA256    []byte // of Sealed
	CreatedAt time.Time
}

// TextEnvelope is the content of EnvelopeText, version 1. Later versions add
// fields and keep these.
type TextEnvelope struct {
	Version int        `json:"v"`
	Subject string     `json:"subject,omitempty"`
	Text    string     `json:"text"`
	Unit    string     `json:"unit,omitempty"` // as the reporter named it, when not picked
	Files   []FileNote `json:"files,omitempty"`
	Reasons []string   `json:"reasons,omitempty"` // what the mail parser noticed, as codes
	Mail    *MailNote  `json:"mail,omitempty"`    // of a tip by mail
}

// FileNote names an attachment inside the sealed text: its name is the
// reporter's word too.
type FileNote struct {
	Ord    int    `json:"ord"` // Envelope.Ord of the file
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hex, of the plain bytes

	Cleaning Cleaning `json:"cleaning,omitempty"`
	Removed  []string `json:"removed,omitempty"`  // what was taken out of the copy, as codes: place, time
	Original string   `json:"original,omitempty"` // hex SHA-256 of the file as it came, when it is kept beside
	Scan     *Scan    `json:"scan,omitempty"`     // what a virus scanner said of the file as it came; nil when there was none
}

// IdentityEnvelope is the content of EnvelopeIdentity, version 1. A tip by mail
// has none: its EnvelopeMail names the sender in the header.
type IdentityEnvelope struct {
	Version int    `json:"v"`
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
	Mail    string `json:"mail,omitempty"` // the sender of a mail
}

// ReceiptRow ties a receipt to its tip. Only the hash of the look-up id is
// stored; Recipient is the reporter's own public key.
type ReceiptRow struct {
	Hash      []byte `gorm:"primaryKey"`
	TipID     int64
	Recipient string
	At        time.Time
}

// TableName is the table of ReceiptRow.
func (ReceiptRow) TableName() string { return "receipts" }
