package store_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// putAside stores a mail of the first team that is put aside, with its text under a
// bundle and an attachment in a blob.
func (o *office) putAside(t *testing.T, uid uint32, change ...func(*store.NewTip)) models.Aside {
	t.Helper()
	n := o.newTip()
	n.Receipt, n.Tip.Channel = nil, models.ChannelMail
	n.Envelopes = slices.DeleteFunc(n.Envelopes, func(e models.Envelope) bool { return e.Kind != models.EnvelopeText })
	n.Envelopes[0].Bundle = newBundle(n.Envelopes[0].KeyID, int(uid))
	sealed := []byte("an attachment put aside")
	sum := sha256.Sum256(sealed)
	o.blobs["aside/1"] = sealed
	n.Envelopes = append(n.Envelopes, models.Envelope{Kind: models.EnvelopeFile, KeyID: o.round.KeyID, Size: int64(len(sealed)), SHA256: sum[:], Blob: "aside/1"})
	n.Aside = &models.Aside{
		RoundID: n.Tip.RoundID, TeamID: n.Tip.TeamID, Account: "office", ReceivedAt: n.Tip.ReceivedAt, Reason: "bounce", Files: 1, Digest: digest("aside", int(uid)),
	}
	n.Ledger = &models.Ledger{
		Account: "office", Folder: "INBOX", UIDValidity: 9, UID: uid, Outcome: models.LedgerSetAside, Digest: digest("aside", int(uid)), Reason: "bounce",
	}
	for _, c := range change {
		c(&n)
	}
	o.do(t, func(tx *store.Tx) error {
		_, err := tx.InsertTips([]store.NewTip{n})
		return err
	})
	return *n.Aside
}

// One batch may hold tips and what is put aside: each comes out where it stood.
func TestTipsAndAsidesEnterTogether(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		var first models.Aside
		o.putAside(t, 1, func(n *store.NewTip) {
			tip, second, tipToo := o.newTip(), *n, o.newTip()
			first = *n.Aside
			second.Aside, second.Ledger = &first, &models.Ledger{
				Account: "office", Folder: "INBOX", UIDValidity: 9, UID: 2, Outcome: models.LedgerSetAside, Digest: digest("aside", 2),
			}
			first.Digest = digest("aside", 2)
			o.do(t, func(tx *store.Tx) error {
				tips, err := tx.InsertTips([]store.NewTip{tip, second, tipToo})
				if err == nil && (tips[0].ID == 0 || tips[1].ID != 0 || tips[2].ID <= tips[0].ID) {
					t.Errorf("%+v", tips)
				}
				return err
			})
		})
		o.look(t, func(tx *store.Tx) error {
			parts, err := tx.AsideParts(first.ID)
			if len(parts) != 2 || parts[1].BundleSecret() == nil {
				t.Errorf("%+v", parts)
			}
			known, _ := tx.KnownBlobs([]string{"aside/1", "aside/2"})
			if !known["aside/1"] || known["aside/2"] {
				t.Errorf("the janitor knows %v", known)
			}
			return err
		})
		if bad := broken(o.check(t)); bad != nil {
			t.Errorf("broken: %v", bad)
		}
	})
}

// The same bytes are one aside, whoever comes second: nothing of the second is
// stored.
func TestTheSameBytesAreNotPutAsideTwice(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		a := o.putAside(t, 1)
		n := o.newTip()
		n.Aside, n.Receipt = &a, nil
		n.Ledger = &models.Ledger{Account: "office", Folder: "Other", UIDValidity: 1, UID: 1, Outcome: models.LedgerSetAside, Digest: a.Digest}
		err := o.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.InsertTips([]store.NewTip{n})
			return err
		})
		refused(t, err, models.KindConflict, "error.conflict")
		o.look(t, func(tx *store.Tx) error {
			found, err := tx.AsidesByDigest([][]byte{a.Digest, digest("aside", 9)})
			if len(found) != 1 || found[string(a.Digest)] != a.ID {
				t.Errorf("%v", found)
			}
			return err
		})
	})
}

// Taking one moves its parts, unopened, and its message becomes the tip's; with
// the same bytes in another folder being its duplicate.
func TestAnAsideIsTakenAsATip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		a := o.putAside(t, 1)
		o.do(t, func(tx *store.Tx) error {
			return tx.RecordMail([]models.Ledger{{Account: "office", Folder: "Other", UIDValidity: 1, UID: 5, Outcome: models.LedgerSetAside, Digest: a.Digest, AsideID: a.ID}})
		})
		var before, after []models.Envelope
		var tip models.Tip
		all, clerk := models.Scope{All: true}, o.who["clerk"].ID
		o.do(t, func(tx *store.Tx) (err error) {
			if before, err = tx.AsideParts(a.ID); err != nil {
				return err
			}
			if tip, err = tx.TakeAside(all, a.ID, clerk); err != nil {
				return err
			}
			after, err = tx.Envelopes(tip.ID)
			return err
		})
		same := func(x, y models.Envelope) bool {
			return x.Kind == y.Kind && x.Blob == y.Blob && bytes.Equal(x.SHA256, y.SHA256) && bytes.Equal(x.Data, y.Data) && bytes.Equal(x.BundleSecret(), y.BundleSecret())
		}
		if !slices.EqualFunc(before, after, same) || len(after) != 2 {
			t.Errorf("%+v became %+v", before, after)
		}
		if tip.Channel != models.ChannelMail || tip.State != models.StateReceived || tip.Files != 1 || tip.Number == "" || !tip.ReceivedAt.Equal(a.ReceivedAt) {
			t.Errorf("%+v", tip)
		}
		o.do(t, func(tx *store.Tx) error {
			_, err := tx.TakeAside(all, a.ID, clerk)
			refused(t, err, models.KindConflict, "error.aside_taken")
			left, err := tx.LeaveAsides(all, []int64{a.ID}, clerk)
			if left != 0 {
				t.Error("a tip was left aside")
			}
			return err
		})
		if bad := broken(o.check(t)); bad != nil {
			t.Errorf("broken: %v", bad)
		}
	})
}

// A worker that looked before an aside was taken records its twin afterwards: it
// is the tip's duplicate, and the worker is told so.
func TestATwinRecordedAfterAnAsideIsTaken(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		a := o.putAside(t, 1)
		twin := models.Ledger{Account: "office", Folder: "Other", UIDValidity: 1, UID: 5, Outcome: models.LedgerSetAside, Digest: a.Digest, Reason: "bounce", AsideID: a.ID}
		var tip models.Tip
		o.do(t, func(tx *store.Tx) (err error) {
			tip, err = tx.TakeAside(models.Scope{All: true}, a.ID, o.who["clerk"].ID)
			return err
		})
		rows := []models.Ledger{twin, mailRow(9, models.LedgerRetry)}
		o.do(t, func(tx *store.Tx) error { return tx.RecordMail(rows) })
		if rows[0].Outcome != models.LedgerDuplicate || rows[1].Outcome != models.LedgerRetry {
			t.Errorf("the worker counts %+v", rows)
		}
		o.look(t, func(tx *store.Tx) error {
			kept, err := tx.MailRows(store.MailFolder{Account: "office", Folder: "Other", UIDValidity: 1}, []uint32{5})
			if len(kept) != 1 || kept[0].Outcome != models.LedgerDuplicate || kept[0].TipID != tip.ID {
				t.Errorf("%+v", kept)
			}
			return err
		})
		if bad := broken(o.check(t)); bad != nil {
			t.Errorf("broken: %v", bad)
		}
	})
}

// Pages follow each other without a gap, the day it is due by is counted in
// working days, and a team sees its own.
func TestAsidesArePagedAndScoped(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for uid := range uint32(7) {
			o.putAside(t, uid+1)
		}
		other := o.putAside(t, 8, func(n *store.NewTip) { n.Aside.TeamID = o.round.Teams[1].ID })
		mine := models.Scope{Teams: []int64{o.round.Teams[0].ID}}
		o.look(t, func(tx *store.Tx) error {
			var ids []int64
			f := store.AsideFilter{Limit: 3}
			for {
				page, err := tx.Asides(mine, f)
				if err != nil || len(page) == 0 {
					break
				}
				for _, a := range page {
					ids = append(ids, a.ID)
					f.Before = a.ID
				}
			}
			if len(ids) != 7 || slices.Contains(ids, other.ID) {
				t.Errorf("%v", ids)
			}
			_, err := tx.Aside(mine, other.ID)
			refused(t, err, models.KindNotFound, "error.not_found")
			n, err := tx.LateAsides(mine)
			if n != 0 {
				t.Errorf("%d are late at once", n)
			}
			return err
		})
		o.clock.Add(7 * 24 * time.Hour)
		o.look(t, func(tx *store.Tx) error {
			n, err := tx.LateAsides(mine)
			late, _ := tx.Asides(mine, store.AsideFilter{Late: true})
			if n != 7 || len(late) != 7 || !tx.IsLate(late[0]) {
				t.Errorf("%d and %d are late", n, len(late))
			}
			return err
		})
	})
}

// A row of before there were asides has none, and is read and checked all the same.
func TestRowsOfBeforeThereWereAsides(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.raw(t, false).exec("INSERT INTO mail_ledger (account, folder, uidvalidity, uid, outcome, tip_id, reason, tries, at) VALUES ('office', 'INBOX', 1, 9, 'set_aside', 0, 'bounce', 0, '2026-03-02 00:00:00+00:00')")
		o.look(t, func(tx *store.Tx) error {
			rows, err := tx.MailLedger("office", 0, 10)
			if len(rows) != 1 || rows[0].AsideID != 0 || rows[0].Outcome != models.LedgerSetAside {
				t.Errorf("%+v", rows)
			}
			return err
		})
		if bad := broken(o.check(t)); bad != nil {
			t.Errorf("broken: %v", bad)
		}
	})
}
