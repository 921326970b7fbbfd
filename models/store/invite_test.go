package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// makeInvite keeps a link that holds the only key of a round.
func makeInvite(t *testing.T, s *store.Store, id string, staffID, keyID int64) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error {
		if err := tx.InsertInvite(models.Invite{ID: id, StaffID: staffID, Sealed: []byte("sealed"), Recipient: "age1pq1"}); err != nil {
			return err
		}
		return tx.InsertGrant(models.KeyGrant{KeyID: keyID, Kind: models.HolderInvite, HolderID: id, Sealed: []byte("key")})
	})
}

func inviteIs(t *testing.T, s *store.Store, id string, kind models.Kind, grants int) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error {
		i, err := tx.Invite(id)
		if kind == 0 && (err != nil || len(i.Sealed) == 0) {
			t.Errorf("link %s: %v", id, err)
		}
		if kind != 0 {
			wantKind(t, "link "+id, err, kind)
		}
		rows, err := tx.Grants(models.HolderInvite, id)
		if len(rows) != grants {
			t.Errorf("link %s holds %d keys", id, len(rows))
		}
		return err
	})
}

func TestInvite(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		wang, round := makeStaff(t, s, "wang"), storetest.MakeRound(t, s)
		inviteIs(t, s, "a", models.KindNotFound, 0)
		makeInvite(t, s, "a", wang.ID, round.KeyID)
		inviteIs(t, s, "a", 0, 1)
		write(t, s, func(tx *store.Tx) error { return tx.UseInvite("a") })
		inviteIs(t, s, "a", models.KindGone, 0)
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.UseInvite("a") })
		wantKind(t, "a second use", err, models.KindGone)

		makeInvite(t, s, "b", wang.ID, round.KeyID)
		write(t, s, func(tx *store.Tx) error { return tx.RevokeInvites(wang.ID) })
		inviteIs(t, s, "b", models.KindNotFound, 0)
		inviteIs(t, s, "a", models.KindGone, 0)

		makeInvite(t, s, "c", wang.ID, round.KeyID)
		clock.Add(store.InviteLife - time.Microsecond)
		makeInvite(t, s, "d", wang.ID, round.KeyID)
		write(t, s, func(tx *store.Tx) error { return tx.SweepInvites() })
		inviteIs(t, s, "c", 0, 1)
		clock.Add(time.Microsecond)
		inviteIs(t, s, "c", models.KindGone, 1)
		write(t, s, func(tx *store.Tx) error { return tx.SweepInvites() })
		inviteIs(t, s, "c", models.KindGone, 0)
		inviteIs(t, s, "d", 0, 1)
		write(t, s, func(tx *store.Tx) error {
			open, err := tx.OpenInvites()
			if len(open) != 1 || open[0].ID != "d" {
				t.Errorf("%d open links", len(open))
			}
			return err
		})
	})
}
