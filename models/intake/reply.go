package intake

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/models/store"
)

// replyMax is how long a message of the dialogue may be, in characters.
const replyMax = 3000

// ReplyDraft is a message of a reporter before it is sealed.
type ReplyDraft struct {
	Receipt receipt.Receipt
	Kind    models.MessageKind // MessageFact, which answers a question that waits; MessageWithdraw; MessageProtect
	Text    string             // 1 to 3,000 characters; withdrawing and asking for protection need none
	Files   []Staged
	Once    string // names the form it came with: the same form sent again is the same message
}

// Reply is the only door for what a reporter adds to a report. It returns after
// the message is durable, in one transaction with its audit row and what it
// changes of the tip; it is sealed to the round's content key alone. A dialogue
// goes on after the closing time, whatever became of the report (DOMAIN rule 8).
// KindNotFound means that the receipt was never given out; FieldErrors name text
// and files.
func (i *Intake) Reply(ctx context.Context, d ReplyDraft) (models.Message, error) {
	tip, err := i.tipOf(ctx, d.Receipt)
	if err != nil {
		return models.Message{}, err
	}
	desk, err := i.Desk(ctx, tip.RoundID)
	if err != nil {
		return models.Message{}, err
	}
	d.Text = tidied(d.Text)
	if err := d.check(i.opts.Limits, desk, tip); err != nil {
		return models.Message{}, err
	}
	n, err := d.sealTo(desk, tip.ID)
	if err != nil {
		return models.Message{}, models.Internal(err)
	}
	return i.addMessage(ctx, func(tx *store.Tx) (models.Message, error) { return tx.AddMessage(n) })
}

func (i *Intake) tipOf(ctx context.Context, r receipt.Receipt) (tip models.Tip, err error) {
	hash := r.LookupHash()
	err = i.opts.Store.Read(ctx, func(tx *store.Tx) error {
		tip, err = tx.TipByReceipt(hash[:])
		return err
	})
	return tip, err
}

func tidied(text string) string {
	return strings.TrimSpace(strings.ToValidUTF8(untidy.Replace(text), "\uFFFD"))
}

// check finds every fault of a message at once.
func (d *ReplyDraft) check(l Limits, desk *Desk, tip models.Tip) error {
	if !d.Kind.Valid() || d.Kind.Sender() != models.FromReporter || d.Kind == models.MessageAnswer {
		return models.Fail(models.KindInvalid, "error.malformed")
	}
	if tip.Unread >= unreadMax {
		return models.Fail(models.KindConflict, "error.messages_wait")
	}
	var faults models.FieldErrors
	n := utf8.RuneCountInString(d.Text)
	switch {
	case n == 0 && d.Kind == models.MessageFact:
		faults.Add("text", "error.message_empty")
	case n > replyMax:
		faults.Addf("text", "error.text_long", map[string]any{"max": replyMax, "n": n})
	}
	files := Draft{Channel: models.ChannelWeb, Files: d.Files}
	files.checkFiles(l, desk, &faults)
	return faults.Err()
}

// sealTo makes the rows of a message.
func (d *ReplyDraft) sealTo(desk *Desk, tipID int64) (store.NewMessage, error) {
	n, err := newMessage(desk, tipID, d.Kind, models.MessageText{Text: d.Text}, d.Files)
	if err != nil {
		return n, err
	}
	n.Origin = "portal"
	n.Message.Once, err = d.once()
	return n, err
}

// once tells this sending from every other. It covers what was written as well,
// so that a form which was changed and sent again is a message of its own; what
// names the form is not stored, so that nobody can try words against it.
func (d *ReplyDraft) once() ([]byte, error) {
	if d.Once == "" {
		d.Once = rand.Text()
	}
	said := []any{d.Once, d.Kind, d.Text}
	for _, f := range d.Files {
		said = append(said, f.Name, f.Size, f.SHA256)
	}
	raw, err := json.Marshal(said)
	sum := sha256.Sum256(raw)
	return sum[:], err
}
