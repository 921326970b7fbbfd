package intake

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"heed/models"
	"heed/models/store"
)

// followUpText is how many bytes of a mail's text are kept with its message. A
// longer text is a file of the message as well, whole.
const followUpText = 48 << 10

// reasonLongText and reasonFileLarge are codes of what a reader of a follow-up
// has to know: the text goes on in a file; an attachment is in the raw mail alone.
const (
	reasonLongText  = "long_text"
	reasonFileLarge = "attachment_too_large"
)

// MailFile is an attachment of a mail, not sealed yet.
type MailFile struct {
	Name, Type string // as the mail says
	Data       []byte
}

// FollowUpDraft is a mail that answers a tip, before it is sealed.
type FollowUpDraft struct {
	TipID      int64
	Subject    string
	Text       string
	Files      []MailFile
	RawMail    []byte   // the whole mail, sealed to the identity key of the tip's round
	Reasons    []string // what the mail parser noticed, codes
	Note       *models.MailNote
	ReceivedAt time.Time
	Ledger     models.Ledger // with Digest; Outcome and TipID are set by the store
	Lease      *models.Lease // as in Draft
}

// FollowUp is the only door by which a mail becomes a message of a tip. It
// returns after the message, its files, the raw mail and the ledger row are
// durable in one transaction; a mail that is in already is no second message. It
// takes follow-ups of any tip, whatever became of it and of its round (DOMAIN
// rule 8).
//
// KindLimited means that too many messages of the tip wait to be read,
// KindConflict error.ledger that the mail has another row already, error.lease
// that another worker has the account.
func (i *Intake) FollowUp(ctx context.Context, d FollowUpDraft) (models.Message, error) {
	desk, err := i.deskOfTip(ctx, d.TipID)
	if err != nil {
		return models.Message{}, err
	}
	d.tidy()
	files, err := i.stageFollowUp(ctx, desk, &d)
	if err != nil {
		return models.Message{}, err
	}
	j, err := i.sealFollowUp(ctx, desk, d, files)
	if err != nil {
		i.Discard(context.WithoutCancel(ctx), files)
		return models.Message{}, err
	}
	m, err := i.addMessage(ctx, func(tx *store.Tx) (models.Message, error) { return tx.JoinMail(j) })
	if err != nil && !errors.Is(err, store.ErrCommitUnknown) { // a blob of a message that may be in stays
		i.Discard(context.WithoutCancel(ctx), files)
	}
	return m, err
}

func (i *Intake) deskOfTip(ctx context.Context, tipID int64) (*Desk, error) {
	var tip models.Tip
	err := i.opts.Store.Read(ctx, func(tx *store.Tx) (err error) {
		tip, err = tx.Tip(models.Scope{All: true}, tipID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return i.Desk(ctx, tip.RoundID)
}

func (d *FollowUpDraft) tidy() {
	d.Subject, d.Text = tidied(d.Subject), tidied(d.Text)
	d.Reasons = slices.Clone(d.Reasons)
	if len(d.Text) <= followUpText {
		return
	}
	d.Files = append([]MailFile{{Name: "text.txt", Type: "text/plain", Data: []byte(d.Text)}}, d.Files...)
	d.Reasons = append(d.Reasons, reasonLongText)
	n := followUpText
	for !utf8.RuneStart(d.Text[n]) {
		n--
	}
	d.Text = strings.TrimSpace(d.Text[:n])
}

// stageFollowUp seals the attachments; an empty one has nothing to seal, and one
// that is too large is left to the raw mail.
func (i *Intake) stageFollowUp(ctx context.Context, desk *Desk, d *FollowUpDraft) (files []Staged, err error) {
	for _, f := range d.Files {
		if len(f.Data) == 0 {
			continue
		}
		s, err := i.StageMail(ctx, desk.Round.ID, f.Name, f.Type, f.Data)
		switch {
		case models.KindOf(err) == models.KindTooLarge:
			d.Reasons = append(d.Reasons, reasonFileLarge)
		case err != nil:
			i.Discard(context.WithoutCancel(ctx), files)
			return nil, err
		default:
			files = append(files, s)
		}
	}
	return files, nil
}

func (i *Intake) sealFollowUp(ctx context.Context, desk *Desk, d FollowUpDraft, files []Staged) (store.Joined, error) {
	text := models.MessageText{Subject: d.Subject, Text: d.Text, Reasons: d.Reasons, Mail: d.Note}
	n, err := newMessage(desk, d.TipID, models.MessageFact, text, files)
	if err != nil {
		return store.Joined{}, models.Internal(err)
	}
	raw, err := i.envelope(ctx, &Batch{}, models.EnvelopeMail, d.RawMail, desk.identity)
	if err != nil {
		return store.Joined{}, err
	}
	n.Mail, n.Origin, n.ReceivedAt = &raw, "mailbox", d.ReceivedAt
	n.Message.Once = d.Ledger.Digest
	return store.Joined{NewMessage: n, Ledger: d.Ledger, Lease: d.Lease, Unread: unreadMax}, nil
}
