package store

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"time"

	"heed/models"
)

// NewMessage is a message of a tip's dialogue as it enters.
type NewMessage struct {
	Message models.Message    // TipID, Kind, ByID, KeyID, Data, Reply, Once; the rest is set here
	Files   []models.Envelope // its attachments, Ord from 0
	Bytes   int64             // their size before sealing
	Origin  string

	Mail       *models.Envelope // the raw mail that it came as, sealed to the identity key; nil for none
	ReceivedAt time.Time        // when it came, if that was before now
}

// AddMessage stores a message with its files, its audit row and what it changes
// of the tip: a question makes the tip wait for the reporter, whatever the
// reporter writes ends that waiting and counts as unread, and a request for
// protection makes the tip urgent, also one that was closed. A message with the
// Once of an earlier one is that one: nothing is stored, and the earlier is
// given back. A question that the tip's state does not allow is KindConflict.
func (tx *Tx) AddMessage(n NewMessage) (models.Message, error) {
	m := n.Message
	tip, err := first[models.Tip](tx.store.dialect.forUpdate(tx.db.Where("id = ?", m.TipID)))
	if err != nil {
		return m, err
	}
	if known, err := tx.messageOnce(m.TipID, m.Once); models.KindOf(err) != models.KindNotFound {
		return known, err
	}
	m.ID, m.At, m.TeamID, m.Sender = 0, n.cameAt(tx.now), tip.TeamID, m.Kind.Sender()
	m.Size, m.SHA256 = sealedSum(m.Data)
	m.ReplySize, m.ReplySHA256 = sealedSum(m.Reply)
	if m.Kind == models.MessageFact && tip.State.Can(models.EventAnswered) {
		m.Kind = models.MessageAnswer
	}
	if m.Reply == nil {
		m.Reply = []byte{}
	}
	if m.FirstFile, err = tx.nextFile(m.TipID); err != nil {
		return m, err
	}
	m.Files = n.attached()
	if n.Mail != nil {
		if m.Mail, err = tx.nextMail(m.TipID); err != nil {
			return m, err
		}
	}
	if err := createAll(tx, n.placed(m)); err != nil {
		return m, err
	}
	if err := tx.db.Create(&m).Error; err != nil {
		return m, err
	}
	return m, tx.turnTip(tip, m, n)
}

func sealedSum(data []byte) (int64, []byte) {
	sum := sha256.Sum256(data)
	return int64(len(data)), sum[:]
}

// messageOnce is the message of one sending; KindNotFound when it is new.
func (tx *Tx) messageOnce(tipID int64, once []byte) (models.Message, error) {
	return first[models.Message](tx.db.Where("tip_id = ? AND once = ?", tipID, once))
}

// nextFile is the Ord behind the attachments that a tip has.
func (tx *Tx) nextFile(tipID int64) (next int, err error) {
	err = tx.db.Model(&models.Envelope{}).Where("tip_id = ? AND kind = ?", tipID, models.EnvelopeFile).
		Select("COALESCE(MAX(ord) + 1, 0)").Scan(&next).Error
	return next, err
}

// nextMail is the number behind those of the raw mails that a tip has, from 1.
func (tx *Tx) nextMail(tipID int64) (next int, err error) {
	err = tx.db.Model(&models.Envelope{}).Where("tip_id = ? AND kind = ?", tipID, models.EnvelopeMail).
		Select("COALESCE(MAX(ord) + 2, 1)").Scan(&next).Error
	return next, err
}

// cameAt is when a message came: now, unless it lay in a mailbox before.
func (n NewMessage) cameAt(now time.Time) time.Time {
	if n.ReceivedAt.IsZero() || n.ReceivedAt.After(now) {
		return now
	}
	return n.ReceivedAt.UTC()
}

// turnTip changes the tip by a message that was stored.
func (tx *Tx) turnTip(tip models.Tip, m models.Message, n NewMessage) error {
	step := Step{Actor: m.ByID, Origin: n.Origin, Action: "message." + string(m.Kind), Object: messageObject(m.ID)}
	step.Note = sealedNote(m, sealedOf(m, n.placed(m)))
	step.Change = func(t *models.Tip) {
		t.Files, t.Bytes = t.Files+m.Files, t.Bytes+n.Bytes
		t.Urgent = t.Urgent || m.Kind == models.MessageProtect
		t.Named = t.Named || m.Mail > 0 // its header names the sender
		if m.Unread() {
			t.Unread++
		}
	}
	event := messageEvent(tip.State, m.Kind)
	if event == "" {
		_, err := tx.ChangeTip(tip.ID, step)
		return err
	}
	_, err := tx.MoveTip(tip.ID, event, step)
	return err
}

// messageEvent is the step that a message takes with a tip; "" for none. Danger
// has a clock whatever became of the report, so a request for protection takes
// up again what was closed.
func messageEvent(s models.TipState, k models.MessageKind) models.TipEvent {
	switch {
	case k == models.MessageQuestion:
		return models.EventAsk
	case k.Sender() == models.FromReporter && s.Can(models.EventAnswered):
		return models.EventAnswered
	case k == models.MessageProtect && s.Can(models.EventReopen):
		return models.EventReopen
	}
	return ""
}

// attached is how many attachments the files are: a working copy and its
// original are one.
func (n NewMessage) attached() (count int) {
	for _, e := range n.Files {
		if e.Kind == models.EnvelopeFile {
			count++
		}
	}
	return count
}

// placed are the files, and the raw mail, as they stand behind those of the tip.
func (n NewMessage) placed(m models.Message) []models.Envelope {
	rows := slices.Clone(n.Files)
	for i := range rows {
		rows[i].TipID, rows[i].Ord = m.TipID, rows[i].Ord+m.FirstFile
	}
	if n.Mail != nil {
		raw := *n.Mail
		raw.TipID, raw.Kind, raw.Ord = m.TipID, models.EnvelopeMail, m.Mail-1
		rows = append(rows, raw)
	}
	return rows
}

// sealedOf are those of a list of envelopes that came with a message: its
// attachments and the raw mail that it was.
func sealedOf(m models.Message, list []models.Envelope) (own []models.Envelope) {
	for _, e := range list {
		file := e.Kind == models.EnvelopeFile && m.HasFile(e.Ord)
		raw := e.Kind == models.EnvelopeMail && e.Ord == m.Mail-1
		if e.TipID == m.TipID && (file || raw) {
			own = append(own, e)
		}
	}
	return own
}

// sealedNote is what the audit row of a message says of what was sealed, so that
// the chain covers it.
func sealedNote(m models.Message, own []models.Envelope) string {
	parts := []models.Envelope{{Kind: "message", SHA256: m.SHA256}, {Kind: "reply", SHA256: m.ReplySHA256}}
	return models.SealedObject(append(parts, own...))
}

func messageObject(id int64) string { return "message:" + strconv.FormatInt(id, 10) }

// Messages are the dialogue on a tip, the oldest first. The caller knows that
// whoever asks may know of the tip.
func (tx *Tx) Messages(tipID int64) ([]models.Message, error) {
	return all[models.Message](tx.db.Where("tip_id = ?", tipID).Order("id"))
}

// ReadMessages marks the reporter's messages up to one as read by a member, and
// audits it. None that is unread is no error and leaves no row.
func (tx *Tx) ReadMessages(tipID, upTo, staffID int64) error {
	if _, err := first[models.Tip](tx.store.dialect.forUpdate(tx.db.Where("id = ?", tipID))); err != nil {
		return err
	}
	read := tx.db.Model(&models.Message{}).Where("tip_id = ? AND id <= ? AND sender = ? AND read_by = 0", tipID, upTo, models.FromReporter).
		Updates(map[string]any{"read_by": staffID, "read_at": tx.now})
	if read.Error != nil || read.RowsAffected == 0 {
		return read.Error
	}
	_, err := tx.ChangeTip(tipID, Step{
		Actor: staffID, Origin: "backoffice", Action: "message.read", Object: messageObject(upTo),
		Change: func(t *models.Tip) { t.Unread -= int(read.RowsAffected) },
	})
	return err
}

// ReceiptOf is the receipt of a tip, by which replies reach its reporter;
// KindNotFound when nobody was given one.
func (tx *Tx) ReceiptOf(tipID int64) (models.ReceiptRow, error) {
	return first[models.ReceiptRow](tx.db.Where("tip_id = ?", tipID))
}
