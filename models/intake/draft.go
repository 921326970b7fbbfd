package intake

import (
	"strings"
	"time"
	"unicode/utf8"

	"heed/models"
	"heed/models/seal/receipt"
)

// Draft is a report before it is sealed. Zero fields mean "not said".
type Draft struct {
	Channel  models.Channel
	RoundID  int64 // 0 for the round that is open now
	TeamID   int64 // 0 for the unit's team, else the round's first
	UnitID   int64
	UnitText string // as the reporter named it, when it is not in the list
	Category models.Category
	Subject  string
	Text     string
	Name     string
	Contact  string
	Sender   string // address of a mail's sender
	Urgent   bool
	Lang     string

	ReceivedAt time.Time // now when zero
	Begun      time.Time // when the form was opened: what was begun before closing time is taken
	Files      []Staged
	RawMail    []byte   // the whole mail, sealed to the identity key
	Quarantine string   // why it could not be read, a code; the tip starts quarantined
	Opaque     []byte   // the mail that could not be read, sealed to the content key
	Reasons    []string // what the mail parser noticed, codes
	Aside      string   // why a mail is put aside in place of becoming a tip, a code; it is sealed the same
	Mail       *models.MailNote

	Receipt bool           // make a receipt
	Ledger  *models.Ledger // the message it came as
	Lease   *models.Lease  // under which it was fetched; when somebody else has the account now, it is refused
	Actor   int64          // the member of staff who registered it
	Origin  string         // portal, mailbox, backoffice
}

// Result is a stored tip, and its receipt if one was asked for; or what was put
// aside.
type Result struct {
	Tip     models.Tip
	Aside   int64 // models.Aside.ID; 0 for a tip
	Receipt receipt.Receipt
	Sealed  [32]byte // models.SealedHash of what was stored
}

const (
	staffTextMax = 10000
	unitTextMax  = 200
	nameMax      = 100
	contactMax   = 200
)

// untidy is what tidy replaces.
var untidy = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")

// tidy makes line ends and spaces what the rest of Heed expects, and drops
// NUL, which PostgreSQL cannot hold.
func (d *Draft) tidy() {
	for _, p := range []*string{&d.UnitText, &d.Subject, &d.Text, &d.Name, &d.Contact, &d.Sender} {
		if strings.ContainsRune(*p, '\r') || strings.ContainsRune(*p, 0) {
			*p = untidy.Replace(*p)
		}
		if !utf8.ValidString(*p) {
			*p = strings.ToValidUTF8(*p, "\uFFFD")
		}
		*p = strings.TrimSpace(*p)
	}
	if d.Category == "" && d.Channel == models.ChannelMail {
		d.Category = models.CategoryOther
	}
	if d.Lang != "en" {
		d.Lang = "zh"
	}
}

// check finds every fault of a draft at once.
func (d *Draft) check(l Limits, desk *Desk) error {
	var faults models.FieldErrors
	if !d.Channel.Valid() {
		faults.Add("channel", "error.channel")
	}
	if !d.Category.Valid() {
		faults.Add("category", "error.category")
	}
	if d.UnitID != 0 && !desk.hasUnit(d.UnitID) {
		faults.Add("unit", "error.unit")
	}
	d.checkText(l, &faults)
	d.checkLengths(&faults)
	d.checkFiles(l, desk, &faults)
	return faults.Err()
}

func (d *Draft) checkText(l Limits, faults *models.FieldErrors) {
	if d.Channel == models.ChannelMail {
		return
	}
	n, low, high := utf8.RuneCountInString(d.Text), l.TextMin, l.TextMax
	switch d.Channel {
	case models.ChannelPhone, models.ChannelLetter, models.ChannelBox, models.ChannelVisit:
		low, high = 1, staffTextMax
	case models.ChannelWeb, models.ChannelMail:
	}
	switch {
	case n == 0:
		faults.Add("text", "error.text_empty")
	case n < low:
		faults.Addf("text", "error.text_short", map[string]any{"min": low, "n": n})
	case n > high:
		faults.Addf("text", "error.text_long", map[string]any{"max": high, "n": n})
	}
}

func (d *Draft) checkLengths(faults *models.FieldErrors) {
	for _, f := range []struct {
		field, text string
		most        int
	}{{"unit", d.UnitText, unitTextMax}, {"name", d.Name, nameMax}, {"contact", d.Contact, contactMax}} {
		if utf8.RuneCountInString(f.text) > f.most {
			faults.Addf(f.field, "error.too_long", map[string]any{"max": f.most})
		}
	}
}

// checkFiles also refuses files that were sealed for another round, whose team
// could not open them: a form that lay open when the round changed.
func (d *Draft) checkFiles(l Limits, desk *Desk, faults *models.FieldErrors) {
	var total int64
	for _, f := range d.Files {
		total += f.Came
		if f.KeyID != desk.content.id {
			faults.Add("files", "error.files_gone")
			return
		}
	}
	if d.Channel == models.ChannelMail {
		return
	}
	if len(d.Files) > l.Files {
		faults.Addf("files", "error.files_many", map[string]any{"max": l.Files})
	}
	if total > l.AllBytes {
		faults.Addf("files", "error.files_large", map[string]any{"max": l.AllBytes >> 20})
	}
}
