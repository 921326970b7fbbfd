package store

import (
	"errors"

	"heed/models"

	"gorm.io/gorm"
)

// The settings that make an office. Whoever changes accounts, roles or keys
// locks the first of them, so that such changes happen one after another.
const (
	settingOffice   = "office.name"
	settingOfficeEn = "office.name_en"
	settingRecovery = "office.recovery"
)

// InsertOffice notes the office, once: a second time is KindConflict,
// "error.initialised".
func (tx *Tx) InsertOffice(o models.Office) error {
	rows := []setting{{settingOffice, o.Name}, {settingOfficeEn, o.NameEn}, {settingRecovery, o.Recovery}}
	err := tx.db.Create(&rows).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Wrap(models.KindConflict, "error.initialised", err)
	}
	return err
}

// Office is the office. Before `heed init` it is KindNotFound,
// "error.not_initialised".
func (tx *Tx) Office() (models.Office, error) {
	rows, err := all[setting](tx.db.Where("name IN ?", []string{settingOffice, settingOfficeEn, settingRecovery}))
	if err != nil {
		return models.Office{}, err
	}
	values := map[string]string{}
	for _, row := range rows {
		values[row.Name] = row.Value
	}
	if values[settingRecovery] == "" {
		return models.Office{}, models.Fail(models.KindNotFound, "error.not_initialised")
	}
	return models.Office{Name: values[settingOffice], NameEn: values[settingOfficeEn], Recovery: values[settingRecovery]}, nil
}

// LockKeys keeps every other change of accounts, roles and grants waiting until
// this transaction ends. Call it first. It fails as Office does.
func (tx *Tx) LockKeys() error {
	_, err := first[setting](tx.store.dialect.forUpdate(tx.db.Where("name = ?", settingOffice)))
	if models.KindOf(err) == models.KindNotFound {
		return models.Fail(models.KindNotFound, "error.not_initialised")
	}
	return err
}
