package mailbox

import (
	"testing"
	"time"

	"heed/models"
)

func TestSchedule(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	after := time.Date(2026, 3, 4, 9, 17, 30, 0, zone) // a Wednesday
	for text, want := range map[string]string{
		"hourly":            "2026-03-04 10:00:00",
		"daily":             "2026-03-05 06:00:00",
		"weekly":            "2026-03-09 06:00:00",
		"Weekly":            "2026-03-09 06:00:00",
		"every 5m":          "2026-03-04 09:22:30",
		"every  1h 30m":     "2026-03-04 10:47:30",
		"30 7 * * 1-5":      "2026-03-05 07:30:00",
		"*/10 8-18 * * mon": "2026-03-09 08:00:00",
	} {
		s, err := ParseSchedule(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := s.Next(after).Format(time.DateTime); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestAScheduleThatCannotBeMeant(t *testing.T) {
	for _, text := range []string{
		"", "sometimes", "every", "every 5", "every 10s", "every -5m", "* * * *", "61 * * * *", "@hourly", "0 0 30 2 *", "TZ=UTC 0 * * * *",
	} {
		if s, err := ParseSchedule(text); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}
