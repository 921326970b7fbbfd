package store_test

import (
	"fmt"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// Reports are kept, come a page at a time, and every one is on some page once.
func TestSweepReportsArePaged(t *testing.T) {
	eachWithClock(t, func(t *testing.T, s *store.Store, c *storetest.Clock) {
		write(t, s, func(tx *store.Tx) error {
			for n := range 7 {
				r := models.SweepReport{Account: fmt.Sprintf("a%d", n%2), Folder: "INBOX", BegunAt: c.Now(), EndedAt: c.Now().Add(time.Second), Seen: int64(n + 1), Imported: int64(n + 1)}
				if err := tx.AddSweepReport(r); err != nil {
					return err
				}
			}
			return nil
		})
		for _, f := range []struct {
			account string
			want    []int64
		}{{"", []int64{7, 6, 5, 4, 3, 2, 1}}, {"a0", []int64{7, 5, 3, 1}}, {"nobody", nil}} {
			var got []int64
			for before, more := int64(0), true; more; more = before != 0 {
				err := s.Read(t.Context(), func(tx *store.Tx) error {
					page, next, err := tx.SweepReports(1, store.ReportFilter{Account: f.account, Before: before, Limit: 2})
					for _, r := range page {
						got = append(got, r.Seen)
					}
					before = next
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(f.want) {
				t.Errorf("account %q: %v, want %v", f.account, got, f.want)
			}
		}
	})
}

// P7: what a member is recused from is in none of the figures, and a report of
// such a message alone is not there.
func TestSweepReportsAreWithoutWhatIsHidden(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.tip(t)
		who, began := o.who["clerk"].ID, o.clock.Now()
		ledger := func(uid uint32, tipID int64) {
			o.do(t, func(tx *store.Tx) error {
				outcome := models.LedgerDuplicate
				return tx.RecordMail([]models.Ledger{{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Outcome: outcome, TipID: tipID}})
			})
		}
		report := func(seen int64) {
			r := models.SweepReport{Account: "office", Folder: "INBOX", BegunAt: began, EndedAt: o.clock.Now(), Seen: seen, Duplicate: seen}
			o.do(t, func(tx *store.Tx) error { return tx.AddSweepReport(r) })
			o.clock.Add(time.Minute)
			began = o.clock.Now()
		}
		ledger(1, 0)
		ledger(2, tip.ID)
		report(2)
		ledger(3, tip.ID)
		report(1)
		read := func(staff int64) (figures []int64) {
			err := o.Read(t.Context(), func(tx *store.Tx) error {
				page, _, err := tx.SweepReports(staff, store.ReportFilter{Limit: 1})
				for _, r := range page {
					figures = append(figures, r.Seen, r.Duplicate)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return figures
		}
		if got := read(who); fmt.Sprint(got) != "[1 1]" {
			t.Fatalf("before: %v", got)
		}
		o.do(t, func(tx *store.Tx) error {
			return tx.Recuse(models.Recusal{StaffID: who, TipID: tip.ID}, o.who["officer"].ID)
		})
		if got := read(who); fmt.Sprint(got) != "[1 1]" {
			t.Errorf("recused, with the last report left out: %v", got)
		}
		err := o.Read(t.Context(), func(tx *store.Tx) error { _, err := tx.SweepReport(who, 2); return err })
		refused(t, err, models.KindNotFound, "error.not_found")
		if got := read(o.who["officer"].ID); fmt.Sprint(got) != "[1 1]" {
			t.Errorf("another member: %v", got)
		}
	})
}
