package backoffice

import (
	"slices"
	"strings"

	"heed/models"
	"heed/models/quote"
	"heed/models/store"
	"heed/web/form"
)

// thread is the dialogue with the reporter of a tip, the oldest first.
type thread struct {
	Messages  []messageView
	Receipt   bool // somebody can come back for an answer
	Say       bool // the member may write
	Ask       bool // and may ask: the tip then waits for the answer
	Withdrawn bool // the reporter asked to withdraw
	Protect   bool // the reporter asked for protection
	Form      form.Form
	Once      string
}

// messageView is a message with what was written.
type messageView struct {
	models.Message
	Who     string // the member who wrote it; "" for the reporter
	New     bool   // nobody had read it before
	Locked  bool   // the member was granted no key that opens it
	Text    models.MessageText
	Files   []attached
	Reasons []string // message keys of what the mail parser noticed
}

// Said is the text; of a mail, what it quotes stands apart.
func (m *messageView) Said() []quote.Part { return saidIn(m.Text.Text, m.Mail > 0) }

// readThread loads the dialogue of a tip that the member may know of.
func (t *tipView) readThread(tx *store.Tx, me models.Member) error {
	rows, err := tx.Messages(t.ID)
	if err != nil {
		return err
	}
	for _, m := range rows {
		t.Thread.Messages = append(t.Thread.Messages, messageView{Message: m, Who: t.names.staff[m.ByID], New: m.Unread()})
		t.Thread.Withdrawn = t.Thread.Withdrawn || m.Kind == models.MessageWithdraw
		t.Thread.Protect = t.Thread.Protect || m.Kind == models.MessageProtect
	}
	_, err = tx.ReceiptOf(t.ID)
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	t.Thread.Receipt = err == nil
	t.Thread.Say = models.MayTake(models.EventAsk, me.RolesFor(t.TeamID))
	t.Thread.Ask = t.Thread.Say && t.State.Can(models.EventAsk)
	return err
}

// unsealThread opens the messages with the member's grants.
func (b *Backoffice) unsealThread(v *visit, t *tipView) error {
	for i := range t.Thread.Messages {
		m := &t.Thread.Messages[i]
		err := b.openText(v, m.KeyID, m.Data, &m.Text)
		if m.Locked = models.KindOf(err) == models.KindForbidden; m.Locked {
			continue
		}
		if err != nil {
			return err
		}
		m.Reasons = reasonKeys(m.Text.Reasons)
		for _, f := range m.Text.Files {
			f.Ord += m.FirstFile
			m.Files = append(m.Files, t.attach(f))
		}
	}
	return nil
}

// readTip opens a tip for a page that shows its dialogue: what was new in it is
// read with that. A message that the member cannot open stays unread.
func (b *Backoffice) readTip(v *visit, id int64) (*tipView, error) {
	t, err := b.openTip(v, id)
	if err != nil || t.Locked || t.Unread == 0 || slices.ContainsFunc(t.Thread.Messages, func(m messageView) bool { return m.New && m.Locked }) {
		return t, err
	}
	last := t.Thread.Messages[len(t.Thread.Messages)-1].ID
	return t, b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		if _, err := tx.Tip(v.me.Scope(), id); err != nil {
			return err
		}
		return tx.ReadMessages(id, last, v.me.ID)
	})
}

// words are all that the reporter wrote, which no outward text may repeat.
func (t *tipView) words() string {
	all := []string{t.Text.Subject, t.Text.Text}
	for _, m := range t.Thread.Messages {
		if m.Sender == models.FromReporter {
			all = append(all, m.Text.Subject, m.Text.Text)
		}
	}
	return strings.Join(all, "\n")
}

// fileOf is what the sealed texts of a tip say of an attachment.
func (t *tipView) fileOf(ord int) (models.FileNote, bool) {
	for _, f := range t.Text.Files {
		if f.Ord == ord {
			return f, true
		}
	}
	for _, m := range t.Thread.Messages {
		for _, f := range m.Files {
			if f.Ord == ord {
				return f.FileNote, true
			}
		}
	}
	return models.FileNote{}, false
}
