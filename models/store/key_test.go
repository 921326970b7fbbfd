package store_test

import (
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func TestGrants(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		round := storetest.MakeRound(t, s)
		grant := models.KeyGrant{KeyID: round.KeyID, Kind: models.HolderStaff, HolderID: "7", Sealed: []byte("key"), By: 3}
		write(t, s, func(tx *store.Tx) error { return tx.InsertGrant(grant) })
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertGrant(grant) })
		wantKind(t, "a second grant", err, models.KindConflict)
		write(t, s, func(tx *store.Tx) error {
			g, err := tx.Grant(round.KeyID, models.HolderStaff, "7")
			if string(g.Sealed) != "key" || g.By != 3 || g.At.IsZero() || g.At.After(tx.Now()) {
				t.Errorf("grant %q by %d", g.Sealed, g.By)
			}
			if err != nil {
				return err
			}
			_, err = tx.Grant(round.KeyID, models.HolderInvite, "7")
			wantKind(t, "another kind of holder", err, models.KindNotFound)
			held, err := tx.Holders(models.HolderStaff)
			if len(held) != 1 || held[0].HolderID != "7" || held[0].Sealed != nil {
				t.Errorf("%d holders", len(held))
			}
			if err != nil {
				return err
			}
			return tx.DeleteGrant(round.KeyID, models.HolderStaff, "7")
		})
		write(t, s, func(tx *store.Tx) error {
			rows, err := tx.Grants(models.HolderStaff, "7")
			if len(rows) != 0 {
				t.Error("the grant stayed")
			}
			return err
		})
	})
}

func TestKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		round := storetest.MakeRound(t, s)
		write(t, s, func(tx *store.Tx) error {
			keys, err := tx.Keys(models.KeyContent)
			if len(keys) != 1 || keys[0].Recipient != round.Content.Recipient().String() {
				t.Errorf("%d content keys", len(keys))
			}
			if err != nil {
				return err
			}
			key, err := tx.Key(keys[0].ID)
			if key.RoundID != round.ID || key.Purpose != models.KeyContent {
				t.Errorf("key of round %d", key.RoundID)
			}
			if err != nil {
				return err
			}
			rounds, err := tx.TeamRounds()
			if len(rounds) != 2 || rounds[round.Teams[1].ID] != round.ID {
				t.Errorf("teams %v", rounds)
			}
			return err
		})
	})
}

func TestOffice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		office := models.Office{Name: "巡察办", NameEn: "Office", Recovery: "age1pq1"}
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.LockKeys() })
		wantKind(t, "locking before init", err, models.KindNotFound)
		write(t, s, func(tx *store.Tx) error { return tx.InsertOffice(office) })
		err = s.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertOffice(models.Office{Name: "x", Recovery: "y"}) })
		wantKind(t, "a second office", err, models.KindConflict)
		write(t, s, func(tx *store.Tx) error {
			got, err := tx.Office()
			if got != office {
				t.Errorf("office %v", got)
			}
			return err
		})
	})
}
