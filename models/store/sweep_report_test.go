package store_test

import (
	"errors"
	"fmt"
	"strings"
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

// secretary is an office whose mailbox is swept: she records what a sweep counts
// in the ledger and in its report.
type secretary struct {
	*office
	t *testing.T
}

// mail is one message of a sweep: what the sweep came to, and the tip it is of.
type mail struct {
	uid     uint32
	outcome models.LedgerOutcome
	tip     int64
}

// sweeps keeps the report of a sweep, and the rows of what it settled.
func (s secretary) sweeps(change func(*models.SweepReport), mails ...mail) {
	s.t.Helper()
	uids := map[models.LedgerOutcome][]uint32{}
	var rows []models.Ledger
	for _, m := range mails {
		uids[m.outcome] = append(uids[m.outcome], m.uid)
		rows = append(rows, models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: m.uid, Outcome: m.outcome, TipID: m.tip, Digest: digest("mail", int(m.uid))})
	}
	now, n := s.clock.Now(), func(o models.LedgerOutcome) int64 { return int64(len(uids[o])) }
	r := models.SweepReport{
		Account: "office", Folder: "INBOX", BegunAt: now, EndedAt: now, UIDValidity: 1, UIDs: map[models.LedgerOutcome]string{}, Seen: int64(len(mails)),
		Imported: n(models.LedgerTip), Joined: n(models.LedgerJoined), Duplicate: n(models.LedgerDuplicate), Quarantined: n(models.LedgerQuarantined),
		SetAside: n(models.LedgerSetAside), Vanished: n(models.LedgerVanished), Failed: n(models.LedgerRetry),
	}
	for o, set := range uids {
		r.UIDs[o] = models.UIDSet(set)
	}
	change(&r)
	s.do(s.t, func(tx *store.Tx) error {
		return errors.Join(tx.RecordMail(rows), tx.AddSweepReport(r))
	})
	s.clock.Add(time.Minute)
}

// told is all that a member may read of reports, in pages of two, as text.
func (s secretary) told(staff int64) string {
	s.t.Helper()
	var out strings.Builder
	s.look(s.t, func(tx *store.Tx) error {
		names, err := tx.SweptAccounts(staff)
		fmt.Fprintln(&out, names)
		for f := (store.ReportFilter{Limit: 2}); err == nil; {
			var page []models.SweepReport
			page, f.Before, err = tx.SweepReports(staff, f)
			for _, r := range page {
				r.UIDs, r.UnmovedUIDs = nil, "" // are shown to nobody
				fmt.Fprintf(&out, "%+v\n", r)
			}
			fmt.Fprintln(&out, "next", f.Before)
			if f.Before == 0 {
				break
			}
		}
		return err
	})
	return out.String()
}

// P7: the reports of a member who is recused from a tip are, to the last figure
// and address, those of an office that the tip never came to: whatever the sweeps
// came to with its mail, once or often, and whatever became of it since.
func TestSweepReportsAreWithoutWhatIsHidden(t *testing.T) {
	tip, joined, twin, retry, aside, gone := models.LedgerTip, models.LedgerJoined, models.LedgerDuplicate, models.LedgerRetry, models.LedgerSetAside, models.LedgerVanished
	plain := func(*models.SweepReport) {}
	stuck := func(set string) func(*models.SweepReport) {
		return func(r *models.SweepReport) {
			r.UnmovedUIDs, r.Unmoved = set, int64(strings.Count(set, ","))+1
			r.Error, r.Args = models.MailUnmoved, map[string]any{"account": "office"}
		}
	}
	cut := func(r *models.SweepReport) { r.Error = "error.mail_cut" }
	for name, tell := range map[string]func(s secretary, hidden func(...mail) []mail, id int64){
		"alone": func(s secretary, hidden func(...mail) []mail, id int64) {
			s.maybe(hidden(mail{5, twin, id}))
			s.sweeps(plain, mail{6, gone, 0})
			s.maybe(hidden(mail{7, joined, id}))
		},
		"tried before": func(s secretary, hidden func(...mail) []mail, id int64) {
			s.sweeps(plain, append(hidden(mail{5, retry, 0}), mail{4, retry, 0})...)
			s.sweeps(cut, append(hidden(mail{5, retry, 0}), mail{4, gone, 0})...)
			s.sweeps(cut, hidden(mail{5, retry, 0})...)
			s.maybe(hidden(mail{5, retry, 0}))
			s.sweeps(plain, append(hidden(mail{5, twin, id}), mail{6, twin, 0})...)
			s.sweeps(plain, mail{7, retry, 0})
		},
		"not moved": func(s secretary, hidden func(...mail) []mail, id int64) {
			if len(hidden(mail{})) == 0 {
				s.sweeps(plain, mail{6, twin, 0})
				s.sweeps(stuck("9"), mail{9, twin, 0})
				return
			}
			s.sweeps(stuck("5"), mail{5, twin, id}, mail{6, twin, 0})
			s.sweeps(stuck("5,9"), mail{9, twin, 0})
		},
		"another's in the same minute": func(s secretary, hidden func(...mail) []mail, id int64) {
			s.sweeps(func(r *models.SweepReport) { r.EndedAt = r.EndedAt.Add(time.Hour) }, mail{1, twin, 0}, mail{2, tip, 0}, mail{3, aside, 0})
			s.maybe(hidden(mail{5, twin, id}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachOffice(t, func(t *testing.T, o *office) {
				s := secretary{o, t}
				other := secretary{openOffice(t, databaseURL(t, "sqlite")), t}
				hiddenTip, _ := o.tip(t), other.tip(t)
				tell(s, func(m ...mail) []mail { return m }, hiddenTip.ID)
				tell(other, func(...mail) []mail { return nil }, hiddenTip.ID)
				all := s.told(o.who["officer"].ID)
				o.do(t, func(tx *store.Tx) error {
					return tx.Recuse(models.Recusal{StaffID: o.who["clerk"].ID, TipID: hiddenTip.ID}, o.who["officer"].ID)
				})
				if got, want := s.told(o.who["clerk"].ID), other.told(other.who["clerk"].ID); got != want {
					t.Errorf("with the tip:\n%s\nwithout:\n%s", got, want)
				}
				if got := s.told(o.who["officer"].ID); got != all || got == s.told(o.who["clerk"].ID) {
					t.Errorf("the others:\n%s", got)
				}
			})
		})
	}
}

// maybe is a sweep that saw nothing else: without them there is no report.
func (s secretary) maybe(mails []mail) {
	s.t.Helper()
	if len(mails) == 0 {
		s.clock.Add(time.Minute)
		return
	}
	s.sweeps(func(*models.SweepReport) {}, mails...)
}

// What was put aside and taken as a tip later leaves the figure that counted it,
// and one report alone is not found.
func TestAReportIsWithoutAnAsideThatBecameAHiddenTip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		s, now, clerk := secretary{o, t}, o.clock.Now(), o.who["clerk"].ID
		a := o.putAside(t, 1)
		o.do(t, func(tx *store.Tx) error {
			uids := map[models.LedgerOutcome]string{models.LedgerSetAside: "1", models.LedgerTip: "2:3"}
			return tx.AddSweepReport(models.SweepReport{Account: "office", Folder: "INBOX", UIDValidity: 9, BegunAt: now, EndedAt: now, Seen: 3, SetAside: 1, Imported: 2, UIDs: uids})
		})
		o.clock.Add(time.Minute)
		s.sweeps(func(r *models.SweepReport) { r.UIDValidity, r.UIDs[models.LedgerVanished] = 9, "1" }, mail{9, models.LedgerVanished, 0})
		o.do(t, func(tx *store.Tx) error {
			tip, err := tx.TakeAside(models.Scope{All: true}, a.ID, clerk)
			return errors.Join(err, tx.Recuse(models.Recusal{StaffID: clerk, TipID: tip.ID}, o.who["officer"].ID))
		})
		o.look(t, func(tx *store.Tx) error {
			page, next, err := tx.SweepReports(clerk, store.ReportFilter{})
			if len(page) != 1 || next != 0 || page[0].Seen != 2 || page[0].SetAside != 0 || page[0].Imported != 2 {
				t.Errorf("%d, %+v", next, page)
			}
			whole, _, _ := tx.SweepReports(o.who["officer"].ID, store.ReportFilter{})
			if len(whole) != 2 || whole[1].SetAside != 1 {
				t.Fatalf("another member: %+v", whole)
			}
			_, missing := tx.SweepReport(clerk, whole[0].ID)
			refused(t, missing, models.KindNotFound, "error.not_found")
			one, _ := tx.SweepReport(clerk, whole[1].ID)
			if one.Seen != 2 {
				t.Errorf("%+v", one)
			}
			return err
		})
	})
}
