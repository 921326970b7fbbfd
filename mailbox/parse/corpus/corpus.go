// Package corpus makes mails that are hard to read, each with what is in it, for
// the tests of the parser and of the sweep. No binary links it. Everything in it
// is made up, and made here: no mail of anybody's.
package corpus

import "slices"

// Mail is one difficult mail and all that must be read from it.
type Mail struct {
	Name    string   // what is difficult about it, unique
	Raw     string   // the mail, byte for byte
	Subject string   // in UTF-8, one line
	Text    string   // lines end in \n
	From    string   // the first sender's address; see Sender
	Names   []string // of the attachments, in order
	Types   []string // of the attachments, in order; nil is not compared
	Data    []string // of the attachments, in order
	Reasons []string // codes of what is wrong with it, in any order
	Auto    string   // the kind of machine that sent it
	Opaque  bool     // nothing can be understood
}

// Senders of mails that do not say otherwise, and of those that have none.
const (
	someone = "a@b.cn"
	nobody  = "-"
)

// Sender returns the address of the first sender; "" when there is none.
func (m Mail) Sender() string {
	switch m.From {
	case "":
		return someone
	case nobody:
		return ""
	}
	return m.From
}

// Mails returns the corpus. The order is always the same, and no name stands twice.
func Mails() []Mail {
	return slices.Concat(
		of("charset", charsetMails()), of("word", wordMails()), of("file name", paramMails()), of("transfer", transferMails()),
		of("multipart", multipartMails()), of("header", headerMails()), of("text", textMails()), of("nested", nestedMails()),
		of("winmail", winmailMails()), of("sealed", sealedMails()), of("PGP", armorMails()), of("uuencode", uuMails()),
		of("RTF", rtfMails()), of("calendar", calendarMails()), of("rare", rareMails()), of("large", largeMails()), of("edge", edgeMails()),
	)
}

// of names mails by what they are about.
func of(subject string, all []Mail) []Mail {
	for i := range all {
		all[i].Name = subject + ": " + all[i].Name
	}
	return all
}
