package store

import (
	"context"
	"time"

	"heed/models"

	"gorm.io/gorm"
)

// OpeningLife is how long two custodians have to open an identity together.
const OpeningLife = 72 * time.Hour

// identityKinds are the envelopes that are sealed to a round's identity key.
func identityKinds() []models.EnvelopeKind {
	return []models.EnvelopeKind{models.EnvelopeIdentity, models.EnvelopeMail, models.EnvelopeOriginal}
}

// Custody says which two people each round's identity key is entrusted to, by
// key; a key that no two people hold is not in it.
func (tx *Tx) Custody() (map[int64]models.CustodianPair, error) {
	grants, err := tx.Holders(models.HolderCustodians)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]models.CustodianPair, len(grants))
	for _, g := range grants {
		if out[g.KeyID], err = models.ParseCustodianPair(g.HolderID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// IdentityEnvelopes are the sealed parts of a tip that tell who wrote it, or may:
// a file as it came names people too.
func (tx *Tx) IdentityEnvelopes(tipID int64) ([]models.Envelope, error) {
	return tx.envelopes(tx.db.Where("tip_id = ? AND kind IN ?", tipID, identityKinds()).Order("kind, ord"))
}

// IdentityFilter picks tips whose sealed identity one custodian can help open.
type IdentityFilter struct {
	StaffID int64
	KeyIDs  []int64 // identity keys of which the custodian holds a layer
	Number  string  // one register number; "" for all
	After   int64   // older than this tip; 0 for the newest
	Limit   int
}

// Identities lists tips that hold a sealed identity, the newest first, less
// what the custodian is recused from.
func (tx *Tx) Identities(f IdentityFilter) ([]models.Tip, error) {
	sealed := tx.db.Model(&models.Envelope{}).Select("1").
		Where("envelopes.tip_id = tips.id AND kind IN ? AND key_id IN ?", identityKinds(), append([]int64{0}, f.KeyIDs...))
	q := tx.tips(everywhere(f.StaffID)).Where("EXISTS (?)", sealed)
	if f.Number != "" {
		q = q.Where("number = ?", f.Number)
	}
	if f.After > 0 {
		q = q.Where("id < ?", f.After)
	}
	return all[models.Tip](q.Order("id DESC").Limit(f.Limit))
}

func everywhere(staffID int64) models.Scope { return models.Scope{StaffID: staffID, All: true} }

// InsertOpening keeps a request for OpeningLife. A tip for which one is under
// way is KindConflict, "error.identity_asked".
func (tx *Tx) InsertOpening(o models.IdentityOpening) (models.IdentityOpening, error) {
	var n int64
	if err := tx.liveOpenings().Where("tip_id = ?", o.TipID).Count(&n).Error; err != nil {
		return o, err
	}
	if n > 0 {
		return o, models.Fail(models.KindConflict, "error.identity_asked")
	}
	o.RequestedAt, o.ExpiresAt, o.Half = tx.now, tx.now.Add(OpeningLife), []byte{}
	return o, tx.db.Create(&o).Error
}

// Opening is a request in which a custodian takes part, however old; any other,
// and one on a tip that the custodian is recused from, is KindNotFound.
func (tx *Tx) Opening(staffID, id int64) (models.IdentityOpening, error) {
	return first[models.IdentityOpening](tx.openingsOf(staffID).Where("id = ?", id))
}

// Openings are the requests under way in which a custodian takes part, the
// oldest first.
func (tx *Tx) Openings(staffID int64) ([]models.IdentityOpening, error) {
	return all[models.IdentityOpening](tx.live(tx.openingsOf(staffID)).Order("id"))
}

func (tx *Tx) openingsOf(staffID int64) *gorm.DB {
	return tx.db.Model(&models.IdentityOpening{}).Where("(outer_id = ? OR inner_id = ?)", staffID, staffID).
		Where("EXISTS (?)", tx.tipOf("identity_openings", everywhere(staffID)))
}

func (tx *Tx) liveOpenings() *gorm.DB { return tx.live(tx.db.Model(&models.IdentityOpening{})) }

// live narrows to requests that can still be gone on with.
func (tx *Tx) live(q *gorm.DB) *gorm.DB {
	return q.Where("expires_at > ? AND (half_by = 0 OR length(half) > 0)", tx.now)
}

// GiveHalf adds the half of the outer custodian, once: a request that has it or
// has ended is KindConflict, "error.identity_over".
func (tx *Tx) GiveHalf(id, staffID int64, half []byte) error {
	return tx.stepOpening(tx.liveOpenings().Where("id = ? AND outer_id = ? AND half_by = 0", id, staffID),
		map[string]any{"half_by": staffID, "half_at": tx.now, "half": half})
}

// NoteOpened notes that the inner custodian opened something of the tip; ended
// erases the half, so that it was the last time. Without a half, or after the
// end, it is KindConflict, "error.identity_over".
func (tx *Tx) NoteOpened(o models.IdentityOpening, staffID int64, ended bool) error {
	change := map[string]any{"opened_by": staffID}
	if o.OpenedAt == nil {
		change["opened_at"] = tx.now
	}
	if ended {
		change["half"] = []byte{}
	}
	return tx.stepOpening(tx.liveOpenings().Where("id = ? AND inner_id = ? AND half_by <> 0", o.ID, staffID), change)
}

func (tx *Tx) stepOpening(q *gorm.DB, change map[string]any) error {
	done := q.Updates(change)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Fail(models.KindConflict, "error.identity_over")
	}
	return done.Error
}

// EndOpenings ends every request under way in which somebody takes part, 0 for
// everybody's: for when the custodians change.
func (tx *Tx) EndOpenings(staffID int64) error {
	q := tx.liveOpenings()
	if staffID != 0 {
		q = q.Where("(outer_id = ? OR inner_id = ?)", staffID, staffID)
	}
	return q.Updates(map[string]any{"expires_at": tx.now, "half": []byte{}}).Error
}

// SweepOpenings erases the halves of requests that expired.
func (tx *Tx) SweepOpenings() error {
	return tx.db.Model(&models.IdentityOpening{}).Where("length(half) > 0 AND expires_at <= ?", tx.now).
		Update("half", []byte{}).Error
}

// SweepOpenings is Tx.SweepOpenings in a transaction of its own.
func (s *Store) SweepOpenings(ctx context.Context) error {
	return s.Write(ctx, func(tx *Tx) error { return tx.SweepOpenings() })
}
