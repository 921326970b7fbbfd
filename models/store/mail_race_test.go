package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"heed/models"
	"heed/models/store"
)

// raced is how many times two workers meet over the same mails in these tests, and
// racedMails how many those are.
const (
	raced      = 6
	racedMails = 40
)

// second is another worker's store on the same database.
func (o *office) second(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// racing lets two workers write at once what work makes of their number, and gives
// back what they were told.
func (o *office) racing(t *testing.T, second *store.Store, work func(worker int) func(tx *store.Tx) error) []error {
	t.Helper()
	one, other := work(0), work(1)
	return together(func() error { return o.Write(t.Context(), one) }, func() error { return second.Write(t.Context(), other) })
}

// asMail is what a worker stores of a message: a tip, or an aside when a reason is
// given, with its row.
func (o *office) asMail(account string, uid uint32, id []byte, reason string) store.NewTip {
	n := o.newTip()
	n.Receipt, n.Tip.Channel = nil, models.ChannelMail
	n.Ledger = &models.Ledger{Account: account, Folder: "INBOX", UIDValidity: 9, UID: uid, Outcome: models.LedgerTip, Digest: id}
	if reason != "" {
		n.Envelopes = slices.DeleteFunc(n.Envelopes, func(e models.Envelope) bool { return e.Kind != models.EnvelopeText })
		n.Ledger.Outcome, n.Ledger.Reason = models.LedgerSetAside, reason
		n.Aside = &models.Aside{RoundID: n.Tip.RoundID, TeamID: n.Tip.TeamID, Account: account, ReceivedAt: n.Tip.ReceivedAt, Reason: reason, Digest: id}
	}
	return n
}

// rows are those of the account in the folder of these tests.
func (o *office) rows(t *testing.T, account string) (rows []models.Ledger) {
	t.Helper()
	o.look(t, func(tx *store.Tx) (err error) {
		rows, err = tx.MailLedger(account, 0, 10000)
		return err
	})
	return rows
}

// once wants one row for each of so many messages.
func once(t *testing.T, rows []models.Ledger, messages int) {
	t.Helper()
	seen := map[uint32]int{}
	for _, r := range rows {
		seen[r.UID]++
	}
	if len(rows) != messages || len(seen) != messages {
		t.Errorf("%d rows of %d messages, want %d", len(rows), len(seen), messages)
	}
}

// Two workers meet over the same mails, again and again.
func TestTwoWorkersMeetOverTheSameMails(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		second := o.second(t)
		t.Run("stored", func(t *testing.T) { storedTwice(t, o, second) })
		t.Run("recorded and stored", func(t *testing.T) { recordedAndStored(t, o, second) })
		t.Run("recorded", func(t *testing.T) { recordedTwice(t, o, second) }) // last: these rows are of no aside
	})
}

// Two workers record what became of the same messages, in whichever order: each has
// one row, that of the one or of the other, and neither is told of a fault.
func recordedTwice(t *testing.T, o *office, second *store.Store) {
	for round := range raced {
		account := fmt.Sprint("office", round)
		for _, err := range o.racing(t, second, func(worker int) func(tx *store.Tx) error {
			var rows []models.Ledger
			for uid := range uint32(racedMails) {
				row := models.Ledger{Account: account, Folder: "INBOX", UIDValidity: 9, UID: uid + 1, Outcome: models.LedgerSetAside, Reason: []string{"bounce", "list"}[worker]}
				if worker == 1 && uid%3 == 0 {
					row.Outcome = models.LedgerRetry
				}
				rows = append(rows, row)
			}
			if worker == 1 {
				slices.Reverse(rows)
			}
			return func(tx *store.Tx) error { return tx.RecordMail(rows) }
		}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		rows := o.rows(t, account)
		once(t, rows, racedMails)
		for _, r := range rows {
			if r.Outcome == models.LedgerRetry || (r.UID-1)%3 == 0 && r.Reason != "bounce" {
				t.Errorf("a message that was settled is to be tried again: %+v", r)
			}
		}
	}
}

// Two workers store the same mails at once, as tips or put aside, of one account or
// of two, and for two teams: what one of them stores the other does not, and it is
// told of a conflict, which it settles, and of nothing that would end its sweep.
func storedTwice(t *testing.T, o *office, second *store.Store) {
	for name, c := range map[string]struct{ accounts, reasons [2]string }{
		"put aside":                 {[2]string{"a", "a"}, [2]string{"bounce", "bounce"}},
		"put aside in two accounts": {[2]string{"b", "c"}, [2]string{"bounce", "bounce"}},
		"tips":                      {[2]string{"d", "d"}, [2]string{"", ""}},
		"tips in two accounts":      {[2]string{"e", "f"}, [2]string{"", ""}},
		"a tip for one of them":     {[2]string{"g", "g"}, [2]string{"", "bounce"}},
	} {
		t.Run(name, func(t *testing.T) {
			for round := range raced {
				o.stored(t, second, round, c.accounts, c.reasons)
			}
		})
	}
	if bad := broken(o.check(t)); bad != nil {
		t.Error(bad)
	}
}

// stored has two workers store the same mails in opposite order, the one's as tips or
// put aside like the other's or not.
func (o *office) stored(t *testing.T, second *store.Store, round int, accounts, reasons [2]string) {
	t.Helper()
	for k := range accounts {
		accounts[k] += fmt.Sprint(round)
	}
	errs := o.racing(t, second, func(worker int) func(tx *store.Tx) error {
		var mails []store.NewTip
		for uid := range uint32(racedMails) {
			n := o.asMail(accounts[worker], uid+1, digest(accounts[0], int(uid)), reasons[worker])
			n.Tip.TeamID, n.Tip.UnitID = o.round.Teams[worker].ID, 0
			mails = append(mails, n)
		}
		if worker == 1 {
			slices.Reverse(mails)
		}
		return func(tx *store.Tx) error { _, err := tx.InsertTips(mails); return err }
	})
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("not one of them stored the mails: %v", errs)
	}
	for worker, err := range errs {
		if err != nil && models.KindOf(err) != models.KindConflict {
			t.Fatalf("worker %d: %v", worker, err)
		}
		if rows := o.rows(t, accounts[worker]); err == nil {
			once(t, rows, racedMails)
		} else if accounts[0] != accounts[1] && len(rows) != 0 {
			t.Errorf("%d rows of the one that was refused", len(rows))
		}
	}
}

// One worker records messages of two accounts as duplicates while another makes tips
// of some of them: the row that is first stays, whole.
func recordedAndStored(t *testing.T, o *office, second *store.Store) {
	first := o.tip(t)
	for round := range raced {
		account := fmt.Sprint("mixed", round)
		id := func(uid int) []byte { return digest(account, uid) }
		errs := o.racing(t, second, func(worker int) func(tx *store.Tx) error {
			var mails []store.NewTip
			var rows []models.Ledger
			for uid := range racedMails {
				mails = append(mails, o.asMail(account, uint32(uid+1), id(uid), ""))
				row := *mails[uid].Ledger
				row.Outcome, row.TipID = models.LedgerDuplicate, first.ID
				rows = append(rows, row)
			}
			slices.Reverse(rows)
			return func(tx *store.Tx) error {
				if worker == 0 {
					return tx.RecordMail(rows)
				}
				_, err := tx.InsertTips(mails)
				return err
			}
		})
		if errs[0] != nil || errs[1] != nil && models.KindOf(errs[1]) != models.KindConflict {
			t.Fatal(errs)
		}
		rows := o.rows(t, account)
		once(t, rows, racedMails)
		for _, r := range rows {
			if (r.Outcome == models.LedgerTip) != (errs[1] == nil) || !bytes.Equal(r.Digest, id(int(r.UID-1))) {
				t.Fatalf("%+v, and the tips: %v", r, errs[1])
			}
		}
	}
}
