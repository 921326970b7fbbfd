package store_test

import (
	"errors"
	"reflect"
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

func mailAccount(name string) models.MailAccount {
	a := models.NewMailAccount()
	a.Name, a.Host, a.Username, a.Secret = name, "imap.example.org", "tips", "office"
	a.Folders = []string{"INBOX", "收件箱/已“转”来 & 🐔"}
	return a
}

func insertMail(t *testing.T, s *store.Store, a models.MailAccount, by int64) (out models.MailAccount, err error) {
	t.Helper()
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		out, err = tx.InsertMailAccount(a, by)
		return err
	})
	return out, err
}

func TestAMailAccountIsKeptAndItsChangesAreAudited(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		made, err := insertMail(t, s, mailAccount("office"), 7)
		if err != nil {
			t.Fatal(err)
		}
		var read models.MailAccount
		var log []models.Audit
		again := func() {
			t.Helper()
			err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
				if read, err = tx.MailAccount(made.ID); err != nil {
					return err
				}
				log, err = tx.AuditOfObject("mail_account:1")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			read.ChangedAt = read.ChangedAt.UTC()
		}
		again()
		if !reflect.DeepEqual(read, made) || read.ChangedBy != 7 || !read.Active {
			t.Errorf("read %+v\nmade %+v", read, made)
		}
		read.Name, read.Active, read.Port, read.Folders = "another", false, 1993, []string{"转来"}
		write(t, s, func(tx *store.Tx) error { _, err := tx.UpdateMailAccount(read, 8); return err })
		again()
		if read.Name != "office" || read.Active || read.Port != 1993 || len(read.Folders) != 1 || read.Version != 2 || read.ChangedBy != 8 {
			t.Errorf("after the change: %+v", read)
		}
		if len(log) != 2 || log[0].TipID != 0 || log[0].Actor != 7 || log[0].To != "active" || log[1].Actor != 8 || log[1].To != "inactive" {
			t.Errorf("audit: %+v", log)
		}
		for n, want := range []string{"server=imap.example.org:993 secret=office", "server=imap.example.org:1993 secret=office"} {
			if log[n].Note != want {
				t.Errorf("audit %d: %q, want %q", n, log[n].Note, want)
			}
		}
	})
}

// An account that was pointed elsewhere for a while and back has left its trace.
func TestWhereASecretWentIsAudited(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := mailAccount("office")
		a.Auth, a.Grant, a.ClientID, a.TokenURL = models.MailXOAuth2, models.MailRefreshToken, "app", "https://login.example.org:8443/token"
		made, err := insertMail(t, s, a, 7)
		if err != nil {
			t.Fatal(err)
		}
		away := made
		away.Host, away.TokenURL, away.Secret = "2001:db8::1", "https://evil.example/token", "treasury"
		write(t, s, func(tx *store.Tx) error { away, err = tx.UpdateMailAccount(away, 8); return err })
		made.Version = away.Version
		write(t, s, func(tx *store.Tx) error { _, err = tx.UpdateMailAccount(made, 8); return err })
		home := "server=imap.example.org:993 token=login.example.org:8443 secret=office"
		want := []string{home, "server=[2001:db8::1]:993 token=evil.example secret=treasury", home}
		if err := s.Read(t.Context(), func(tx *store.Tx) error {
			log, err := tx.AuditOfObject("mail_account:1")
			for n, row := range log {
				if n >= len(want) || row.Note != want[n] {
					t.Errorf("audit %d: %q", n, row.Note)
				}
			}
			if len(log) != len(want) {
				t.Errorf("%d rows", len(log))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheSecondOfTwoChangesOfAMailAccountIsAConflict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		made, err := insertMail(t, s, mailAccount("office"), 1)
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, func(tx *store.Tx) error { _, err := tx.UpdateMailAccount(made, 1); return err })
		err = s.Write(t.Context(), func(tx *store.Tx) error {
			made.Host = "other.example.org"
			_, err := tx.UpdateMailAccount(made, 2)
			return err
		})
		if models.KindOf(err) != models.KindConflict {
			t.Errorf("%v", err)
		}
		_ = s.Read(t.Context(), func(tx *store.Tx) error {
			if a, err := tx.MailAccount(made.ID); err != nil || a.Host != "imap.example.org" {
				t.Errorf("%+v %v", a, err)
			}
			return nil
		})
	})
}

func TestWhatAMailAccountNamesMustBeThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		round := storetest.MakeRound(t, s)
		if _, err := insertMail(t, s, mailAccount("office"), 1); err != nil {
			t.Fatal(err)
		}
		good := mailAccount("second")
		good.RoundID, good.TeamID = round.ID, round.Teams[1].ID
		if _, err := insertMail(t, s, good, 1); err != nil {
			t.Errorf("a team of the round: %v", err)
		}
		for field, change := range map[string]func(*models.MailAccount){
			"name":  func(a *models.MailAccount) { a.Name = "office" },
			"round": func(a *models.MailAccount) { a.RoundID = 99 },
			"team":  func(a *models.MailAccount) { a.TeamID = round.Teams[1].ID },
			"port":  func(a *models.MailAccount) { a.Port = 0 },
		} {
			a := mailAccount("third")
			change(&a)
			_, err := insertMail(t, s, a, 1)
			var faults models.FieldErrors
			if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}
