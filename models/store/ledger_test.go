package store_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

var inbox = store.MailFolder{Account: "office", Folder: "INBOX", UIDValidity: 7}

func mailRow(uid uint32, outcome models.LedgerOutcome) models.Ledger {
	return models.Ledger{Account: inbox.Account, Folder: inbox.Folder, UIDValidity: inbox.UIDValidity, UID: uid, Outcome: outcome}
}

func record(t *testing.T, s *store.Store, rows ...models.Ledger) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error { return tx.RecordMail(rows) })
}

func write(t *testing.T, s *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func mailRows(t *testing.T, s *store.Store, uids ...uint32) (rows []models.Ledger) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
		rows, err = tx.MailRows(inbox, uids)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestOnlyARetryGivesWayInTheLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		record(t, s, mailRow(1, models.LedgerRetry), mailRow(2, models.LedgerSetAside))
		second := []models.Ledger{mailRow(1, models.LedgerVanished), mailRow(2, models.LedgerVanished), mailRow(3, models.LedgerRetry)}
		second[0].Tries = 4
		record(t, s, second...)
		var got []models.LedgerOutcome
		for _, r := range mailRows(t, s, 1, 2, 3) {
			got = append(got, r.Outcome)
		}
		want := []models.LedgerOutcome{models.LedgerVanished, models.LedgerSetAside, models.LedgerRetry}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if tries := mailRows(t, s, 1)[0].Tries; tries != 4 {
			t.Errorf("tries %d", tries)
		}
	})
}

// A server may list a message before it is there, or leave one out of a list: what
// vanished gives way to what came of it, is to be moved then, and is never done.
func TestWhatVanishedMayComeBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r, at := storetest.MakeRound(t, s), time.Now()
		var gone []models.Ledger
		for uid := range uint32(4) {
			row := mailRow(uid+1, models.LedgerVanished)
			row.MovedAt = &at
			gone = append(gone, row)
		}
		record(t, s, gone...)
		record(t, s, mailRow(1, models.LedgerRetry), mailRow(2, models.LedgerSetAside))
		tip := mailRow(3, models.LedgerTip)
		write(t, s, func(tx *store.Tx) error {
			_, err := tx.InsertTips([]store.NewTip{{Ledger: &tip, Tip: models.Tip{
				RoundID: r.ID, TeamID: r.Teams[0].ID, Channel: models.ChannelMail, Category: models.CategoryOther,
			}}})
			return err
		})
		want := []models.LedgerOutcome{models.LedgerRetry, models.LedgerSetAside, models.LedgerTip, models.LedgerVanished}
		for i, row := range mailRows(t, s, 1, 2, 3, 4) {
			if row.Outcome != want[i] || (row.MovedAt == nil) != (i < 3) {
				t.Errorf("%d: %s, moved %v", row.UID, row.Outcome, row.MovedAt)
			}
		}
		err := s.Read(t.Context(), func(tx *store.Tx) error {
			done, err := tx.DoneMail(inbox, 1, 100)
			if len(done) != 0 {
				t.Errorf("done: %v", done)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAMovedMessageIsDoneAndNoLongerOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		record(t, s, mailRow(5, models.LedgerSetAside), mailRow(6, models.LedgerDuplicate), mailRow(9, models.LedgerRetry))
		write(t, s, func(tx *store.Tx) error { return tx.MailMoved(inbox, []uint32{6}) })
		err := s.Read(t.Context(), func(tx *store.Tx) error {
			open, err := tx.OpenMail(inbox.Account, inbox.Folder)
			if err != nil || len(open) != 2 || open[0].UID != 5 || open[1].UID != 9 {
				t.Errorf("open %v, %v", open, err)
			}
			done, err := tx.DoneMail(inbox, 1, 100)
			if !reflect.DeepEqual(done, []uint32{6}) {
				t.Errorf("done %v", done)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestRenumberingClosesWhatIsOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		record(t, s, mailRow(1, models.LedgerRetry), mailRow(2, models.LedgerSetAside))
		renumbered := inbox
		renumbered.UIDValidity = 8
		write(t, s, func(tx *store.Tx) error { return tx.MailRenumbered(renumbered) })
		rows := mailRows(t, s, 1, 2)
		if rows[0].Outcome != models.LedgerVanished || rows[0].Reason != "renumbered" || rows[1].Outcome != models.LedgerSetAside ||
			rows[0].MovedAt == nil || rows[1].MovedAt == nil {
			t.Errorf("%+v", rows)
		}
	})
}

func TestAMessageIsATipOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.MakeRound(t, s)
		row := mailRow(1, models.LedgerTip)
		row.Digest = []byte("digest")
		insert := func() (tips []models.Tip, err error) {
			tip := models.Tip{RoundID: r.ID, TeamID: r.Teams[0].ID, Channel: models.ChannelMail, Category: models.CategoryOther}
			err = s.Write(t.Context(), func(tx *store.Tx) error {
				tips, err = tx.InsertTips([]store.NewTip{{Tip: tip, Ledger: &row}})
				return err
			})
			return tips, err
		}
		tips, err := insert()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := insert(); models.KindOf(err) != models.KindConflict {
			t.Errorf("the same message again: %v", err)
		}
		row.Folder = "another"
		if _, err := insert(); models.KindOf(err) != models.KindConflict {
			t.Errorf("the same bytes in another folder: %v", err)
		}
		err = s.Read(t.Context(), func(tx *store.Tx) error {
			found, err := tx.TipsByDigest([][]byte{[]byte("digest"), []byte("unknown")})
			if len(found) != 1 || found["digest"] != tips[0].ID {
				t.Errorf("found %v", found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// More tips than one statement takes are still all or nothing, each with its
// own id, number and row.
func TestManyMessagesAreTipsTogetherOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.MakeRound(t, s)
		batch := func(from, to uint32) (in []store.NewTip) {
			for uid := from; uid < to; uid++ {
				row := mailRow(uid, models.LedgerTip)
				row.Digest = fmt.Append(nil, "digest", uid)
				tip := models.Tip{RoundID: r.ID, TeamID: r.Teams[0].ID, Channel: models.ChannelMail, Category: models.CategoryOther}
				in = append(in, store.NewTip{Tip: tip, Ledger: &row})
			}
			return in
		}
		insert := func(in []store.NewTip) (tips []models.Tip, err error) {
			err = s.Write(t.Context(), func(tx *store.Tx) error {
				tips, err = tx.InsertTips(in)
				return err
			})
			return tips, err
		}
		tips, err := insert(batch(1, 131))
		if err != nil {
			t.Fatal(err)
		}
		ids, numbers := map[int64]bool{}, map[string]bool{}
		for i, row := range mailRows(t, s, 1, 60, 130) {
			if want := tips[[]int{0, 59, 129}[i]].ID; row.TipID != want {
				t.Errorf("message %d is tip %d, want %d", row.UID, row.TipID, want)
			}
		}
		for _, tip := range tips {
			ids[tip.ID], numbers[tip.Number] = true, true
		}
		if len(ids) != 130 || len(numbers) != 130 {
			t.Errorf("%d ids, %d numbers", len(ids), len(numbers))
		}
		again := append(batch(200, 330), batch(130, 131)...) // the last is in already
		if _, err := insert(again); models.KindOf(err) != models.KindConflict {
			t.Errorf("one of them again: %v", err)
		}
		if rows := mailRows(t, s, 200, 260, 329); len(rows) != 0 {
			t.Errorf("%d rows of a batch that failed", len(rows))
		}
	})
}
