package models_test

import (
	"testing"
	"time"

	"heed/models"
)

// shanghai2026 has the days around New Year and the Spring Festival of 2026 as
// an office's table might: days off in the week, and weekend days worked.
func shanghai2026() models.Calendar {
	return models.Calendar{
		Zone: time.FixedZone("CST", 8*3600),
		Holidays: map[string]bool{
			"2026-01-01": true, "2026-01-02": true, "2026-02-16": true, "2026-02-17": true, "2026-02-18": true, "2026-02-19": true,
			"2026-02-20": true, "2026-02-23": true,
		},
		Workdays: map[string]bool{"2026-01-04": true, "2026-02-14": true, "2026-02-28": true},
		Years:    map[int]bool{2026: true},
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		what, start string
		days        int
		working     bool
		want        string
	}{
		{"the start day is not counted", "2026-03-02T09:00", 1, true, "2026-03-03"},
		{"over a weekend", "2026-03-06T09:00", 1, true, "2026-03-09"},
		{"five working days", "2026-03-04T09:00", 5, true, "2026-03-11"},
		{"from a Saturday", "2026-03-07T09:00", 1, true, "2026-03-09"},
		{"a holiday in between", "2025-12-31T09:00", 1, true, "2026-01-04"},
		{"a make-up Sunday is worked", "2025-12-31T09:00", 2, true, "2026-01-05"},
		{"over the Spring Festival", "2026-02-13T09:00", 5, true, "2026-02-27"},
		{"a make-up Saturday counts", "2026-02-27T09:00", 1, true, "2026-02-28"},
		{"calendar days", "2026-03-02T09:00", 15, false, "2026-03-17"},
		{"calendar days that end on a Saturday", "2026-03-06T09:00", 15, false, "2026-03-23"},
		{"calendar days that end in a holiday", "2026-02-02T09:00", 15, false, "2026-02-24"},
		{"calendar days that end on a make-up day", "2026-02-13T09:00", 15, false, "2026-02-28"},
		{"the same day", "2026-03-02T09:00", 0, false, "2026-03-02"},
		{"the same day though nobody works", "2026-03-07T09:00", 0, false, "2026-03-07"},
		{"a year without a table", "2027-01-01T09:00", 1, true, "2027-01-04"},
		{"just before midnight", "2026-03-02T23:59", 1, true, "2026-03-03"},
		{"just after midnight", "2026-03-03T00:00", 1, true, "2026-03-04"},
	} {
		cal := shanghai2026()
		start, err := time.ParseInLocation("2006-01-02T15:04", c.start, cal.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.Due(models.Clock{Days: c.days, Working: c.working}, start.UTC()); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

func TestDueIsADayOfTheOfficesZone(t *testing.T) {
	cal := shanghai2026()
	evening := time.Date(2026, 3, 2, 16, 30, 0, 0, time.UTC) // already the 3rd in Shanghai
	if got := cal.Day(evening); got != "2026-03-03" {
		t.Errorf("the day is %s", got)
	}
	if got := cal.Due(models.Clock{Days: 1, Working: true}, evening); got != "2026-03-04" {
		t.Errorf("due %s", got)
	}
}

func TestDueOverAChangeOfClocks(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	cal := models.Calendar{Zone: zone}
	start := time.Date(2026, 3, 28, 23, 30, 0, 0, zone) // the night that loses an hour
	if got := cal.Due(models.Clock{Days: 1}, start); got != "2026-03-30" {
		t.Errorf("due %s", got) // the 29th is a Sunday
	}
}

func TestDefaultProfile(t *testing.T) {
	want := map[models.ClockID]models.Clock{
		"register":       {ID: "register", Days: 1, Working: true, Force: models.Practice},
		"triage":         {ID: "triage", Days: 5, Working: true, Force: models.Practice},
		"urgent":         {ID: "urgent", Force: models.Binding},
		"reporter":       {ID: "reporter", Days: 15, Force: models.Practice},
		"handoff_decide": {ID: "handoff_decide", Days: 5, Working: true, Force: models.Practice},
		"handoff_sign":   {ID: "handoff_sign", Days: 3, Working: true, Force: models.Practice},
	}
	p := models.DefaultProfile()
	if p.ID != "cn-2024" || len(p.Clocks) != len(want) {
		t.Errorf("%+v", p)
	}
	for id, clock := range want {
		if p.Clocks[id] != clock {
			t.Errorf("%s: %+v", id, p.Clocks[id])
		}
	}
}

func TestTipClock(t *testing.T) {
	want := map[models.TipState][2]models.ClockID{ // calm, urgent
		"received": {"register", "urgent"}, "quarantined": {"register", "urgent"},
		"registered": {"triage", "urgent"}, "screening": {"triage", "urgent"}, "duplicate": {"triage", "urgent"},
		"assigned": {"triage", "urgent"}, "reviewing": {"triage", "urgent"}, "reopened": {"triage", "urgent"},
		"awaiting_reporter": {"reporter", "reporter"}, "decision_proposed": {"handoff_decide", "handoff_decide"},
		"approved": {"handoff_decide", "handoff_decide"}, "closed": {}, "fed_back": {}, "archived": {},
	}
	for _, s := range models.TipStates() {
		got := [2]models.ClockID{models.TipClock(s, false), models.TipClock(s, true)}
		if got != want[s] {
			t.Errorf("%s: %v, want %v", s, got, want[s])
		}
		for _, id := range got {
			if _, known := models.DefaultProfile().Clocks[id]; known == s.Done() {
				t.Errorf("%s: the profile and the state differ on %q", s, id)
			}
		}
	}
}
