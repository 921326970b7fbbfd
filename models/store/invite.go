package store

import (
	"time"

	"heed/models"

	"gorm.io/gorm"
)

// InviteLife is how long a one-time link works.
const InviteLife = 72 * time.Hour

// InsertInvite keeps a one-time link of InviteLife.
func (tx *Tx) InsertInvite(i models.Invite) error {
	i.CreatedAt, i.ExpiresAt = tx.now, tx.now.Add(InviteLife)
	return tx.db.Create(&i).Error
}

// Invite is the one-time link of an id, if it can still be used. An unknown one
// is KindNotFound, a used or expired one KindGone.
func (tx *Tx) Invite(id string) (models.Invite, error) {
	i, err := first[models.Invite](tx.db.Where("id = ?", id))
	switch {
	case err != nil:
		return i, err
	case i.UsedAt != nil:
		return models.Invite{}, models.Fail(models.KindGone, "error.link_used")
	case !tx.now.Before(i.ExpiresAt):
		return models.Invite{}, models.Fail(models.KindGone, "error.link_expired")
	}
	return i, nil
}

// OpenInvites are the links that wait to be used.
func (tx *Tx) OpenInvites() ([]models.Invite, error) {
	return all[models.Invite](tx.db.Where("used_at IS NULL AND expires_at > ?", tx.now).Order("created_at"))
}

// UseInvite uses a link up, once: the second of two at the same time is
// KindGone. What it held is erased.
func (tx *Tx) UseInvite(id string) error {
	done := tx.db.Model(&models.Invite{}).
		Where("id = ? AND used_at IS NULL AND expires_at > ?", id, tx.now).
		Updates(map[string]any{"used_at": tx.now, "sealed": []byte{}})
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Fail(models.KindGone, "error.link_used")
	}
	if done.Error != nil {
		return done.Error
	}
	return tx.DeleteGrants(models.HolderInvite, id)
}

// RevokeInvites removes the unused links of an account, with their grants.
func (tx *Tx) RevokeInvites(staffID int64) error {
	return tx.removeInvites(tx.db.Where("staff_id = ? AND used_at IS NULL", staffID))
}

// SweepInvites removes what an expired link could still open. Its row stays, so
// that the visitor learns why it no longer works.
func (tx *Tx) SweepInvites() error {
	expired := tx.db.Where("used_at IS NULL AND expires_at <= ? AND length(sealed) > 0", tx.now)
	rows, err := all[models.Invite](expired)
	if err != nil {
		return err
	}
	for _, i := range rows {
		if err := tx.DeleteGrants(models.HolderInvite, i.ID); err != nil {
			return err
		}
		err := tx.db.Model(&models.Invite{}).Where("id = ?", i.ID).Update("sealed", []byte{}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) removeInvites(q *gorm.DB) error {
	rows, err := all[models.Invite](q)
	if err != nil {
		return err
	}
	for _, i := range rows {
		if err := tx.DeleteGrants(models.HolderInvite, i.ID); err != nil {
			return err
		}
		if err := tx.db.Where("id = ?", i.ID).Delete(&models.Invite{}).Error; err != nil {
			return err
		}
	}
	return nil
}
