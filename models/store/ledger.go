package store

import (
	"errors"

	"heed/models"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// MailFolder names the messages of one folder as long as its server numbers
// them alike: a new UIDVALIDITY is a new set of messages.
type MailFolder struct {
	Account     string
	Folder      string
	UIDValidity uint32
}

// ledgerChunk keeps a statement's parameters under what SQLite takes.
const ledgerChunk = 500

// ledgerGivesWay lets a row that waits to be tried again be replaced, or that of a
// message that vanished and is there again, and no other: the first to record a
// message is the only one (P2).
func ledgerGivesWay(columns ...string) clause.OnConflict {
	return clause.OnConflict{
		Columns:   []clause.Column{{Name: "account"}, {Name: "folder"}, {Name: "uidvalidity"}, {Name: "uid"}},
		DoUpdates: clause.AssignmentColumns(columns),
		Where: clause.Where{Exprs: []clause.Expression{
			clause.IN{Column: "mail_ledger.outcome", Values: []any{models.LedgerRetry, models.LedgerVanished}},
		}},
	}
}

// RecordMail stores what became of messages that made no tip, at the
// transaction's instant. A row that waits to be tried again gives way, or that of
// a message that vanished; a message that has another outcome already keeps it,
// which is no error. What was put aside and has been taken as a tip since is its
// duplicate, in the rows given too.
func (tx *Tx) RecordMail(rows []models.Ledger) error {
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		rows[i].At = tx.now
	}
	if err := tx.takeLedgerTurn(); err != nil {
		return err
	}
	if err := tx.followAsides(rows); err != nil {
		return err
	}
	columns := []string{"outcome", "tip_id", "digest", "reason", "message", "sender", "aside_id", "tries", "at", "moved_at"}
	return tx.db.Clauses(ledgerGivesWay(columns...)).CreateInBatches(rows, insertRows).Error
}

func (tx *Tx) mailIn(f MailFolder) *gorm.DB {
	return tx.db.Model(&models.Ledger{}).Where("account = ? AND folder = ? AND uidvalidity = ?", f.Account, f.Folder, f.UIDValidity)
}

// MailRows are the rows of some messages of a folder, in the order of UIDs.
func (tx *Tx) MailRows(f MailFolder, uids []uint32) ([]models.Ledger, error) {
	var out []models.Ledger
	err := chunks(uids, func(part []uint32) error {
		rows, err := all[models.Ledger](tx.mailIn(f).Where("uid IN ?", part).Order("uid"))
		out = append(out, rows...)
		return err
	})
	return out, err
}

// OpenMail is what is known of messages that have not left the folder, under any
// UIDVALIDITY: they are to be moved, or to be tried again. In the order of UIDs;
// of each row only UIDVALIDITY, UID, outcome, tries and its time, for a folder
// that nothing can be moved out of has as many as it has messages.
func (tx *Tx) OpenMail(account, folder string) (open []models.Ledger, err error) {
	q := tx.db.Model(&models.Ledger{}).Select("uidvalidity, uid, outcome, tries, at").
		Where("account = ? AND folder = ? AND moved_at IS NULL", account, folder).Order("uidvalidity, uid")
	err = eachRow(q, func(scan func(...any) error) error {
		var r models.Ledger
		err := scan(&r.UIDValidity, &r.UID, &r.Outcome, &r.Tries, &r.At)
		open = append(open, r)
		return err
	})
	return open, err
}

// DoneMail are the UIDs from first to last that are recorded and moved. They
// are still in the folder where the server cannot take them out. What vanished is
// never done: when it is listed, it is there.
func (tx *Tx) DoneMail(f MailFolder, first, last uint32) (uids []uint32, err error) {
	q := tx.mailIn(f).Select("uid").Where("uid BETWEEN ? AND ? AND moved_at IS NOT NULL AND outcome <> ?", first, last, models.LedgerVanished).Order("uid")
	err = eachRow(q, func(scan func(...any) error) error {
		var uid uint32
		err := scan(&uid)
		uids = append(uids, uid)
		return err
	})
	return uids, err
}

// eachRow scans a query's rows without a look at what they are of, for those who
// read a hundred thousand.
func eachRow(q *gorm.DB, fn func(scan func(...any) error) error) (err error) {
	rows, err := q.Rows()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() && err == nil {
		err = fn(rows.Scan)
	}
	return errors.Join(err, rows.Err())
}

// MailMoved notes that messages have left the folder.
func (tx *Tx) MailMoved(f MailFolder, uids []uint32) error {
	return chunks(uids, func(part []uint32) error {
		return tx.mailIn(f).Where("uid IN ? AND moved_at IS NULL", part).Update("moved_at", tx.now).Error
	})
}

// MailRenumbered closes the rows of a folder that are open under another
// UIDVALIDITY: no message bears those numbers any more, and the same messages
// are listed under new ones. What waited to be tried again has vanished.
func (tx *Tx) MailRenumbered(f MailFolder) error {
	old := func() *gorm.DB {
		return tx.db.Model(&models.Ledger{}).
			Where("account = ? AND folder = ? AND uidvalidity <> ? AND moved_at IS NULL", f.Account, f.Folder, f.UIDValidity)
	}
	err := old().Where("outcome = ?", models.LedgerRetry).
		Updates(map[string]any{"outcome": models.LedgerVanished, "reason": "renumbered", "at": tx.now}).Error
	if err != nil {
		return err
	}
	return old().Update("moved_at", tx.now).Error
}

// TipsByDigest finds the tips that hold exactly the messages with these digests,
// as tips of their own or in their dialogue, by digest.
func (tx *Tx) TipsByDigest(digests [][]byte) (map[string]int64, error) {
	found := map[string]int64{}
	err := chunks(digests, func(part [][]byte) error {
		rows, err := all[models.Ledger](tx.db.Select("digest", "tip_id").
			Where("digest IN ? AND outcome IN ('tip', 'quarantined', 'joined')", part)) // literals, as the index has them
		for _, r := range rows {
			found[string(r.Digest)] = r.TipID
		}
		return err
	})
	return found, err
}

// MailLedger is a page of an account's rows in the order they were recorded:
// those after a row's id, at most limit.
func (tx *Tx) MailLedger(account string, after int64, limit int) ([]models.Ledger, error) {
	return all[models.Ledger](tx.db.Where("account = ? AND id > ?", account, after).Order("id").Limit(limit))
}

func chunks[T any](list []T, fn func([]T) error) error {
	for len(list) > 0 {
		n := min(len(list), ledgerChunk)
		if err := fn(list[:n:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}
