package store

import (
	"heed/models"

	"gorm.io/gorm"
)

// Member is an account with its roles, whether it is active or not;
// KindNotFound when there is none. Its wrapped key is left out.
func (tx *Tx) Member(id int64) (models.Member, error) {
	return tx.member(tx.db.Omit("wrapped").Where("id = ?", id))
}

// SignInMember is the active account of a login, with the wrapped key that
// signing in opens; KindNotFound when nobody can sign in by that login.
func (tx *Tx) SignInMember(login string) (models.Member, error) {
	return tx.member(tx.db.Where("login = ? AND active AND wrapped IS NOT NULL", login))
}

// MemberByLogin is Member by login.
func (tx *Tx) MemberByLogin(login string) (models.Member, error) {
	return tx.member(tx.db.Omit("wrapped").Where("login = ?", login))
}

func (tx *Tx) member(q *gorm.DB) (models.Member, error) {
	staff, err := first[models.Staff](q)
	if err != nil {
		return models.Member{}, err
	}
	roles, err := all[models.StaffRole](tx.db.Where("staff_id = ?", staff.ID).Order("id"))
	return models.Member{Staff: staff, Roles: roles}, err
}

// Members are all accounts by login, with their roles and without their wrapped
// keys.
func (tx *Tx) Members() ([]models.Member, error) {
	staff, err := all[models.Staff](tx.db.Omit("wrapped").Order("login"))
	if err != nil {
		return nil, err
	}
	roles, err := all[models.StaffRole](tx.db.Order("id"))
	if err != nil {
		return nil, err
	}
	of := map[int64][]models.StaffRole{}
	for _, r := range roles {
		of[r.StaffID] = append(of[r.StaffID], r)
	}
	members := make([]models.Member, len(staff))
	for i, s := range staff {
		members[i] = models.Member{Staff: s, Roles: of[s.ID]}
	}
	return members, nil
}

// InsertStaff makes an account and gives it its id. A login that is taken is
// KindConflict.
func (tx *Tx) InsertStaff(s *models.Staff) error {
	s.CreatedAt = tx.now
	return tx.db.Create(s).Error
}

// SetRoles replaces the roles of an account.
func (tx *Tx) SetRoles(staffID int64, roles []models.StaffRole) error {
	if err := tx.db.Where("staff_id = ?", staffID).Delete(&models.StaffRole{}).Error; err != nil {
		return err
	}
	rows := make([]models.StaffRole, len(roles))
	for i, r := range roles {
		rows[i] = models.StaffRole{StaffID: staffID, Role: r.Role, TeamID: r.TeamID}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.db.Create(&rows).Error
}

// SetStaffKey gives an account a new key and makes it active. The second factor
// goes, because it was sealed to the old key.
func (tx *Tx) SetStaffKey(id int64, recipient string, wrapped []byte) error {
	return tx.changeStaff(id, map[string]any{
		"recipient": recipient, "wrapped": wrapped, "active": true, "totp": nil, "totp_next": nil, "totp_step": 0,
	})
}

// SetWrapped puts the same key under another passphrase.
func (tx *Tx) SetWrapped(id int64, wrapped []byte) error {
	return tx.changeStaff(id, map[string]any{"wrapped": wrapped})
}

// DeactivateStaff ends an account and erases its wrapped key and second factor.
// The row stays: the audit log names it.
func (tx *Tx) DeactivateStaff(id int64) error {
	return tx.changeStaff(id, map[string]any{
		"active": false, "recipient": "", "wrapped": nil, "totp": nil, "totp_next": nil,
	})
}

// SetLang notes which language a member reads.
func (tx *Tx) SetLang(id int64, lang string) error {
	return tx.changeStaff(id, map[string]any{"lang": lang})
}

func (tx *Tx) changeStaff(id int64, columns map[string]any) error {
	return one(tx.db.Model(&models.Staff{}).Where("id = ?", id).Updates(columns))
}

// one says that exactly one row was changed; none is KindNotFound.
func one(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	return done.Error
}
