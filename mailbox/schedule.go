package mailbox

import (
	"strings"
	"time"

	"heed/models"

	"github.com/robfig/cron/v3"
)

// Schedule says when mailboxes are swept whatever else happens.
type Schedule struct {
	text string
	next cron.Schedule
}

// atLeast is the shortest period: a sweep that follows itself is a mistake.
const atLeast = time.Minute

// ParseSchedule reads hourly, daily (at 6:00), weekly (Mondays at 6:00), every
// 5m, or the five words of cron, "30 7 * * 1-5". A day that never comes, such as
// 30 February, is an error. Errors are KindInvalid.
func ParseSchedule(text string) (Schedule, error) {
	words := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	spec := words
	switch {
	case words == "hourly":
		spec = "0 * * * *"
	case words == "daily":
		spec = "0 6 * * *"
	case words == "weekly":
		spec = "0 6 * * 1"
	case strings.HasPrefix(words, "every "):
		return parseEvery(words)
	case strings.HasPrefix(words, "@"), strings.HasPrefix(words, "tz="), strings.HasPrefix(words, "cron_tz="):
		return Schedule{}, badSchedule(nil)
	}
	next, err := cron.ParseStandard(spec)
	if err != nil || next.Next(time.Unix(0, 0)).IsZero() {
		return Schedule{}, badSchedule(err)
	}
	return Schedule{text: words, next: next}, nil
}

func parseEvery(words string) (Schedule, error) {
	period, err := time.ParseDuration(strings.ReplaceAll(strings.TrimPrefix(words, "every "), " ", ""))
	if err != nil || period < atLeast {
		return Schedule{}, badSchedule(err)
	}
	return Schedule{text: words, next: cron.Every(period)}, nil
}

func badSchedule(cause error) error {
	e := models.Wrap(models.KindInvalid, "error.mail_schedule", cause)
	e.Field = "schedule"
	return e
}

// IsZero says whether nothing was parsed.
func (s Schedule) IsZero() bool { return s.next == nil }

// String is the schedule in the words it was given.
func (s Schedule) String() string { return s.text }

// Next is the first time after an instant, in that instant's zone.
func (s Schedule) Next(after time.Time) time.Time { return s.next.Next(after) }

// Longest is the longest time between two of the next ten sweeps: a schedule of
// working days pauses at the weekend.
func (s Schedule) Longest(from time.Time) time.Duration {
	var longest time.Duration
	for range 10 {
		next := s.Next(from)
		following := s.Next(next)
		longest, from = max(longest, following.Sub(next)), next
	}
	return longest
}
