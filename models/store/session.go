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

// sessionView is a session and whose it is.
type sessionView struct {
	models.Staff `gorm:"embedded"`
	Session      models.Session `gorm:"embedded;embeddedPrefix:session_"`
}

// SessionMember is Session, with its member: their wrapped key is left out.
func (tx *Tx) SessionMember(id string) (models.Session, models.Member, error) {
	row, err := first[sessionView](tx.db.Table("sessions").
		Select("staff.id, login, name, recipient, totp, totp_next, totp_step, active, lang, staff.created_at, sessions.id AS session_id, "+
			"staff_id AS session_staff_id, sealed AS session_sealed, sessions.created_at AS session_created_at, "+
			"seen_at AS session_seen_at, expires_at AS session_expires_at").
		Joins("JOIN staff ON staff.id = staff_id").
		Where("sessions.id = ? AND seen_at > ? AND expires_at > ? AND active", id, tx.now.Add(-SessionIdle), tx.now))
	if err != nil {
		return models.Session{}, models.Member{}, err
	}
	roles, err := all[models.StaffRole](tx.db.Where("staff_id = ?", row.ID).Order("id"))
	return row.Session, models.Member{Staff: row.Staff, Roles: roles}, err
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
