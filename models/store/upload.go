package store

import "heed/models"

// BeginUpload notes a file that is on its way, within the bounds: one file too
// many is KindTooLarge error.files_many, too much together KindTooLarge
// error.files_large, and KindUnavailable error.uploads_full when too much is on
// its way from everybody. Two at once cannot both take the last place. A slot that
// was begun before, by a request whose answer was lost, is begun anew: replaced is
// the id of the upload that had it, or "".
func (tx *Tx) BeginUpload(u models.Upload, b models.UploadBounds) (replaced string, err error) {
	if _, err := tx.lockHead(); err != nil {
		return "", err
	}
	err = tx.db.Model(&models.Upload{}).Where("form = ? AND slot = ?", u.Form, u.Slot).Select("COALESCE(MAX(id), '')").Scan(&replaced).Error
	if err != nil {
		return "", err
	}
	if err := tx.DropUpload(replaced); err != nil {
		return "", err
	}
	if err := tx.withinBounds(u, b); err != nil {
		return "", err
	}
	u.Result = []byte{}
	return replaced, tx.db.Create(&u).Error
}

func (tx *Tx) withinBounds(u models.Upload, b models.UploadBounds) error {
	form, err := tx.uploads("form = ?", u.Form)
	if err != nil {
		return err
	}
	all, err := tx.uploads("length(result) = 0")
	switch {
	case err != nil:
		return err
	case form.N >= int64(b.Files):
		return filesFault("error.files_many", int64(b.Files))
	case form.Bytes+u.Size > b.FormBytes:
		return filesFault("error.files_large", b.FormBytes>>20)
	case all.Bytes+u.Size > b.Bytes:
		return &models.Error{Kind: models.KindUnavailable, Key: "error.uploads_full", Field: "files"}
	}
	return nil
}

// uploadSum is what is on its way.
type uploadSum struct{ N, Bytes int64 }

func (tx *Tx) uploads(which string, args ...any) (sum uploadSum, err error) {
	err = tx.db.Model(&models.Upload{}).Select("COUNT(*) AS n, COALESCE(SUM(size), 0) AS bytes").
		Where("expires_at > ?", tx.now).Where(which, args...).Scan(&sum).Error
	return sum, err
}

func filesFault(key string, most int64) error {
	return &models.Error{Kind: models.KindTooLarge, Key: key, Field: "files", Args: map[string]any{"max": most}}
}

// Upload is one that has not expired; KindNotFound when there is none.
func (tx *Tx) Upload(id string) (models.Upload, error) {
	return first[models.Upload](tx.db.Where("id = ? AND expires_at > ?", id, tx.now))
}

// EndUpload keeps what became of a file, once: false when somebody else has said
// so before, or the upload is gone.
func (tx *Tx) EndUpload(id string, result []byte) (bool, error) {
	done := tx.db.Model(&models.Upload{}).Where("id = ? AND length(result) = 0", id).Update("result", result)
	return done.RowsAffected == 1, done.Error
}

// ExpiredUploads are the ids of some whose time is over.
func (tx *Tx) ExpiredUploads(limit int) (ids []string, err error) {
	err = tx.db.Model(&models.Upload{}).Where("expires_at <= ?", tx.now).Order("expires_at").Limit(limit).Pluck("id", &ids).Error
	return ids, err
}

// DropUpload forgets one; one that is not there is no error.
func (tx *Tx) DropUpload(id string) error {
	return tx.db.Where("id = ?", id).Delete(&models.Upload{}).Error
}
