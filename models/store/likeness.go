package store

import (
	"maps"
	"slices"
	"strings"

	"heed/models"

	"gorm.io/gorm/clause"
)

// bandTips is how many tips of one band are looked at, the earliest of those that
// the reader may know of: a letter that a thousand people sent is no less a copy
// when a hundred are compared.
const bandTips = 100

type likenessBand struct {
	Band  int64
	TipID int64
}

func (likenessBand) TableName() string { return "likeness_bands" }

// Likeness is the one of a tip; KindNotFound when nobody has read it yet.
func (tx *Tx) Likeness(tipID int64) (models.Likeness, error) {
	return first[models.Likeness](tx.db.Where("tip_id = ?", tipID))
}

// AddLikeness keeps what a text is compared by, with its bands. The first one
// stays.
func (tx *Tx) AddLikeness(l models.Likeness, bands []int64) error {
	res := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&l)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	rows := make([]likenessBand, len(bands))
	for i, b := range bands {
		rows[i] = likenessBand{b, l.TipID}
	}
	return createAll(tx, rows)
}

// LikeTip is a tip that shares a band with another.
type LikeTip struct {
	Tip       models.Tip
	Signature []byte
}

// LikeTips are tips that share a band with one, less that one and what the scope
// may not know of, the earliest first; more says that these are not all. What the
// scope may not know of changes nothing of the answer (P7).
func (tx *Tx) LikeTips(scope models.Scope, tipID int64, bands []int64) (found []LikeTip, more bool, err error) {
	rows, err := tx.inBands(scope, tipID, bands)
	if err != nil {
		return nil, false, err
	}
	ids, n := map[int64]bool{}, map[int64]int{}
	for _, r := range rows {
		ids[r.TipID] = true
		n[r.Band]++
		more = more || n[r.Band] == bandTips
	}
	found, err = tx.likeTips(scope, slices.Sorted(maps.Keys(ids)))
	return found, more, err
}

// inBands asks for all bands at once, and of none for more than bandTips.
func (tx *Tx) inBands(scope models.Scope, tipID int64, bands []int64) ([]likenessBand, error) {
	parts, args := make([]string, len(bands)), make([]any, len(bands))
	for i, band := range bands {
		parts[i] = "SELECT * FROM (?) AS b"
		args[i] = tx.db.Model(&likenessBand{}).Where("band = ? AND tip_id <> ?", band, tipID).
			Where("EXISTS (?)", tx.tipOf("likeness_bands", scope)).Order("tip_id").Limit(bandTips)
	}
	return all[likenessBand](tx.db.Raw(strings.Join(parts, " UNION ALL "), args...))
}

func (tx *Tx) likeTips(scope models.Scope, ids []int64) (out []LikeTip, err error) {
	err = chunks(ids, func(part []int64) error {
		tips, err := all[models.Tip](tx.tips(scope).Where("id IN ?", part).Order("id"))
		if err != nil {
			return err
		}
		rows, err := all[models.Likeness](tx.db.Where("tip_id IN ?", part))
		by := map[int64][]byte{}
		for _, l := range rows {
			by[l.TipID] = l.Signature
		}
		for _, t := range tips {
			out = append(out, LikeTip{t, by[t.ID]})
		}
		return err
	})
	return out, err
}
