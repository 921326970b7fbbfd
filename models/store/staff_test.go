package store_test

import (
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func makeStaff(t *testing.T, s *store.Store, login string) models.Staff {
	t.Helper()
	staff := models.Staff{Login: login, Name: "王", Lang: "zh", Active: true, Wrapped: []byte("wrapped"), Recipient: "age1pq1"}
	write(t, s, func(tx *store.Tx) error { return tx.InsertStaff(&staff) })
	return staff
}

func wantKind(t *testing.T, what string, err error, kind models.Kind) {
	t.Helper()
	if err == nil || models.KindOf(err) != kind {
		t.Errorf("%s: got %v, want kind %d", what, err, kind)
	}
}

func TestStaff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		wang := makeStaff(t, s, "wang")
		ann := makeStaff(t, s, "ann")
		if wang.ID == 0 || wang.ID == ann.ID {
			t.Fatalf("ids %d and %d", wang.ID, ann.ID)
		}
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertStaff(&models.Staff{Login: "wang"}) })
		wantKind(t, "a login that is taken", err, models.KindConflict)
		write(t, s, func(tx *store.Tx) error {
			return tx.SetRoles(wang.ID, []models.StaffRole{{Role: models.RoleClerk}, {Role: models.RoleHead, TeamID: 3}})
		})
		write(t, s, func(tx *store.Tx) error {
			members, err := tx.Members()
			if err != nil {
				return err
			}
			if len(members) != 2 || members[0].Login != "ann" || len(members[0].Roles) != 0 || len(members[1].Roles) != 2 {
				t.Errorf("members %v", len(members))
			}
			for _, m := range members {
				if m.Wrapped != nil {
					t.Error("a wrapped key travels with the list")
				}
			}
			m, err := tx.MemberByLogin("wang")
			if err != nil || m.Wrapped != nil || m.Roles[1].TeamID != 3 || !m.CreatedAt.Equal(wang.CreatedAt) {
				t.Errorf("member %v, %v", m.Roles, err)
			}
			_, err = tx.Member(999)
			wantKind(t, "no such member", err, models.KindNotFound)
			wantKind(t, "language of nobody", tx.SetLang(999, "en"), models.KindNotFound)
			return tx.SetRoles(wang.ID, nil)
		})
		write(t, s, func(tx *store.Tx) error {
			m, err := tx.SignInMember("wang")
			if string(m.Wrapped) != "wrapped" || len(m.Roles) != 0 {
				t.Errorf("sign-in member %v", m.Roles)
			}
			return err
		})
	})
}

func TestDeactivateStaffErasesTheKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		wang := makeStaff(t, s, "wang")
		write(t, s, func(tx *store.Tx) error { return tx.SetTOTP(wang.ID, []byte("sealed"), 5) })
		write(t, s, func(tx *store.Tx) error { return tx.DeactivateStaff(wang.ID) })
		write(t, s, func(tx *store.Tx) error {
			_, err := tx.SignInMember("wang")
			wantKind(t, "sign-in", err, models.KindNotFound)
			m, err := tx.Member(wang.ID)
			if m.Active || m.TOTP != nil || m.Recipient != "" {
				t.Errorf("left %v %v %q", m.Active, m.TOTP, m.Recipient)
			}
			if err := tx.SetStaffKey(wang.ID, "age1pq2", []byte("new")); err != nil {
				return err
			}
			back, err2 := tx.SignInMember("wang")
			if string(back.Wrapped) != "new" || back.Recipient != "age1pq2" || back.TOTPStep != 0 || err2 != nil {
				t.Errorf("back with %q %q, %v", back.Wrapped, back.Recipient, err2)
			}
			return err
		})
	})
}

func TestUseTOTPStep(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		wang := makeStaff(t, s, "wang")
		write(t, s, func(tx *store.Tx) error {
			if err := tx.UseTOTPStep(wang.ID, 10); err != nil {
				return err
			}
			for _, step := range []int64{10, 9} {
				wantKind(t, "an old step", tx.UseTOTPStep(wang.ID, step), models.KindNotFound)
			}
			return tx.UseTOTPStep(wang.ID, 11)
		})
	})
}
