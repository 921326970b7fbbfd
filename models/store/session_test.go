package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func sessionLives(t *testing.T, s *store.Store, id string, want bool) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Session(id)
		return err
	})
	if want && err != nil {
		t.Errorf("session %s: %v", id, err)
	}
	if !want {
		wantKind(t, "session "+id, err, models.KindNotFound)
	}
}

// Both limits of a session hold to the microsecond.
func TestSessionLimits(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		wang := makeStaff(t, s, "wang")
		write(t, s, func(tx *store.Tx) error {
			return tx.InsertSession(models.Session{ID: "a", StaffID: wang.ID, Sealed: []byte("sealed")})
		})
		sessionLives(t, s, "b", false)
		clock.Add(store.SessionIdle - time.Microsecond)
		sessionLives(t, s, "a", true)
		write(t, s, func(tx *store.Tx) error { return tx.TouchSession("a") })
		clock.Add(store.SessionIdle)
		sessionLives(t, s, "a", false)
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.TouchSession("a") })
		wantKind(t, "touching what ended", err, models.KindNotFound)

		write(t, s, func(tx *store.Tx) error {
			return tx.InsertSession(models.Session{ID: "c", StaffID: wang.ID, Sealed: []byte("sealed")})
		})
		for left := store.SessionLife; left > store.SessionIdle; left -= 20 * time.Minute {
			clock.Add(20 * time.Minute)
			write(t, s, func(tx *store.Tx) error { return tx.TouchSession("c") })
		}
		clock.Add(20*time.Minute - time.Microsecond)
		sessionLives(t, s, "c", true)
		clock.Add(time.Microsecond)
		sessionLives(t, s, "c", false)
	})
}

func TestSessionOfInactiveAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		wang := makeStaff(t, s, "wang")
		write(t, s, func(tx *store.Tx) error {
			return tx.InsertSession(models.Session{ID: "a", StaffID: wang.ID, Sealed: []byte("sealed")})
		})
		sessionLives(t, s, "a", true)
		write(t, s, func(tx *store.Tx) error { return tx.DeactivateStaff(wang.ID) })
		sessionLives(t, s, "a", false)
	})
}

func TestDeleteSessions(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		wang, li := makeStaff(t, s, "wang"), makeStaff(t, s, "li")
		insert := func(id string, staffID int64) {
			write(t, s, func(tx *store.Tx) error {
				return tx.InsertSession(models.Session{ID: id, StaffID: staffID, Sealed: []byte("sealed")})
			})
		}
		insert("a", wang.ID)
		insert("b", wang.ID)
		insert("c", li.ID)
		write(t, s, func(tx *store.Tx) error { return tx.DeleteSessions(wang.ID, "b") })
		sessionLives(t, s, "a", false)
		sessionLives(t, s, "b", true)
		sessionLives(t, s, "c", true)
		write(t, s, func(tx *store.Tx) error { return tx.DeleteSession("b") })
		sessionLives(t, s, "b", false)
		clock.Add(20 * time.Minute)
		insert("d", wang.ID)
		clock.Add(10 * time.Minute)
		write(t, s, func(tx *store.Tx) error { return tx.SweepSessions() })
		clock.Add(-time.Minute) // what was swept is gone, not merely over
		sessionLives(t, s, "c", false)
		sessionLives(t, s, "d", true)
	})
}
