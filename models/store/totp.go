package store

import "heed/models"

// SetTOTPNext keeps a second factor that no code has confirmed yet.
func (tx *Tx) SetTOTPNext(id int64, sealed []byte) error {
	return tx.changeStaff(id, map[string]any{"totp_next": sealed})
}

// SetTOTP makes sealed the second factor; nil means none. step is that of the
// code just accepted.
func (tx *Tx) SetTOTP(id int64, sealed []byte, step int64) error {
	return tx.changeStaff(id, map[string]any{"totp": sealed, "totp_next": nil, "totp_step": step})
}

// UseTOTPStep notes the time step of an accepted code. It is KindNotFound when
// that step or a later one was used before: each code counts once, however many
// try it at the same time.
func (tx *Tx) UseTOTPStep(id, step int64) error {
	return one(tx.db.Model(&models.Staff{}).Where("id = ? AND totp_step < ?", id, step).Update("totp_step", step))
}
