package store_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/models/store"
)

// fullOffice holds a row of every kind that Check looks at.
func fullOffice(t *testing.T, url string) *office {
	t.Helper()
	o := openOffice(t, url)
	o.tip(t)
	o.tip(t, asMail(1, models.LedgerTip))
	o.tip(t, asMail(2, models.LedgerQuarantined), func(n *store.NewTip) { n.Tip.Reason = "no_body" })
	o.at(t, models.StateAwaitingReporter)
	o.tip(t, func(n *store.NewTip) { n.Tip.TeamID, n.Tip.UnitID = o.round.Teams[1].ID, o.round.Units[1].ID })
	o.decided(t, models.ToFinding, "head")
	o.decided(t, models.NoAction, "deputy", "head")
	o.proposed(t, models.ToClue)
	if _, err := o.reject(t, o.proposed(t, models.ToReferral), "officer"); err != nil {
		t.Fatal(err)
	}
	clue := o.decided(t, models.ToClue, "leader")
	o.openIdentity(t, 1)
	o.dialogue(t)
	o.joined(t, 3, 2)
	o.do(t, func(tx *store.Tx) error {
		if _, err := tx.MoveHandoff(clue.HandoffID, models.HandoffSeal, o.who["officer"], store.HandoffText{}); err != nil {
			return err
		}
		if err := tx.InsertSession(models.Session{ID: "session", StaffID: o.who["clerk"].ID, Sealed: []byte("x")}); err != nil {
			return err
		}
		if err := tx.InsertInvite(models.Invite{ID: "link", StaffID: o.who["clerk"].ID, Sealed: []byte("x"), Recipient: "age1x"}); err != nil {
			return err
		}
		for kind, holder := range map[models.HolderKind]string{
			models.HolderStaff: fmt.Sprint(o.who["head"].ID), models.HolderInvite: "link", models.HolderRecovery: "recovery",
		} {
			if err := tx.InsertGrant(models.KeyGrant{KeyID: o.round.KeyID, Kind: kind, HolderID: holder, Sealed: []byte("x")}); err != nil {
				return err
			}
		}
		if _, err := tx.ChangeTip(1, store.Step{Actor: o.who["member"].ID, Origin: "backoffice", Action: "tip.claim", Change: func(tip *models.Tip) {
			tip.AssigneeID = o.who["member"].ID
		}}); err != nil {
			return err
		}
		return tx.Recuse(models.Recusal{StaffID: o.who["member2"].ID, UnitID: o.round.Units[0].ID}, o.who["director"].ID)
	})
	left := o.putAside(t, 71)
	o.putAside(t, 72)
	o.do(t, func(tx *store.Tx) error {
		_, err := tx.LeaveAsides(models.Scope{All: true}, []int64{left.ID}, o.who["clerk"].ID)
		return err
	})
	return o
}

func asMail(uid uint32, outcome models.LedgerOutcome) func(*store.NewTip) {
	return func(n *store.NewTip) {
		n.Tip.Channel, n.Receipt = models.ChannelMail, nil
		n.Envelopes[0].Bundle = newBundle(n.Envelopes[0].KeyID, int(uid))
		n.Ledger = &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Outcome: outcome, Digest: digest("mail", int(uid))}
	}
}

func (o *office) check(t *testing.T) []store.CheckLine {
	t.Helper()
	lines, err := o.Check(t.Context(), store.CheckOptions{Blob: func(_ context.Context, e models.Envelope) (io.ReadCloser, error) {
		data, ok := o.blobs[e.Blob]
		if !ok {
			return nil, models.Fail(models.KindNotFound, "error.not_found")
		}
		data = data[min(int(e.BlobAt), len(data)):]
		return io.NopCloser(bytes.NewReader(data[:min(int(e.Size), len(data))])), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func broken(lines []store.CheckLine) (names []string) {
	for _, l := range lines {
		if !l.OK {
			names = append(names, l.Name)
		}
	}
	return names
}

// TestEachLineSeesItsOwnFault breaks one invariant at a time and wants that line
// to fail, and no other.
func TestEachLineSeesItsOwnFault(t *testing.T) {
	ways := faults()
	for _, db := range []string{"sqlite", "postgres"} {
		t.Run(db, func(t *testing.T) {
			var known []string
			sound := fullOffice(t, databaseURL(t, db))
			for _, l := range sound.check(t) {
				known = append(known, l.Name)
				if !l.OK || l.Count != 0 || l.Detail != "" {
					t.Errorf("a sound office: %+v", l)
				}
				if ways[l.Name] == nil {
					t.Errorf("no test breaks %s", l.Name)
				}
			}
			if err := sound.Close(); err != nil {
				t.Fatal(err)
			}
			for name, breakIt := range ways {
				t.Run(strings.TrimPrefix(name, "check."), func(t *testing.T) {
					if !slices.Contains(known, name) {
						t.Fatalf("Check has no such line")
					}
					o := sound.copy(t)
					breakIt(o, o.raw(t, true))
					lines := o.check(t)
					if got := broken(lines); !slices.Equal(got, []string{name}) {
						t.Errorf("broken: %v", got)
					}
					i := slices.IndexFunc(lines, func(l store.CheckLine) bool { return l.Name == name })
					if l := lines[i]; l.Count < 1 || l.Detail == "" || !strings.HasPrefix(l.Promise, "P") {
						t.Errorf("%+v", l)
					}
				})
			}
		})
	}
}

func TestCheckWithoutBlobsLeavesTheirLinesOut(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.tip(t)
		lines, err := o.Check(t.Context(), store.CheckOptions{})
		if err != nil || broken(lines) != nil {
			t.Fatal(err, broken(lines))
		}
		if slices.ContainsFunc(lines, func(l store.CheckLine) bool { return strings.HasPrefix(l.Name, "check.blob") }) {
			t.Error("it judged blobs that it did not read")
		}
	})
}

func TestCheckSaysWhenItCannotLook(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.tip(t)
		_, err := o.Check(t.Context(), store.CheckOptions{Blob: func(context.Context, models.Envelope) (io.ReadCloser, error) {
			return nil, models.Fail(models.KindUnavailable, "error.blob")
		}})
		refused(t, err, models.KindUnavailable, "error.blob")
	})
}

func TestALineCountsAllAndNamesTen(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for range 12 {
			o.tip(t)
		}
		o.raw(t, true).exec("DELETE FROM receipts")
		for _, l := range o.check(t) {
			if l.Name == "check.receipt_web" && (l.Count != 12 || l.Detail != "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …") {
				t.Errorf("%+v", l)
			}
		}
	})
}
