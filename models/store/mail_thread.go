package store

import (
	"bytes"

	"heed/models"

	"gorm.io/gorm/clause"
)

// MailRef is a mail by the names that package ref gives: its Message-ID's, and
// that of the Message-ID and a correspondent together.
type MailRef struct {
	Message []byte `gorm:"primaryKey"`
	Sender  []byte `gorm:"primaryKey"`
	TipID   int64  `gorm:"primaryKey;autoIncrement:false"`
}

// TableName is the table of MailRef.
func (MailRef) TableName() string { return "mail_refs" }

// AddMailRefs notes what the office sent about tips, so that an answer to it
// finds its tip. What is noted already stays.
func (tx *Tx) AddMailRefs(rows []MailRef) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, insertRows).Error
}

// MailRefs are the mails with these Message-IDs that tips came of or that were
// sent about tips, by name of the Message-ID.
func (tx *Tx) MailRefs(messages [][]byte) (map[string][]MailRef, error) {
	found := map[string][]MailRef{}
	err := chunks(messages, func(part [][]byte) error {
		sent, err := all[MailRef](tx.db.Where("message IN ?", part))
		if err != nil {
			return err
		}
		came, err := all[models.Ledger](tx.db.Select("message", "sender", "tip_id").Where("message IN ? AND tip_id <> 0", part).Order("id"))
		for _, r := range came {
			sent = append(sent, MailRef{r.Message, r.Sender, r.TipID})
		}
		for _, r := range sent {
			found[string(r.Message)] = append(found[string(r.Message)], r)
		}
		return err
	})
	return found, err
}

// MailNames are the digests of the mails that the ledger has under each of some
// Message-IDs, by name of the Message-ID: two of them are two mails that bear the
// same.
func (tx *Tx) MailNames(messages [][]byte) (map[string][][]byte, error) {
	found := map[string][][]byte{}
	err := chunks(messages, func(part [][]byte) error {
		rows, err := all[models.Ledger](tx.db.Select("message", "digest").Where("message IN ?", part).Order("id"))
		for _, r := range rows {
			found[string(r.Message)] = append(found[string(r.Message)], r.Digest)
		}
		return err
	})
	return found, err
}

// Joined is a mail that becomes a message of a tip.
type Joined struct {
	NewMessage               // with its Mail
	Ledger     models.Ledger // its row; Outcome and TipID are set here
	Lease      *models.Lease // as in NewTip
	Unread     int           // how many unread messages a tip may have before
}

// JoinMail stores a mail as a message of a tip's dialogue, with its files, its
// raw bytes and its ledger row. Done again after its answer was lost it is the
// message that it was. A row of the same message or of the same bytes that is
// there already is KindConflict, "error.ledger", a lease that somebody else has
// taken since "error.lease"; a tip with too many unread messages is KindLimited,
// "error.messages_wait". Each stores nothing.
func (tx *Tx) JoinMail(j Joined) (models.Message, error) {
	if j.Lease != nil {
		if err := tx.HoldLease(*j.Lease); err != nil {
			return models.Message{}, err
		}
	}
	tip, err := first[models.Tip](tx.store.dialect.forUpdate(tx.db.Where("id = ?", j.Message.TipID)))
	if err != nil {
		return models.Message{}, err
	}
	m, err := tx.joinedBefore(j)
	if models.KindOf(err) != models.KindNotFound {
		return m, err
	}
	if tip.Unread >= j.Unread {
		return m, models.Fail(models.KindLimited, "error.messages_wait")
	}
	j.Ledger.Outcome, j.Ledger.TipID, j.Ledger.At = models.LedgerJoined, tip.ID, tx.now
	if err := tx.insertTipLedger([]models.Ledger{j.Ledger}); err != nil {
		return m, err
	}
	return tx.AddMessage(j.NewMessage)
}

// joinedBefore is the message that exactly this mail is already; KindNotFound
// when it is none.
func (tx *Tx) joinedBefore(j Joined) (models.Message, error) {
	m, err := tx.messageOnce(j.Message.TipID, j.Message.Once)
	if err != nil {
		return m, err
	}
	l := j.Ledger
	rows, err := tx.MailRows(MailFolder{l.Account, l.Folder, l.UIDValidity}, []uint32{l.UID})
	if err != nil {
		return m, err
	}
	if len(rows) == 1 && rows[0].Outcome == models.LedgerJoined && bytes.Equal(rows[0].Digest, l.Digest) {
		return m, nil
	}
	return m, models.Fail(models.KindConflict, "error.ledger")
}
