package store_test

import (
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func statuses(t *testing.T, s *store.Store) (rows []models.MailStatus, late []string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
		if rows, err = tx.MailStatuses(); err != nil {
			return err
		}
		late, err = tx.LateMail()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, late
}

// A folder counts as unread for too long by when it was last read to its end,
// whatever was tried since, and whether or not a worker still writes.
func TestAFolderIsLateByItsLastSuccess(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		begun := c.Now()
		row := models.MailStatus{Account: "office", Folder: "INBOX", Source: models.MailFromEnv, Worker: "w", BegunAt: &begun, Period: 3600}
		write(t, s, func(tx *store.Tx) error { return tx.SetMailStatus(row) })
		c.Add(30 * time.Minute)
		rows, late := statuses(t, s)
		if len(rows) != 1 || rows[0].LastOK != nil || len(late) != 0 || !rows[0].AlertAt.Equal(begun.Add(time.Hour)) {
			t.Fatalf("a folder never read: %+v, late %v", rows, late)
		}
		ended := c.Now()
		row.EndedAt, row.LastOK, row.Seen, row.Done = &ended, &ended, 3, 3
		write(t, s, func(tx *store.Tx) error { return tx.SetMailStatus(row) })
		write(t, s, func(tx *store.Tx) error { return tx.PlanMail("office", c.Now().Add(time.Hour), 2) })
		c.Add(40 * time.Minute)
		failed := row
		failed.LastOK, failed.Error, failed.Args = nil, "error.mail_password", map[string]any{"account": "office"}
		write(t, s, func(tx *store.Tx) error { return tx.SetMailStatus(failed) })
		rows, late = statuses(t, s)
		if got := rows[0]; len(late) != 0 || got.LastOK == nil || !got.LastOK.Equal(ended) || got.Failures != 2 || got.NextAt == nil || got.Args["account"] != "office" {
			t.Fatalf("after a failure: %+v, late %v", rows, late)
		}
		c.Add(20 * time.Minute)
		if _, late = statuses(t, s); !slices.Equal(late, []string{"office"}) || !rows[0].Late(c.Now()) {
			t.Errorf("an hour after it was read: late %v", late)
		}
		paused := mailAccount("office")
		paused.Active = false
		if paused, err := insertMail(t, s, paused, 1); err != nil || paused.Active {
			t.Fatal(paused, err)
		}
		if _, late = statuses(t, s); len(late) != 0 {
			t.Errorf("a paused account: late %v", late)
		}
		write(t, s, func(tx *store.Tx) error { return tx.ForgetMail("office") })
		if rows, late = statuses(t, s); len(rows)+len(late) != 0 {
			t.Errorf("forgotten: %+v, %v", rows, late)
		}
	})
}

// An account that no worker knows of is late too; the folders that an account no
// longer has are not.
func TestAnAccountIsExpectedAndItsFoldersChange(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		write(t, s, func(tx *store.Tx) error { return tx.ExpectMail("new", 24*time.Hour) })
		c.Add(24 * time.Hour)
		if _, late := statuses(t, s); !slices.Equal(late, []string{"new"}) {
			t.Fatalf("no worker came: late %v", late)
		}
		now := c.Now()
		write(t, s, func(tx *store.Tx) error {
			for _, folder := range []string{"INBOX", "旧"} {
				if err := tx.SetMailStatus(models.MailStatus{Account: "new", Folder: folder, BegunAt: &now, LastOK: &now, Period: 60}); err != nil {
					return err
				}
			}
			return tx.KeepMailFolders("new", []string{"INBOX"})
		})
		rows, late := statuses(t, s)
		if len(rows) != 1 || rows[0].Folder != "INBOX" || len(late) != 0 {
			t.Errorf("%+v, late %v", rows, late)
		}
		write(t, s, func(tx *store.Tx) error { return tx.ExpectMail("new", time.Hour) })
		if rows, _ = statuses(t, s); rows[0].Period != 3600 || !rows[0].AlertAt.Equal(c.Now().Add(time.Hour)) {
			t.Errorf("another period: %+v", rows)
		}
	})
}
