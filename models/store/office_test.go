package store_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// office is a store with a round, a member of staff for every role, and the
// blobs that its tips name.
type office struct {
	*store.Store
	clock *storetest.Clock
	url   string
	round storetest.Round
	who   map[string]models.Member
	blobs map[string][]byte
	made  int
}

// eachOffice runs fn in a fresh office on every database. Its clock starts on a
// Monday morning in Shanghai.
func eachOffice(t *testing.T, fn func(t *testing.T, o *office)) {
	t.Helper()
	for _, db := range []string{"sqlite", "postgres"} {
		t.Run(db, func(t *testing.T) { fn(t, openOffice(t, databaseURL(t, db))) })
	}
}

func databaseURL(t *testing.T, db string) string {
	t.Helper()
	if db == "sqlite" {
		return "sqlite://" + t.TempDir() + "/heed.db"
	}
	return storetest.PostgresURL(t)
}

func openOffice(t *testing.T, url string) *office {
	t.Helper()
	o := &office{
		clock: storetest.NewClock(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)), url: url,
		who: map[string]models.Member{}, blobs: map[string][]byte{},
	}
	o.Store = storetest.Open(t, url, o.clock.Now)
	o.round = storetest.MakeRound(t, o.Store)
	team1, team2 := o.round.Teams[0].ID, o.round.Teams[1].ID
	o.hire(t, "clerk", models.StaffRole{Role: models.RoleClerk})
	o.hire(t, "clerk2", models.StaffRole{Role: models.RoleClerk})
	o.hire(t, "member", models.StaffRole{Role: models.RoleMember, TeamID: team1})
	o.hire(t, "member2", models.StaffRole{Role: models.RoleMember, TeamID: team1})
	o.hire(t, "head", models.StaffRole{Role: models.RoleHead, TeamID: team1})
	o.hire(t, "deputy", models.StaffRole{Role: models.RoleDeputy, TeamID: team1})
	o.hire(t, "otherhead", models.StaffRole{Role: models.RoleHead, TeamID: team2})
	o.hire(t, "officer", models.StaffRole{Role: models.RoleOfficer})
	o.hire(t, "director", models.StaffRole{Role: models.RoleDirector})
	o.hire(t, "leader", models.StaffRole{Role: models.RoleLeader})
	o.hire(t, "secrecy", models.StaffRole{Role: models.RoleSecrecy})
	o.hire(t, "custodian", models.StaffRole{Role: models.RoleCustodian})
	o.hire(t, "system", models.StaffRole{Role: models.RoleSystem})
	o.hire(t, "security", models.StaffRole{Role: models.RoleSecurity})
	o.hire(t, "auditor", models.StaffRole{Role: models.RoleAuditor})
	return o
}

func (o *office) hire(t *testing.T, login string, roles ...models.StaffRole) models.Member {
	t.Helper()
	o.do(t, func(tx *store.Tx) error {
		s := models.Staff{Login: login, Name: login, Recipient: "age1" + login, Active: true, Lang: "zh"}
		if err := tx.InsertStaff(&s); err != nil {
			return err
		}
		if err := tx.SetRoles(s.ID, roles); err != nil {
			return err
		}
		m, err := tx.Member(s.ID)
		o.who[login] = m
		return err
	})
	return o.who[login]
}

// do is Write that must succeed; look the same of Read; try tells the error.
func (o *office) do(t *testing.T, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := o.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (o *office) look(t *testing.T, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := o.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// newTip is a named web tip with its parts and a receipt, on the first unit.
func (o *office) newTip() store.NewTip {
	o.made++
	n := store.NewTip{
		Tip: models.Tip{
			RoundID: o.round.ID, TeamID: o.round.Teams[0].ID, UnitID: o.round.Units[0].ID, Channel: models.ChannelWeb,
			Category: models.CategoryGifts, ReceivedAt: o.clock.Now(), Named: true, Files: 1, Lang: "zh",
		},
		Envelopes: []models.Envelope{
			o.sealed(models.EnvelopeText), o.sealed(models.EnvelopeIdentity), o.blob(o.sealed(models.EnvelopeFile)),
			o.sealed(models.EnvelopeOriginal),
		},
		Receipt: &models.ReceiptRow{Hash: digest("receipt", o.made), Recipient: "age1reporter"},
		Origin:  "portal",
	}
	return n
}

func (o *office) sealed(kind models.EnvelopeKind) models.Envelope {
	data := []byte(fmt.Sprintf("sealed %s %d", kind, o.made))
	sum := sha256.Sum256(data)
	key := o.round.KeyID
	if kind == models.EnvelopeIdentity || kind == models.EnvelopeMail || kind == models.EnvelopeOriginal {
		key++ // MakeRound stores the identity key right after the content key
	}
	return models.Envelope{Kind: kind, KeyID: key, Size: int64(len(data)), SHA256: sum[:], Data: data}
}

// blob keeps an envelope in a blob that it shares with others.
func (o *office) blob(e models.Envelope) models.Envelope {
	const before, after = "another's sealed bytes", "a third's"
	e.Blob, e.BlobAt = fmt.Sprintf("ab/%d", o.made), int64(len(before))
	o.blobs[e.Blob], e.Data = slices.Concat([]byte(before), e.Data, []byte(after)), nil
	return e
}

func digest(what string, n int) []byte {
	sum := sha256.Sum256([]byte(fmt.Sprint(what, n)))
	return sum[:]
}

// tip stores a tip, changed before it enters.
func (o *office) tip(t *testing.T, change ...func(*store.NewTip)) models.Tip {
	t.Helper()
	n := o.newTip()
	for _, c := range change {
		c(&n)
	}
	var out models.Tip
	o.do(t, func(tx *store.Tx) error {
		tips, err := tx.InsertTips([]store.NewTip{n})
		if err == nil {
			out = tips[0]
		}
		return err
	})
	return out
}

// wayTo are the events that bring a new tip to a state.
func wayTo(s models.TipState) []models.TipEvent {
	review := []models.TipEvent{models.EventRegister, models.EventScreen, models.EventAssign, models.EventReview}
	propose := append(review[:4:4], models.EventPropose)
	closed := append(propose[:5:5], models.EventApprove, models.EventClose)
	return map[models.TipState][]models.TipEvent{
		models.StateReceived:         nil,
		models.StateQuarantined:      {models.EventQuarantine},
		models.StateRegistered:       review[:1],
		models.StateScreening:        review[:2],
		models.StateDuplicate:        append(review[:2:2], models.EventDuplicate),
		models.StateAssigned:         review[:3],
		models.StateReviewing:        review,
		models.StateAwaitingReporter: append(review[:4:4], models.EventAsk),
		models.StateDecisionProposed: propose,
		models.StateApproved:         append(propose[:5:5], models.EventApprove),
		models.StateClosed:           closed,
		models.StateFedBack:          append(closed[:7:7], models.EventFeedBack),
		models.StateArchived:         append(closed[:7:7], models.EventArchive),
		models.StateReopened:         append(closed[:7:7], models.EventReopen),
	}[s]
}

// step is what the clerk takes; closing needs a code.
func (o *office) step() store.Step {
	return store.Step{Actor: o.who["clerk"].ID, Origin: "backoffice", Change: func(tip *models.Tip) { tip.Code = models.Suggestion }}
}

// at stores a tip and brings it to a state by the table alone.
func (o *office) at(t *testing.T, s models.TipState) models.Tip {
	t.Helper()
	tip := o.tip(t)
	o.do(t, func(tx *store.Tx) (err error) {
		for _, event := range wayTo(s) {
			if tip, err = tx.MoveTip(tip.ID, event, o.step()); err != nil {
				return err
			}
		}
		return nil
	})
	return plain(tip)
}

func (o *office) move(t *testing.T, id int64, event models.TipEvent) {
	t.Helper()
	o.do(t, func(tx *store.Tx) error {
		_, err := tx.MoveTip(id, event, o.step())
		return err
	})
}

// proposal is a valid proposal of a code by the member.
func (o *office) proposal(t *testing.T, tipID int64, code models.Code) store.Proposal {
	t.Helper()
	p := store.Proposal{
		TipID: tipID, Code: code, Basis: "信访条例-23", KeyID: o.round.KeyID, Sealed: []byte("sealed reason"), By: o.who["member"].ID,
	}
	rule, err := models.FindDisposition(code)
	if err != nil {
		t.Fatal(err)
	}
	if rule.Body {
		p.Body = "court"
	}
	if rule.Original {
		p.OriginalID = o.tip(t).ID
	}
	if code == models.ToFinding {
		p.Finding = &models.Finding{
			UnitID: o.round.Units[0].ID, Class: "INT-01", Source: "tip", Title: "标题", KeyID: o.round.KeyID, Sealed: []byte("worksheet"),
		}
	}
	if code == models.ToClue {
		p.Handoff = &models.Handoff{Recipient: "discipline", Items: 2, Persons: 1, KeyID: o.round.KeyID, Sealed: []byte("clue")}
	}
	return p
}

// proposed is a decision of a code that waits, on a tip of its own.
func (o *office) proposed(t *testing.T, code models.Code) models.Decision {
	t.Helper()
	p := o.proposal(t, o.at(t, models.StateReviewing).ID, code)
	var d models.Decision
	o.do(t, func(tx *store.Tx) (err error) {
		d, err = tx.Propose(p)
		return err
	})
	return d
}

func (o *office) approve(t *testing.T, d models.Decision, login string) (out models.Decision, err error) {
	t.Helper()
	err = o.Write(t.Context(), func(tx *store.Tx) error {
		out, err = tx.Approve(d.ID, o.who[login])
		return err
	})
	return out, err
}

func (o *office) reject(t *testing.T, d models.Decision, login string) (out models.Decision, err error) {
	t.Helper()
	err = o.Write(t.Context(), func(tx *store.Tx) error {
		out, err = tx.Reject(d.ID, o.who[login])
		return err
	})
	return out, err
}

// decided is a decision that all the named approved.
func (o *office) decided(t *testing.T, code models.Code, approvers ...string) models.Decision {
	t.Helper()
	d := o.proposed(t, code)
	for _, login := range approvers {
		var err error
		if d, err = o.approve(t, d, login); err != nil {
			t.Fatal(err)
		}
	}
	if d.State != models.DecisionApproved {
		t.Fatalf("%s after %v: %s", code, approvers, d.State)
	}
	return d
}

// reload is a tip as it stands now.
func (o *office) reload(t *testing.T, id int64) (tip models.Tip) {
	t.Helper()
	o.look(t, func(tx *store.Tx) (err error) {
		tip, err = tx.Tip(models.Scope{All: true}, id)
		return err
	})
	return plain(tip)
}

// plain makes tips comparable: databases differ in the zone they tell an
// instant in.
func plain(tip models.Tip) models.Tip {
	tip.ReceivedAt, tip.ChangedAt = tip.ReceivedAt.UTC(), tip.ChangedAt.UTC()
	return tip
}

func refused(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	if models.KindOf(err) != kind || err == nil {
		t.Errorf("kind %d, want %d: %v", models.KindOf(err), kind, err)
		return
	}
	var e *models.Error
	if key != "" && (!errors.As(err, &e) || e.Key != key) {
		t.Errorf("%v, want %q", err, key)
	}
}
