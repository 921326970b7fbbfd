package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"heed/models"
)

// steps reads lines of "state: event→state event→state".
func steps(t *testing.T, text string) map[[2]string]string {
	t.Helper()
	out := map[[2]string]string{}
	for line := range strings.Lines(text) {
		from, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		for _, step := range strings.Fields(rest) {
			event, to, ok := strings.Cut(step, "→")
			if !ok {
				t.Fatalf("cannot read %q", step)
			}
			out[[2]string{from, event}] = to
		}
	}
	return out
}

// agree compares a table with the code, pair by pair, and says how many steps
// the code allows.
func agree[S, E ~string](t *testing.T, want map[[2]string]string, states []S, events []E, next func(S, E) (S, error)) {
	t.Helper()
	allowed := 0
	for _, s := range states {
		for _, e := range events {
			to, err := next(s, e)
			wanted, may := want[[2]string{string(s), string(e)}]
			if string(to) != wanted || (err == nil) != may {
				t.Errorf("%s, %s: got %q, %v; want %q", s, e, to, err, wanted)
			}
			if err == nil {
				allowed++
				continue
			}
			var refusal *models.Error
			if !errors.As(err, &refusal) || refusal.Kind != models.KindConflict || refusal.Key != "error.step" ||
				refusal.Args["state"] != string(s) || refusal.Args["event"] != string(e) {
				t.Errorf("%s, %s: %#v", s, e, err)
			}
		}
	}
	if allowed != len(want) {
		t.Errorf("%d steps are allowed, %d wanted: a state or an event is not listed", allowed, len(want))
	}
}

func TestTipTable(t *testing.T) {
	want := steps(t, `received: quarantine→quarantined register→registered
		quarantined: register→registered
		registered: screen→screening
		screening: duplicate→duplicate assign→assigned
		duplicate: propose→decision_proposed assign→assigned
		assigned: assign→assigned review→reviewing
		reviewing: assign→assigned ask→awaiting_reporter propose→decision_proposed
		awaiting_reporter: answered→reviewing propose→decision_proposed
		decision_proposed: reject→reviewing approve→approved
		approved: close→closed
		closed: feed_back→fed_back archive→archived reopen→reopened
		fed_back: archive→archived reopen→reopened
		reopened: review→reviewing assign→assigned`)
	agree(t, want, models.TipStates(), models.TipEvents(), models.TipState.Next)
	for _, s := range models.TipStates() {
		for _, e := range models.TipEvents() {
			if _, may := want[[2]string{string(s), string(e)}]; s.Can(e) != may {
				t.Errorf("Can(%s, %s) is %v", s, e, s.Can(e))
			}
		}
	}
}

func TestFindingTable(t *testing.T) {
	want := steps(t, `proposed: accept→drafted withdraw→withdrawn
		drafted: review→reviewed
		reviewed: sign→signed return→drafted`)
	agree(t, want, models.FindingStates(), models.FindingEvents(), models.FindingState.Next)
}

func TestHandoffTable(t *testing.T) {
	want := steps(t, `proposed: approve→approved withdraw→withdrawn
		approved: seal→sealed
		sealed: deliver→delivered
		delivered: sign→signed_for return→returned`)
	agree(t, want, models.HandoffStates(), models.HandoffEvents(), models.HandoffState.Next)
	clocks := map[models.HandoffState]models.ClockID{"proposed": "handoff_decide", "approved": "handoff_decide", "sealed": "handoff_decide", "delivered": "handoff_sign"}
	for _, s := range models.HandoffStates() {
		if got := models.HandoffClock(s); got != clocks[s] {
			t.Errorf("clock of %s: %q", s, got)
		}
	}
}

func TestEveryTipReachesItsOutcomeAndOnlyThere(t *testing.T) {
	done := []models.TipState{"closed", "fed_back", "archived"}
	for _, s := range models.TipStates() {
		if s.Done() != slices.Contains(done, s) || (models.Tip{State: s}).Open() == s.Done() {
			t.Errorf("%s: done %v", s, s.Done())
		}
		if !s.Valid() || (s + "x").Valid() {
			t.Errorf("%s is not told from what it is not", s)
		}
	}
	for _, s := range models.TipStates() {
		for _, e := range models.TipEvents() {
			to, err := s.Next(e)
			if err == nil && to.Done() && !s.Done() && e != models.EventClose {
				t.Errorf("%s ends a tip by %s", s, e)
			}
		}
	}
}

func TestWhoMayTakeAStep(t *testing.T) {
	clerks := "clerk officer director"
	team := "member head deputy director"
	both := "clerk officer director member head deputy"
	want := map[models.TipEvent]string{
		"quarantine": "", "register": both, "screen": both, "duplicate": both, "assign": both, "review": both, "ask": team,
		"answered": team, "propose": both, "reject": "", "approve": "", "close": "", "feed_back": both, "archive": clerks, "reopen": both,
	}
	for _, e := range models.TipEvents() {
		for _, r := range models.Roles() {
			if got := models.MayTake(e, []models.Role{r}); got != slices.Contains(strings.Fields(want[e]), string(r)) {
				t.Errorf("%s by %s: %v", e, r, got)
			}
		}
		if models.MayTake(e, nil) {
			t.Errorf("%s by nobody", e)
		}
	}
	if !models.MayTake(models.EventArchive, []models.Role{models.RoleMember, models.RoleClerk}) {
		t.Error("one role of several is enough")
	}
}
