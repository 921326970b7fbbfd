package backoffice

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"unicode/utf8"

	"heed/models"
	"heed/models/seal"
	"heed/models/store"
	"heed/web/form"
)

// maxMessage is how long a message to a reporter may be, in characters.
const maxMessage = 3000

// say writes to the reporter of a tip: a question, for whose answer the tip then
// waits, or something to tell. A fault shows the tip again with what was typed.
func (b *Backoffice) say(v *visit) error {
	id, f, err := b.posted(v)
	if err != nil {
		return err
	}
	kind := models.MessageKind(f.Get("kind"))
	if !kind.Valid() || kind.Sender() != models.FromOffice {
		return models.Fail(models.KindInvalid, "error.malformed")
	}
	err = checkMessage(f.Get("text"))
	if err == nil {
		err = b.store.Write(v.UserContext(), func(tx *store.Tx) error { return say(tx, v.me, id, kind, f) })
	}
	if models.KindOf(err) == models.KindInvalid {
		return b.showTip(v, id, f, err)
	}
	if err != nil {
		return err
	}
	return v.to(b.still(v, id, f.Get("back")), "said")
}

func checkMessage(text string) error {
	var faults models.FieldErrors
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		faults.Add("text", "error.message_empty")
	case n > maxMessage:
		faults.Addf("text", "error.text_long", map[string]any{"max": maxMessage, "n": n})
	}
	return faults.Err()
}

// say seals a message to the reporter's own key, which only the receipt opens,
// and to the round's content key, so that the office can read it again.
func say(tx *store.Tx, me models.Member, id int64, kind models.MessageKind, f form.Values) error {
	t, err := tx.Tip(me.Scope(), id)
	if err != nil {
		return err
	}
	if !models.MayTake(models.EventAsk, me.RolesFor(t.TeamID)) {
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	s, err := newSealer(tx, t.RoundID)
	if err != nil {
		return err
	}
	m := models.Message{TipID: id, Kind: kind, ByID: me.ID, KeyID: s.keyID, Once: onceOf(f)}
	text := models.MessageText{Version: 1, Text: f.Get("text")}
	if m.Data, err = s.seal(text); err != nil {
		return err
	}
	if m.Reply, err = sealReply(tx, id, text); err != nil {
		return err
	}
	_, err = tx.AddMessage(store.NewMessage{Message: m, Origin: "backoffice"})
	return err
}

// sealReply seals a text to the reporter of a tip.
func sealReply(tx *store.Tx, tipID int64, text models.MessageText) ([]byte, error) {
	row, err := tx.ReceiptOf(tipID)
	if models.KindOf(err) == models.KindNotFound {
		return nil, models.Fail(models.KindConflict, "backoffice.error.no_receipt")
	}
	if err != nil {
		return nil, err
	}
	to, err := seal.ParseRecipient(row.Recipient)
	if err != nil {
		return nil, models.Internal(err)
	}
	plain, err := json.Marshal(text)
	if err != nil {
		return nil, models.Internal(err)
	}
	sealed, err := seal.Bytes(plain, to)
	return sealed, internal(err)
}

// onceOf tells one sending of the form from another: the button pressed twice is
// one message.
func onceOf(f form.Values) []byte {
	name := f.Get("once")
	if name == "" {
		name = rand.Text()
	}
	sum := sha256.Sum256([]byte(name + "\n" + f.Get("kind") + "\n" + f.Get("text")))
	return sum[:]
}
