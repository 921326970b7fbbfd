package models_test

import (
	"testing"
	"time"

	"heed/models"
)

func TestRegisterNumber(t *testing.T) {
	for want, got := range map[string]string{
		"巡察〔2026〕1-G1-0007":   models.RegisterNumber(2026, 1, "G1", 7),
		"巡察〔2026〕0-G0-0001":   models.RegisterNumber(2026, 0, "G0", 1),
		"巡察〔2027〕12-G3-12345": models.RegisterNumber(2027, 12, "G3", 12345),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestARoundAcceptsUntilItsClosingTime(t *testing.T) {
	end := time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC)
	r := models.Round{AcceptUntil: end}
	if !r.Accepts(end.Add(-time.Microsecond)) || r.Accepts(end) || r.Accepts(end.Add(time.Hour)) {
		t.Error("the closing time is not where it is")
	}
	r.Standing = true
	if !r.Accepts(end.Add(1e6 * time.Hour)) {
		t.Error("the standing round closed")
	}
}
