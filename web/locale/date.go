package locale

import (
	"strconv"
	"strings"
	"time"
)

// Date writes the day, such as 2026年3月9日 or 9 March 2026. The caller gives t in
// the office's zone; the zero time is an em dash.
func Date(l Lang, t time.Time) string { return write(t, l, "2006年1月2日", "2 January 2006") }

// Day writes the day without the year, for lists.
func Day(l Lang, t time.Time) string { return write(t, l, "1月2日", "2 Jan") }

// DateTime writes day and minute.
func DateTime(l Lang, t time.Time) string {
	return write(t, l, "2006年1月2日 15:04", "2 January 2006, 15:04")
}

// Clock writes the time of day to the minute, 24 hours in both languages.
func Clock(l Lang, t time.Time) string { return write(t, l, "15:04", "15:04") }

func write(t time.Time, l Lang, zh, en string) string {
	if t.IsZero() {
		return "—"
	}
	if l == EN {
		return t.Format(en)
	}
	return t.Format(zh)
}

// Number writes n with its thousands grouped by a comma, in both languages.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	var groups []string
	for len(s) > 3 {
		groups = append([]string{s[len(s)-3:]}, groups...)
		s = s[:len(s)-3]
	}
	return sign + strings.Join(append([]string{s}, groups...), ",")
}
