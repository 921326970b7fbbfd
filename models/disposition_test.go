package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"heed/models"
)

// dispositionTable is DOMAIN's: the roles of each step, apart by "+", and what
// else must be named.
const dispositionTable = `TO_FINDING head
	TO_IMMEDIATE_FIX head+director
	TO_CLUE leading_group
	TO_REFERRAL officer/director body
	GUIDE_ONLY clerk/officer/director body
	UP_ROUTE director
	DUP_EXACT clerk/officer/director original
	DUP_NEW head/deputy original
	KEEP_FILE head
	NO_ACTION head+deputy
	REJ_LITIGATION officer/director body
	REJ_OTHER_REMIT officer/director body
	REJ_NO_SUBSTANCE head
	SUGGESTION officer/director
	WITHDRAWN officer/director
	SPAM clerk/officer/director
	ABUSE clerk/officer/director
	PROTECT head+director
	CLASSIFIED_STUB secrecy`

func TestDispositions(t *testing.T) {
	var got []string
	for _, d := range models.Dispositions() {
		var approvers []string
		for _, any := range d.Approvers {
			var roles []string
			for _, r := range any {
				roles = append(roles, string(r))
			}
			approvers = append(approvers, strings.Join(roles, "/"))
		}
		line := fmt.Sprintf("%s %s", d.Code, strings.Join(approvers, "+"))
		if d.Body {
			line += " body"
		}
		if d.Original {
			line += " original"
		}
		if d.Duplicate != d.Original {
			t.Errorf("%s: a repeat names what it repeats", d.Code)
		}
		got = append(got, line)
	}
	var want []string
	for line := range strings.Lines(dispositionTable) {
		want = append(want, strings.TrimSpace(line))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFindDisposition(t *testing.T) {
	for _, d := range models.Dispositions() {
		if found, err := models.FindDisposition(d.Code); err != nil || found.Code != d.Code {
			t.Errorf("%s: %v, %v", d.Code, found, err)
		}
	}
	if _, err := models.FindDisposition("TO_PRISON"); models.KindOf(err) != models.KindInvalid {
		t.Errorf("an unknown code: %v", err)
	}
}

func TestApproverFor(t *testing.T) {
	for _, c := range []struct {
		code  models.Code
		roles []models.Role
		done  map[int]bool
		step  int
		ok    bool
	}{
		{models.NoAction, []models.Role{models.RoleHead}, nil, 0, true},
		{models.NoAction, []models.Role{models.RoleDeputy}, nil, 1, true},
		{models.NoAction, []models.Role{models.RoleHead}, map[int]bool{0: true}, 0, false},
		{models.NoAction, []models.Role{models.RoleDeputy}, map[int]bool{0: true}, 1, true},
		{models.NoAction, []models.Role{models.RoleDeputy}, map[int]bool{0: true, 1: true}, 0, false},
		{models.NoAction, []models.Role{models.RoleMember, models.RoleClerk}, nil, 0, false},
		{models.ToImmediateFix, []models.Role{models.RoleDirector}, nil, 1, true},
		{models.DupNew, []models.Role{models.RoleDeputy}, nil, 0, true},
		{models.Spam, []models.Role{models.RoleOfficer}, nil, 0, true},
		{models.ToClue, []models.Role{models.RoleHead, models.RoleDirector}, nil, 0, false},
		{models.ToFinding, nil, nil, 0, false},
	} {
		rule, err := models.FindDisposition(c.code)
		if err != nil {
			t.Fatal(err)
		}
		if step, ok := rule.ApproverFor(c.roles, c.done); step != c.step || ok != c.ok {
			t.Errorf("%s by %v after %v: %d, %v", c.code, c.roles, c.done, step, ok)
		}
	}
}

// TestStepsOfIsApproverForTurnedRound compares the two with each other for
// every role and disposition.
func TestStepsOfIsApproverForTurnedRound(t *testing.T) {
	for _, r := range models.Roles() {
		steps := models.StepsOf(r)
		for _, d := range models.Dispositions() {
			step, ok := d.ApproverFor([]models.Role{r}, nil)
			if listed := slices.Contains(steps[step], d.Code); listed != ok {
				t.Errorf("%s, %s: listed %v, may approve %v", r, d.Code, listed, ok)
			}
		}
	}
}

func TestBodies(t *testing.T) {
	if len(models.Bodies()) != 14 || models.BodyID("").Valid() || models.BodyID("Court").Valid() || !models.BodyID("court").Valid() {
		t.Error(models.Bodies())
	}
}
