package store

import (
	"time"

	"heed/models"

	"gorm.io/gorm/clause"
)

// TakeLease gives an account to a holder for some time, if nobody has it now;
// otherwise it is KindConflict with the key error.lease. Its fence is higher
// than that of every earlier holder.
func (tx *Tx) TakeLease(account, holder string, length time.Duration) (models.Lease, error) {
	res := tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "account"}},
		DoUpdates: clause.Set{
			{Column: clause.Column{Name: "holder"}, Value: holder},
			{Column: clause.Column{Name: "fence"}, Value: clause.Expr{SQL: "mail_leases.fence + 1"}},
			{Column: clause.Column{Name: "until"}, Value: tx.now.Add(length)},
		},
		Where: clause.Where{Exprs: []clause.Expression{clause.Lte{Column: "mail_leases.until", Value: tx.now}}},
	}).Create(&models.Lease{Account: account, Holder: holder, Fence: 1, Until: tx.now.Add(length)})
	if res.Error != nil {
		return models.Lease{}, res.Error
	}
	if res.RowsAffected == 0 {
		return models.Lease{}, models.Fail(models.KindConflict, "error.lease")
	}
	return first[models.Lease](tx.db.Where("account = ?", account))
}

// RenewLease keeps an account for some time from now. It is KindConflict with
// the key error.lease when somebody else has taken it since.
func (tx *Tx) RenewLease(l models.Lease, length time.Duration) error {
	return tx.setLease(l, tx.now.Add(length))
}

// DropLease lets the next one have the account at once. It is KindConflict when
// somebody else has taken it already.
func (tx *Tx) DropLease(l models.Lease) error { return tx.setLease(l, tx.now) }

func (tx *Tx) setLease(l models.Lease, until time.Time) error {
	res := tx.db.Model(&models.Lease{}).
		Where("account = ? AND holder = ? AND fence = ?", l.Account, l.Holder, l.Fence).Update("until", until)
	if res.Error == nil && res.RowsAffected == 0 {
		return models.Fail(models.KindConflict, "error.lease")
	}
	return res.Error
}

// HoldLease is KindConflict with the key error.lease when somebody else has taken
// the account since. As long as a transaction that writes lasts nobody can: what
// it writes, the holder wrote. That the time of a lease is up is no matter while nobody wants
// the account.
func (tx *Tx) HoldLease(l models.Lease) error {
	q := tx.db.Select("fence").Where("account = ? AND holder = ? AND fence = ?", l.Account, l.Holder, l.Fence)
	if tx.writing {
		q = tx.store.dialect.forShare(q)
	}
	_, err := first[models.Lease](q)
	if models.KindOf(err) == models.KindNotFound {
		return models.Fail(models.KindConflict, "error.lease")
	}
	return err
}

// holdLeases is HoldLease for every lease that tips come under, each once.
func (tx *Tx) holdLeases(in []NewTip) error {
	held := map[models.Lease]bool{}
	for _, n := range in {
		if n.Lease == nil || held[*n.Lease] {
			continue
		}
		if err := tx.HoldLease(*n.Lease); err != nil {
			return err
		}
		held[*n.Lease] = true
	}
	return nil
}
