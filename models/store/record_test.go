package store_test

import (
	"testing"

	"heed/models"
	"heed/models/store"
)

func (o *office) moveFinding(t *testing.T, id int64, event models.FindingEvent, m models.Member) (f models.Finding, err error) {
	t.Helper()
	err = o.Write(t.Context(), func(tx *store.Tx) error {
		f, err = tx.MoveFinding(id, event, m)
		return err
	})
	return f, err
}

func (o *office) moveHandoff(t *testing.T, id int64, event models.HandoffEvent, login string) (h models.Handoff, err error) {
	t.Helper()
	err = o.Write(t.Context(), func(tx *store.Tx) error {
		h, err = tx.MoveHandoff(id, event, o.who[login], store.HandoffText{})
		return err
	})
	return h, err
}

func TestAWorksheetNeedsThreePeople(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		team := o.round.Teams[0].ID
		head2 := o.hire(t, "head2", models.StaffRole{Role: models.RoleHead, TeamID: team})
		o.who["member"] = o.hire(t, "maker", models.StaffRole{Role: models.RoleMember, TeamID: team},
			models.StaffRole{Role: models.RoleHead, TeamID: team}) // the maker is head too
		d := o.decided(t, models.ToFinding, "head")
		for _, event := range models.FindingEvents() {
			_, err := o.moveFinding(t, d.FindingID, event, o.who["member2"])
			refused(t, err, models.KindForbidden, "error.not_approver")
			_, err = o.moveFinding(t, d.FindingID, event, o.who["otherhead"])
			refused(t, err, models.KindNotFound, "error.not_found")
		}
		_, err := o.moveFinding(t, d.FindingID, models.FindingReview, o.who["maker"])
		refused(t, err, models.KindConflict, "error.own_worksheet")
		_, err = o.moveFinding(t, d.FindingID, models.FindingSign, o.who["head"])
		refused(t, err, models.KindConflict, "error.step")
		if f, err := o.moveFinding(t, d.FindingID, models.FindingReview, o.who["head"]); err != nil || f.ReviewedBy != o.who["head"].ID {
			t.Fatal(f, err)
		}
		_, err = o.moveFinding(t, d.FindingID, models.FindingSign, o.who["head"])
		refused(t, err, models.KindConflict, "error.own_worksheet")
		_, err = o.moveFinding(t, d.FindingID, models.FindingSign, o.who["deputy"])
		refused(t, err, models.KindForbidden, "error.not_approver")
		_, err = o.moveFinding(t, d.FindingID, models.FindingSign, o.who["maker"])
		refused(t, err, models.KindConflict, "error.own_worksheet")
		r := o.raw(t, false)
		for _, column := range []string{"reviewed_by = made_by", "signed_by = made_by", "signed_by = reviewed_by"} {
			if r.try("UPDATE findings SET "+column) == nil {
				t.Errorf("the database lets %s", column)
			}
		}
		f, err := o.moveFinding(t, d.FindingID, models.FindingSign, head2)
		if err != nil || f.State != models.FindingSigned || f.SignedBy != head2.ID || f.Number != "问题〔2026〕1-G1-01" {
			t.Errorf("%+v, %v", f, err)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestAReturnedWorksheetIsTheMakersAgain(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		d := o.decided(t, models.ToFinding, "head")
		update := func(login string) error {
			return o.Write(t.Context(), func(tx *store.Tx) error {
				return tx.UpdateWorksheet(d.FindingID, "新标题", o.round.KeyID, []byte("better"), o.who[login])
			})
		}
		refused(t, update("deputy"), models.KindForbidden, "error.not_maker")
		if err := update("member"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.moveFinding(t, d.FindingID, models.FindingReview, o.who["deputy"]); err != nil {
			t.Fatal(err)
		}
		refused(t, update("member"), models.KindConflict, "error.step")
		f, err := o.moveFinding(t, d.FindingID, models.FindingReturn, o.who["head"])
		if err != nil || f.State != models.FindingDrafted || f.ReviewedBy != 0 || f.Title != "新标题" || string(f.Sealed) != "better" {
			t.Errorf("%+v, %v", f, err)
		}
		if err := update("member"); err != nil {
			t.Error(err)
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

func TestAHandoffRunsUntilItIsSignedFor(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		d := o.decided(t, models.ToClue, "leader")
		for _, event := range []models.HandoffEvent{models.HandoffApprove, models.HandoffWithdraw} {
			_, err := o.moveHandoff(t, d.HandoffID, event, "officer")
			refused(t, err, models.KindForbidden, "error.by_decision")
		}
		_, err := o.moveHandoff(t, d.HandoffID, models.HandoffSeal, "leader")
		refused(t, err, models.KindForbidden, "error.forbidden")
		_, err = o.moveHandoff(t, d.HandoffID, models.HandoffSeal, "clerk")
		refused(t, err, models.KindForbidden, "error.forbidden")
		_, err = o.moveHandoff(t, d.HandoffID, models.HandoffSeal, "otherhead")
		refused(t, err, models.KindNotFound, "error.not_found")
		_, err = o.moveHandoff(t, d.HandoffID, models.HandoffSign, "officer")
		refused(t, err, models.KindConflict, "error.step")
		want := map[models.HandoffEvent]string{models.HandoffSeal: "2026-03-09", models.HandoffDeliver: "2026-03-05", models.HandoffSign: ""}
		for _, event := range []models.HandoffEvent{models.HandoffSeal, models.HandoffDeliver, models.HandoffSign} {
			h, err := o.moveHandoff(t, d.HandoffID, event, "officer")
			if err != nil || h.DueOn != want[event] || h.Clock != models.HandoffClock(h.State) || h.Number != "移交〔2026〕1-G1-01" {
				t.Errorf("%s: %+v, %v", event, h, err)
			}
			archive := o.archive(t, d.TipID)
			if event == models.HandoffSign {
				if archive != nil {
					t.Errorf("signed for, and still not to be archived: %v", archive)
				}
				continue
			}
			refused(t, archive, models.KindConflict, "error.handoff_open")
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}

// TestAHandoffsTextKeepsItsKey has a step add to the text after the round got
// another key, and a step that adds nothing.
func TestAHandoffsTextKeepsItsKey(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		d := o.decided(t, models.ToClue, "leader")
		o.raw(t, false).exec(`INSERT INTO round_keys (round_id, purpose, recipient, created_at)
			SELECT round_id, purpose, recipient, created_at FROM round_keys WHERE id = $1`, o.round.KeyID)
		var key models.RoundKey
		o.do(t, func(tx *store.Tx) (err error) {
			if key, err = tx.RoundKey(o.round.ID, models.KeyContent); err != nil {
				return err
			}
			_, err = tx.MoveHandoff(d.HandoffID, models.HandoffSeal, o.who["officer"], store.HandoffText{KeyID: key.ID, Sealed: []byte("more")})
			return err
		})
		h, err := o.moveHandoff(t, d.HandoffID, models.HandoffDeliver, "officer")
		if err != nil || key.ID == o.round.KeyID || h.KeyID != key.ID || string(h.Sealed) != "more" {
			t.Errorf("%q under key %d, want %d: %v", h.Sealed, h.KeyID, key.ID, err)
		}
	})
}

func (o *office) archive(t *testing.T, tipID int64) error {
	t.Helper()
	return o.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.MoveTip(tipID, models.EventArchive, store.Step{Actor: o.who["clerk"].ID, Origin: "backoffice"})
		return err
	})
}

func TestAReturnedHandoffReopensItsTip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, reopened := range []bool{false, true} {
			d := o.decided(t, models.ToClue, "leader")
			for _, event := range []models.HandoffEvent{models.HandoffSeal, models.HandoffDeliver} {
				if _, err := o.moveHandoff(t, d.HandoffID, event, "director"); err != nil {
					t.Fatal(err)
				}
			}
			if reopened { // for new facts, while the letter is away
				o.do(t, func(tx *store.Tx) error {
					_, err := tx.MoveTip(d.TipID, models.EventReopen, store.Step{Actor: o.who["clerk"].ID, Origin: "backoffice"})
					return err
				})
			}
			h, err := o.moveHandoff(t, d.HandoffID, models.HandoffReturn, "director")
			if err != nil || h.State != models.HandoffReturned {
				t.Fatal(h, err)
			}
			tip := o.reload(t, d.TipID)
			if tip.State != models.StateReopened || tip.Code != "" || tip.Body != "" || tip.Clock != models.ClockTriage {
				t.Errorf("%+v", tip)
			}
		}
		if bad := broken(o.check(t)); bad != nil {
			t.Error(bad)
		}
	})
}
