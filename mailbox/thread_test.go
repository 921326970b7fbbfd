package mailbox

import (
	"encoding/json"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// wrote is a mail with a Message-ID, a sender, a text and further header lines.
func wrote(id, from, text string, lines ...string) []byte {
	head := append([]string{"From: " + from, "Message-ID: <" + id + ">", "Content-Type: text/plain; charset=utf-8"}, lines...)
	return []byte(strings.Join(head, "\r\n") + "\r\n\r\n" + text + "\r\n")
}

const li = "Li <li@example.org>"

func answering(ids ...string) string { return "In-Reply-To: <" + strings.Join(ids, "> <") + ">" }

// thread is what was written to a tip after it, as those who read it see it.
func (o *office) thread(t *testing.T, tip int64) (texts []models.MessageText) {
	t.Helper()
	for _, m := range o.messages(t, tip) {
		var text models.MessageText
		plain, err := open.Bytes(m.Data, o.round.Content)
		if err == nil {
			err = json.Unmarshal(plain, &text)
		}
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

func (o *office) messages(t *testing.T, tip int64) (all []models.Message) {
	t.Helper()
	if err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Messages(tip)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// said are the texts of a thread.
func (o *office) said(t *testing.T, tip int64) string {
	t.Helper()
	var all []string
	for _, m := range o.thread(t, tip) {
		all = append(all, m.Text)
	}
	return strings.Join(all, " | ")
}

// sound fails the test when something that Check looks at does not hold.
func (o *office) sound(t *testing.T) {
	t.Helper()
	lines, err := o.store.Check(t.Context(), store.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if !l.OK {
			t.Errorf("%+v", l)
		}
	}
}

// closed takes a tip to its end.
func (o *office) closed(t *testing.T, tip int64) {
	t.Helper()
	if err := o.store.Write(t.Context(), func(tx *store.Tx) error {
		for _, event := range []models.TipEvent{
			models.EventRegister, models.EventScreen, models.EventAssign, models.EventReview, models.EventPropose, models.EventApprove, models.EventClose, models.EventArchive,
		} {
			end := func(t *models.Tip) { t.Code = models.NoAction }
			if _, err := tx.MoveTip(tip, event, store.Step{Origin: "backoffice", Change: end}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
