package locale

import (
	"strconv"
	"strings"
	"time"
)

// Date writes the day, such as 2026年3月9日 or 9 March 2026. The caller gives t in
// the office's zone; the zero time is an em dash.
func (b *Book) Date(l Lang, t time.Time) string { return b.write(l, "lang.date", t) }

// Day writes the day without the year, for lists.
func (b *Book) Day(l Lang, t time.Time) string { return b.write(l, "lang.day", t) }

// DateTime writes day and minute.
func (b *Book) DateTime(l Lang, t time.Time) string { return b.write(l, "lang.datetime", t) }

// Clock writes the time of day to the minute.
func (b *Book) Clock(l Lang, t time.Time) string { return b.write(l, "lang.clock", t) }

// write uses the layout that the language keeps among its messages, in the form
// of Go's time.Format.
func (b *Book) write(l Lang, layout string, t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format(b.T(l, layout))
}

// Number writes n with its thousands grouped by a comma, in every language.
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
