package store_test

import (
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

func (o *office) options() store.Options { return storetest.Options(o.url, o.clock.Now) }

func TestMigrateTwice(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		if n, err := o.Migrate(t.Context()); n != 0 || err != nil {
			t.Errorf("%d steps, %v", n, err)
		}
		if pending, err := o.Pending(t.Context()); pending || err != nil {
			t.Errorf("pending %v, %v", pending, err)
		}
	})
}

// TestMigrateByTwoAtOnce opens an empty database from two processes' worth of
// stores, several times.
func TestMigrateByTwoAtOnce(t *testing.T) {
	for db, empty := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + t.TempDir() + "/heed.db" },
		"postgres": func(t *testing.T) string { return testserver.Postgres(t).NewDatabase(t) },
	} {
		t.Run(db, func(t *testing.T) {
			for range 4 {
				migrateTogether(t, empty(t))
			}
		})
	}
}

func migrateTogether(t *testing.T, url string) {
	t.Helper()
	var stores []*store.Store
	for range 2 {
		s, err := store.Open(t.Context(), storetest.Options(url, time.Now))
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	if pending, err := stores[0].Pending(t.Context()); !pending || err != nil {
		t.Errorf("an empty database waits for nothing: %v, %v", pending, err)
	}
	steps := [2]int{}
	for i, err := range together(
		func() (err error) { steps[0], err = stores[0].Migrate(t.Context()); return err },
		func() (err error) { steps[1], err = stores[1].Migrate(t.Context()); return err },
	) {
		if err != nil {
			t.Errorf("store %d: %v", i, err)
		}
	}
	if steps[0]+steps[1] < 1 {
		t.Errorf("nobody took a step: %v", steps)
	}
	for _, s := range stores {
		if pending, err := s.Pending(t.Context()); pending || err != nil {
			t.Errorf("pending %v, %v", pending, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestMigrateSaysWhenItCannot(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.raw(t, true).exec("DELETE FROM goose_db_version WHERE version_id > 0")
		_, err := o.Migrate(t.Context())
		refused(t, err, models.KindUnavailable, "error.migrate")
	})
}

func TestKindsOfRefusal(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.tip(t, asMail(1, models.LedgerTip))
		for what, c := range map[string]struct {
			key string
			fn  func(tx *store.Tx) error
		}{
			"the same login": {"error.conflict", func(tx *store.Tx) error {
				return tx.InsertStaff(&models.Staff{Login: "clerk", Name: "x", Lang: "zh"})
			}},
			"the same message": {"error.ledger", func(tx *store.Tx) error {
				n := o.newTip()
				asMail(1, models.LedgerTip)(&n)
				n.Ledger.Digest = digest("another", 1)
				_, err := tx.InsertTips([]store.NewTip{n})
				return err
			}},
			"the same receipt": {"error.conflict", func(tx *store.Tx) error {
				n := o.newTip()
				m := o.newTip()
				m.Receipt = n.Receipt
				_, err := tx.InsertTips([]store.NewTip{n, m})
				return err
			}},
			"a team that is none": {"", func(tx *store.Tx) error {
				return tx.InsertGrant(models.KeyGrant{KeyID: 4711, Kind: models.HolderStaff, HolderID: "1", Sealed: []byte("x")})
			}},
			"a check": {"error.refused", func(tx *store.Tx) error {
				return tx.InsertGrant(models.KeyGrant{KeyID: o.round.KeyID, Kind: "passer-by", HolderID: "1", Sealed: []byte("x")})
			}},
		} {
			err := o.Write(t.Context(), c.fn)
			if models.KindOf(err) != models.KindConflict {
				t.Errorf("%s: kind %d, %v", what, models.KindOf(err), err)
			} else if c.key != "" {
				refused(t, err, models.KindConflict, c.key)
			}
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestABadAddressIsInvalid(t *testing.T) {
	for _, url := range []string{"", "mysql://x/y", "heed.db"} {
		_, err := store.Open(t.Context(), storetest.Options(url, time.Now))
		refused(t, err, models.KindInvalid, "error.database_url")
	}
	_, err := store.Open(t.Context(), storetest.Options("sqlite:///nowhere/at/all/heed.db", time.Now))
	refused(t, err, models.KindUnavailable, "error.database")
}

// TestAnOutageIsUnavailableAndPasses stops the server under an open store, and
// starts it again.
func TestAnOutageIsUnavailableAndPasses(t *testing.T) {
	server := testserver.OwnPostgres(t)
	o := openOffice(t, server.NewDatabase(t))
	tip := o.tip(t)
	d := o.proposed(t, models.KeepFile)
	server.Stop()
	refused(t, o.Ping(t.Context()), models.KindUnavailable, "error.database")
	refused(t, o.Read(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Tip(models.Scope{All: true}, tip.ID)
		return err
	}), models.KindUnavailable, "error.database")
	_, err := o.approve(t, d, "head")
	refused(t, err, models.KindUnavailable, "error.database")
	_, err = o.MarkOverdue(t.Context())
	refused(t, err, models.KindUnavailable, "error.database")
	_, err = o.Check(t.Context(), store.CheckOptions{})
	refused(t, err, models.KindUnavailable, "error.database")
	_, err = store.Open(t.Context(), o.options())
	refused(t, err, models.KindUnavailable, "error.database")
	server.Start()
	if _, err := o.approve(t, d, "head"); err != nil {
		t.Error(err)
	}
	if bad := broken(o.check(t)); bad != nil {
		t.Error(bad)
	}
}
