package models

import "time"

// MessageSender says who wrote a message of the dialogue on a tip.
type MessageSender string

// The two sides of a dialogue. No person is named: the reporter may be
// anonymous, and to the reporter the office is the team.
const (
	FromReporter MessageSender = "reporter"
	FromOffice   MessageSender = "office"
)

// MessageKind says what a message is for.
type MessageKind string

// The kinds of message. The first two come from the office, the others from the
// reporter.
const (
	MessageQuestion MessageKind = "question" // the tip waits for the answer
	MessageReply    MessageKind = "reply"    // tells something, waits for nothing
	MessageAnswer   MessageKind = "answer"   // to a question that waits
	MessageFact     MessageKind = "fact"     // something new, unasked
	MessageWithdraw MessageKind = "withdraw" // the reporter wishes to withdraw
	MessageProtect  MessageKind = "protect"  // the reporter asks for protection
)

// MessageKinds lists the kinds.
func MessageKinds() []MessageKind {
	return []MessageKind{MessageQuestion, MessageReply, MessageAnswer, MessageFact, MessageWithdraw, MessageProtect}
}

// Valid says whether k is a known kind.
func (k MessageKind) Valid() bool { return known(k, MessageKinds()) }

// Key is the message key of the kind's name for staff.
func (k MessageKind) Key() string { return "message_kind." + string(k) }

// Sender says which side writes messages of this kind.
func (k MessageKind) Sender() MessageSender {
	if k == MessageQuestion || k == MessageReply {
		return FromOffice
	}
	return FromReporter
}

// Message is one message of a dialogue. Data is MessageText, sealed to the
// round's content key; Reply is the same text sealed to the reporter's own key,
// which only the receipt opens: a message of the office has it, one of the
// reporter never.
type Message struct {
	ID          int64
	TipID       int64
	TeamID      int64 // that had the tip then
	Sender      MessageSender
	Kind        MessageKind
	ByID        int64 // the member of staff who wrote it; 0 for the reporter
	At          time.Time
	KeyID       int64 // the content key that Data is sealed to
	Size        int64 // bytes of Data
	SHA256      []byte
	Data        []byte
	ReplySize   int64  // bytes of Reply
	ReplySHA256 []byte `gorm:"column:reply_sha256"`
	Reply       []byte
	FirstFile   int    // Envelope.Ord of its first file
	Files       int    // how many came with it, in a row
	Once        []byte // the sending: the same twice is one message
	Mail        int    // 1 + Envelope.Ord of the raw mail it came as; 0 when it came otherwise
	ReadBy      int64  // the member of staff who read it first; 0 while unread
	ReadAt      *time.Time
}

// HasFile says whether the attachment of the tip with that order came with the
// message.
func (m Message) HasFile(ord int) bool { return ord >= m.FirstFile && ord < m.FirstFile+m.Files }

// Unread says whether it waits for somebody of the office to read it.
func (m Message) Unread() bool { return m.Sender == FromReporter && m.ReadBy == 0 }

// MessageText is the sealed content of a message, version 1. The Ord of a file
// counts from the message's FirstFile. Subject, Reasons and Mail are of one that
// came by mail.
type MessageText struct {
	Version int        `json:"v"`
	Subject string     `json:"subject,omitempty"`
	Text    string     `json:"text"`
	Files   []FileNote `json:"files,omitempty"`
	Reasons []string   `json:"reasons,omitempty"` // what the mail parser noticed, as codes
	Mail    *MailNote  `json:"mail,omitempty"`
}
