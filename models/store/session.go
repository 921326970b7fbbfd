package store

import (
	"time"

	"heed/models"

	"gorm.io/gorm"
)

// How long a session lasts: without use, and at most.
const (
	SessionIdle = 30 * time.Minute
	SessionLife = 12 * time.Hour
)

// InsertSession begins a session of SessionLife.
func (tx *Tx) InsertSession(s models.Session) error {
	s.CreatedAt, s.SeenAt, s.ExpiresAt = tx.now, tx.now, tx.now.Add(SessionLife)
	return tx.db.Create(&s).Error
}

// Session is a session that still holds, of an account that is active;
// KindNotFound otherwise.
func (tx *Tx) Session(id string) (models.Session, error) {
	return first[models.Session](tx.liveSession(id).
		Where("staff_id IN (SELECT id FROM staff WHERE active)"))
}

// TouchSession notes that a session was used now. One that ended meanwhile
// stays ended: KindNotFound.
func (tx *Tx) TouchSession(id string) error {
	return one(tx.liveSession(id).Model(&models.Session{}).Update("seen_at", tx.now))
}

func (tx *Tx) liveSession(id string) *gorm.DB {
	return tx.db.Where("id = ? AND seen_at > ? AND expires_at > ?", id, tx.now.Add(-SessionIdle), tx.now)
}

// DeleteSession ends a session. One that is gone already is no error.
func (tx *Tx) DeleteSession(id string) error {
	return tx.db.Where("id = ?", id).Delete(&models.Session{}).Error
}

// DeleteSessions ends every session of an account but the one to keep ("" keeps
// none).
func (tx *Tx) DeleteSessions(staffID int64, keep string) error {
	return tx.db.Where("staff_id = ? AND id <> ?", staffID, keep).Delete(&models.Session{}).Error
}

// SweepSessions removes the sessions that ended by themselves.
func (tx *Tx) SweepSessions() error {
	return tx.db.Where("seen_at <= ? OR expires_at <= ?", tx.now.Add(-SessionIdle), tx.now).
		Delete(&models.Session{}).Error
}
