package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// pair are the two whom the office's tests take as custodians: outer and inner.
func (o *office) pair() models.CustodianPair {
	return models.CustodianPair{Outer: o.who["custodian"].ID, Inner: o.who["auditor"].ID}
}

func (o *office) request(t *testing.T, tipID int64) models.IdentityOpening {
	t.Helper()
	p := o.pair()
	in := models.IdentityOpening{
		TipID: tipID, KeyID: o.round.KeyID + 1, Purpose: models.PurposeContact, Approval: "7", OuterID: p.Outer, InnerID: p.Inner, RequestedBy: p.Outer,
	}
	o.do(t, func(tx *store.Tx) (err error) {
		in, err = tx.InsertOpening(in)
		return err
	})
	return in
}

// openIdentity entrusts the round's identities to two people, who open one.
func (o *office) openIdentity(t *testing.T, tipID int64) models.IdentityOpening {
	t.Helper()
	p, in := o.pair(), o.request(t, tipID)
	row := models.Audit{TipID: tipID, Object: fmt.Sprintf("identity:%d", in.ID), Origin: "backoffice"}
	o.do(t, func(tx *store.Tx) error {
		half, opened := row, row
		half.Actor, half.Action, opened.Actor, opened.Action = p.Outer, "identity.half", p.Inner, "identity.open"
		tx.Audit(half)
		tx.Audit(opened)
		grant := models.KeyGrant{KeyID: in.KeyID, Kind: models.HolderCustodians, HolderID: p.String(), Sealed: []byte("x")}
		if err := tx.InsertGrant(grant); err != nil {
			return err
		}
		if err := tx.GiveHalf(in.ID, p.Outer, []byte("half")); err != nil {
			return err
		}
		return tx.NoteOpened(in, p.Inner, true)
	})
	return in
}

func TestCustody(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		in := o.openIdentity(t, o.tip(t).ID)
		o.look(t, func(tx *store.Tx) error {
			held, err := tx.Custody()
			if len(held) != 1 || held[in.KeyID] != o.pair() {
				t.Errorf("held by %v", held)
			}
			return err
		})
		o.do(t, func(tx *store.Tx) error {
			return tx.InsertGrant(models.KeyGrant{KeyID: o.round.KeyID, Kind: models.HolderCustodians, HolderID: "7+7", Sealed: []byte("x")})
		})
		err := o.Read(t.Context(), func(tx *store.Tx) error { _, err := tx.Custody(); return err })
		refused(t, err, models.KindInternal, "error.key_damaged")
	})
}

// P7: whatever the program does, the database lets no single person do both
// parts of an opening.
func TestTheDatabaseWantsTwoCustodians(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		in := o.request(t, o.tip(t).ID)
		r, p := o.raw(t, false), o.pair()
		third := o.who["leader"].ID
		for _, change := range []string{
			fmt.Sprintf("inner_id = %d", p.Outer),
			fmt.Sprintf("requested_by = %d", third),
			fmt.Sprintf("half_by = %d, half_at = requested_at", p.Inner),
			fmt.Sprintf("half_by = %d, half_at = requested_at", third),
			fmt.Sprintf("half_by = %d", p.Outer),
			fmt.Sprintf("half_by = %d, half_at = requested_at, opened_by = %d, opened_at = requested_at", p.Outer, p.Outer),
			fmt.Sprintf("half_by = %d, half_at = requested_at, opened_by = %d, opened_at = requested_at", p.Outer, third),
			fmt.Sprintf("opened_by = %d, opened_at = requested_at", p.Inner),
			"half = approval",
			"approval = ''",
		} {
			if r.dialect == "postgres" {
				change = strings.ReplaceAll(change, "half = approval", `half = '\x01'`)
			}
			if err := r.try("UPDATE identity_openings SET "+change+" WHERE id = $1", in.ID); err == nil {
				t.Errorf("the database took %s", change)
			}
		}
		r.exec(fmt.Sprintf("UPDATE identity_openings SET half_by = %d, half_at = requested_at, opened_by = %d, opened_at = requested_at", p.Outer, p.Inner))
	})
}

// A step is taken by whom it is for, in order and once.
func TestStepsOfAnOpening(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		in, p := o.request(t, o.tip(t).ID), o.pair()
		half := func(by int64) error {
			return o.Write(t.Context(), func(tx *store.Tx) error { return tx.GiveHalf(in.ID, by, []byte("half")) })
		}
		opened := func(by int64, ended bool) error {
			return o.Write(t.Context(), func(tx *store.Tx) error { return tx.NoteOpened(in, by, ended) })
		}
		over := func(err error) {
			t.Helper()
			refused(t, err, models.KindConflict, "error.identity_over")
		}
		over(opened(p.Inner, true))
		over(half(p.Inner))
		if err := half(p.Outer); err != nil {
			t.Fatal(err)
		}
		over(half(p.Outer))
		over(opened(p.Outer, true))
		for _, ended := range []bool{false, true} {
			if err := opened(p.Inner, ended); err != nil {
				t.Fatal(err)
			}
		}
		over(opened(p.Inner, true))
		if n := o.raw(t, false).number("SELECT COUNT(*) FROM identity_openings WHERE length(half) > 0"); n != 0 {
			t.Error("the half outlived the opening")
		}
	})
}

func TestHalvesAreSwept(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		in, p := o.request(t, o.tip(t).ID), o.pair()
		o.do(t, func(tx *store.Tx) error { return tx.GiveHalf(in.ID, p.Outer, []byte("half")) })
		halves := func() int64 {
			return o.raw(t, false).number("SELECT COUNT(*) FROM identity_openings WHERE length(half) > 0")
		}
		for _, left := range []int64{1, 0} {
			if err := o.SweepOpenings(t.Context()); err != nil || halves() != left {
				t.Errorf("%d halves, want %d; %v", halves(), left, err)
			}
			o.clock.Add(store.OpeningLife)
		}
	})
}

func TestEndOpenings(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		in, p := o.request(t, o.tip(t).ID), o.pair()
		state := func() (s models.OpeningState) {
			o.look(t, func(tx *store.Tx) error {
				row, err := tx.Opening(p.Inner, in.ID)
				s = row.State(tx.Now())
				return err
			})
			return s
		}
		o.do(t, func(tx *store.Tx) error { return tx.EndOpenings(o.who["leader"].ID) })
		if got := state(); got != models.OpeningAsked {
			t.Errorf("somebody else's end made it %s", got)
		}
		o.do(t, func(tx *store.Tx) error { return tx.EndOpenings(p.Inner) })
		if got := state(); got != models.OpeningExpired {
			t.Errorf("after the end it is %s", got)
		}
	})
}

func TestIdentitiesArePagedAndFiltered(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		first, second := o.tip(t), o.tip(t)
		o.tip(t, func(n *store.NewTip) {
			n.Tip.Named = false
			n.Envelopes = slices.DeleteFunc(n.Envelopes, func(e models.Envelope) bool {
				return e.Kind == models.EnvelopeIdentity || e.Kind == models.EnvelopeOriginal
			})
		})
		key := o.round.KeyID + 1
		for name, row := range map[string]struct {
			f    store.IdentityFilter
			want []int64
		}{
			"all":         {store.IdentityFilter{KeyIDs: []int64{key}}, []int64{second.ID, first.ID}},
			"older":       {store.IdentityFilter{KeyIDs: []int64{key}, After: second.ID}, []int64{first.ID}},
			"one":         {store.IdentityFilter{KeyIDs: []int64{key}, Limit: 1}, []int64{second.ID}},
			"number":      {store.IdentityFilter{KeyIDs: []int64{key}, Number: first.Number}, []int64{first.ID}},
			"another key": {store.IdentityFilter{KeyIDs: []int64{o.round.KeyID}}, nil},
			"no key":      {store.IdentityFilter{}, nil},
		} {
			if row.f.Limit == 0 {
				row.f.Limit = 10
			}
			row.f.StaffID = o.pair().Inner
			o.look(t, func(tx *store.Tx) error {
				tips, err := tx.Identities(row.f)
				var got []int64
				for _, tip := range tips {
					got = append(got, tip.ID)
				}
				if !slices.Equal(got, row.want) {
					t.Errorf("%s: %v, want %v", name, got, row.want)
				}
				return err
			})
		}
	})
}

// What was removed does not stay in SQLite's free pages.
func TestRemovedGrantsAreOverwritten(t *testing.T) {
	file := t.TempDir() + "/heed.db"
	o := openOffice(t, "sqlite://"+file)
	const mark = "a-sealed-key-that-must-not-stay"
	holds := func() bool {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(content), mark)
	}
	flush := func() {
		if err := o.Close(); err != nil { // the last connection takes the write-ahead log with it
			t.Fatal(err)
		}
		o.Store = storetest.Open(t, o.url, o.clock.Now)
	}
	for i := range 40 {
		o.do(t, func(tx *store.Tx) error {
			return tx.InsertGrant(models.KeyGrant{KeyID: o.round.KeyID, Kind: models.HolderStaff, HolderID: fmt.Sprint(i), Sealed: []byte(strings.Repeat(mark, 60))})
		})
	}
	flush()
	if !holds() {
		t.Fatal("the grants are not in the file")
	}
	for i := range 40 {
		o.do(t, func(tx *store.Tx) error { return tx.DeleteGrants(models.HolderStaff, fmt.Sprint(i)) })
	}
	flush()
	if holds() {
		t.Error("removed grants stay in the file")
	}
}
