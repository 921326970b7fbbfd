package store

import (
	"strconv"

	"gorm.io/gorm/clause"

	"heed/models"
)

// SaveNotice stores the notice of a round in place of the one before, with all
// its languages. The audit row says whether the public sees it. The standing
// round has no closing time and no notice: KindNotFound.
func (tx *Tx) SaveNotice(n models.Notice, by int64) error {
	round, err := tx.Round(n.RoundID)
	if err == nil && round.Standing {
		err = models.Fail(models.KindNotFound, "error.not_found")
	}
	if err != nil {
		return err
	}
	n.UpdatedAt, n.UpdatedBy = tx.now, by
	if err := tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&n).Error; err != nil {
		return err
	}
	if err := tx.db.Where("round_id = ?", n.RoundID).Delete(&models.NoticeText{}).Error; err != nil {
		return err
	}
	var texts []models.NoticeText
	for _, t := range n.Texts {
		if t.RoundID = n.RoundID; !t.Blank() {
			texts = append(texts, t)
		}
	}
	state := "draft"
	if n.Published {
		state = "published"
	}
	tx.Audit(models.Audit{Actor: by, Origin: "backoffice", Action: "notice.save", Object: "round:" + strconv.FormatInt(n.RoundID, 10), To: state})
	return createAll(tx, texts)
}

// Notice is the notice of a round, published or not; KindNotFound without one.
func (tx *Tx) Notice(roundID int64) (models.Notice, error) {
	n, err := first[models.Notice](tx.db.Where("round_id = ?", roundID))
	if err != nil {
		return n, err
	}
	n.Texts, err = all[models.NoticeText](tx.db.Where("round_id = ?", roundID).Order("lang"))
	return n, err
}

// Announced are the rounds whose notice is published, the newest first.
func (tx *Tx) Announced() ([]models.Round, error) {
	return all[models.Round](tx.db.Where("id IN (SELECT round_id FROM notices WHERE published)").Order("year DESC, seq DESC"))
}
