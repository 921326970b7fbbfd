package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// AskMailOrder asks a worker to do something with an account. While the same
// was asked and is not done, that order is given back and nothing is added. It
// is audited: mail.test or mail.sweep.
func (tx *Tx) AskMailOrder(account string, kind models.MailOrderKind, by int64) (models.MailOrder, error) {
	last, err := all[models.MailOrder](tx.db.Where("account = ? AND kind = ? AND done_at IS NULL", account, kind).Order("id DESC").Limit(1))
	if err != nil {
		return models.MailOrder{}, err
	}
	if len(last) > 0 && last[0].State(tx.now) != models.MailOrderLost {
		return last[0], nil
	}
	o := models.MailOrder{Account: account, Kind: kind, AskedBy: by, AskedAt: tx.now, Args: map[string]any{}}
	if err := tx.db.Create(&o).Error; err != nil {
		return o, err
	}
	tx.Audit(models.Audit{Actor: by, Origin: "backoffice", Action: "mail." + string(kind), Object: "mail_account:" + account})
	return o, nil
}

// OpenMailOrders are the orders that wait for a worker, the oldest first. It is
// cheap when there is none.
func (tx *Tx) OpenMailOrders() ([]models.MailOrder, error) {
	return all[models.MailOrder](tx.openMailOrders().Order("id"))
}

// CountMailOrders says how many orders wait for a worker.
func (tx *Tx) CountMailOrders() (n int64, err error) {
	err = tx.openMailOrders().Count(&n).Error
	return n, err
}

func (tx *Tx) openMailOrders() *gorm.DB {
	return tx.db.Model(&models.MailOrder{}).
		Where("done_at IS NULL AND taken_at IS NULL AND asked_at > ?", tx.now.Add(-models.MailOrderLife))
}

// TakeMailOrder gives an order to this worker alone; false when another one has
// it already.
func (tx *Tx) TakeMailOrder(id int64) (bool, error) {
	res := tx.db.Model(&models.MailOrder{}).Where("id = ? AND taken_at IS NULL", id).Update("taken_at", tx.now)
	return res.RowsAffected == 1, res.Error
}

// AnswerMailOrder says what came of an order, as a message.
func (tx *Tx) AnswerMailOrder(id int64, key string, args map[string]any) error {
	answer := models.MailOrder{DoneAt: &tx.now, Key: key, Args: args}
	return tx.db.Model(&models.MailOrder{}).Select("done_at", "key", "args").Where("id = ?", id).Updates(&answer).Error
}

// MailOrder is one order; KindNotFound when there is none.
func (tx *Tx) MailOrder(id int64) (models.MailOrder, error) {
	return first[models.MailOrder](tx.db.Where("id = ?", id))
}

// LastMailOrders are the latest orders of an account, one a kind.
func (tx *Tx) LastMailOrders(account string) ([]models.MailOrder, error) {
	return all[models.MailOrder](tx.db.
		Where("id IN (SELECT MAX(id) FROM mail_orders WHERE account = ? GROUP BY kind)", account).Order("kind"))
}
