package storetest

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// Round is a round with two teams, three units and the private halves of its
// keys, so that a test can open what was sealed.
type Round struct {
	models.Round
	Teams    []models.Team
	Units    []store.RoundUnitView
	Content  open.Identity
	Identity open.Identity
	KeyID    int64 // the content key
}

// MakeRound stores a round that accepts tips for a year from now.
func MakeRound(t testing.TB, s *store.Store) Round {
	t.Helper()
	r := Round{Content: newIdentity(t), Identity: newIdentity(t)}
	err := s.Write(t.Context(), func(tx *store.Tx) (err error) {
		if r.Round, err = tx.CreateRound(roundSpec(tx.Now(), r)); err != nil {
			return err
		}
		if r.Teams, err = tx.Teams(r.ID); err != nil {
			return err
		}
		if r.Units, err = tx.RoundUnits(r.ID); err != nil {
			return err
		}
		key, err := tx.RoundKey(r.ID, models.KeyContent)
		r.KeyID = key.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func roundSpec(now time.Time, r Round) store.NewRound {
	return store.NewRound{
		Round: models.Round{
			Year: now.Year(), Seq: 1, Name: "测试轮次", NameEn: "Test round", Profile: "cn-2024",
			Entry: now.Format("2006-01-02"), Exit: now.AddDate(1, 0, 0).Format("2006-01-02"), AcceptUntil: now.AddDate(1, 0, 0),
		},
		Teams: []models.Team{{Code: "G1", Name: "第一组", NameEn: "Team 1"}, {Code: "G2", Name: "第二组", NameEn: "Team 2"}},
		Units: []store.NewUnit{
			{Unit: models.Unit{Name: "民政局", NameEn: "Civil affairs", Kind: "department"}, Team: 0},
			{Unit: models.Unit{Name: "环保局", NameEn: "Environment", Kind: "department"}, Team: 1},
			{Unit: models.Unit{Name: "稻香镇", NameEn: "Daoxiang Town", Kind: "township"}, Team: 1},
		},
		Keys: []store.NewKey{
			{Purpose: models.KeyContent, Recipient: r.Content.Recipient().String()},
			{Purpose: models.KeyIdentity, Recipient: r.Identity.Recipient().String()},
		},
	}
}

func newIdentity(t testing.TB) open.Identity {
	t.Helper()
	id, err := open.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}
