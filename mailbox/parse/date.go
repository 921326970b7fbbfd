package parse

import (
	"strconv"
	"strings"
	"time"
)

// date reads the Date header. What is ambiguous, as 03/04/2026 is, stays
// unread: a wrong date is worse than none.
func (r *reader) date(h header) time.Time {
	value := h.get("date")
	if value == nil {
		r.note(DateMissing)
		return time.Time{}
	}
	t, ok := parseDate(string(value[:min(len(value), 200)]))
	switch {
	case !ok:
		r.note(DateUnreadable)
		return time.Time{}
	case t.Before(r.lim.Earliest) || t.After(r.lim.Latest):
		r.note(DateImplausible)
		return time.Time{}
	}
	return t
}

// clue collects what the words of a date say.
type clue struct {
	year, month, day  int
	hour, minute, sec int
	zone              int // seconds east of Greenwich
	timed, zoned, pm  bool
	am, bad           bool
}

// parseDate reads a date in any order that leaves no doubt, in UTC.
func parseDate(s string) (time.Time, bool) {
	var c clue
	for _, token := range dateTokens(s) {
		c.take(token)
	}
	if c.bad || c.year == 0 || c.month == 0 || c.day == 0 || !c.timely() {
		return time.Time{}, false
	}
	t := time.Date(c.year, time.Month(c.month), c.day, c.hour, c.minute, min(c.sec, 59), 0, time.UTC)
	if t.Day() != c.day || int(t.Month()) != c.month {
		return time.Time{}, false
	}
	return t.Add(-time.Duration(c.zone) * time.Second), true
}

// dateTokens splits a date into words and numbers, without comments.
func dateTokens(s string) []string {
	if !isASCII([]byte(s)) {
		s = dateInChinese(s)
	}
	return strings.FieldsFunc(cutT(s), func(c rune) bool {
		return c <= ' ' || strings.ContainsRune(",()\"'[];", c) || c > 0x7f
	})
}

// dateInChinese turns the signs of a Chinese date into those of others.
func dateInChinese(s string) string {
	return strings.NewReplacer("年", "-", "月", "-", "日", " ", "号", " ", "时", ":", "点", ":", "分", ":", "秒", " ",
		"上午", " am ", "下午", " pm ", "：", ":").Replace(s)
}

// cutT separates date and time as ISO 8601 joins them.
func cutT(s string) string {
	at := strings.IndexByte(s, 'T')
	if at > 0 && at+1 < len(s) && isDigit(s[at-1]) && isDigit(s[at+1]) {
		return s[:at] + " " + s[at+1:]
	}
	return s
}

func (c *clue) take(token string) {
	low := strings.ToLower(strings.TrimRight(token, "."))
	switch {
	case low == "":
	case low == "am" || low == "pm":
		c.am, c.pm = low == "am", low == "pm"
	case strings.Contains(low, ":") && !isZone(low):
		c.takeTime(low)
	case isZone(low):
		c.takeZone(low)
	case strings.ContainsAny(low, "-/.") && isDigit(low[0]):
		c.takeJoined(low)
	case isDigit(low[0]):
		c.takeNumber(strings.TrimRight(low, "stndrh"))
	default:
		c.takeName(low)
	}
}

// takeTime reads 15:04, 15:04:05, 15:04:05.000 and 3:04:05pm.
func (c *clue) takeTime(s string) {
	if c.timed {
		return
	}
	if at := strings.IndexAny(s, "+-"); at > 0 {
		c.takeZone(s[at:])
		s = s[:at]
	}
	if base, ok := strings.CutSuffix(s, "z"); ok {
		c.takeZone("z")
		s = base
	}
	if base, ok := strings.CutSuffix(s, "pm"); ok {
		s, c.pm = base, true
	}
	fields := strings.Split(strings.Trim(s, ":"), ":")
	for i, part := range []*int{&c.hour, &c.minute, &c.sec} {
		if i < len(fields) {
			whole, _, _ := strings.Cut(fields[i], ".")
			*part = c.number(whole)
		}
	}
	c.timed = true
}

// takeJoined reads 2026-05-06, 6-May-2026 and 6/5/2026 where it is certain.
func (c *clue) takeJoined(s string) {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(fields) == 1 {
		c.takeNumber(fields[0])
		return
	}
	if len(fields) < 3 {
		c.bad = true
		return
	}
	if monthOf(fields[1]) > 0 {
		c.takeNumber(fields[0])
		c.takeName(fields[1])
		c.takeNumber(fields[2])
		return
	}
	c.takeNumeric(c.number(fields[0]), c.number(fields[1]), c.number(fields[2]), len(fields[0]))
}

// takeNumeric reads three numbers: a year of four digits first, or last with a
// day that cannot be a month.
func (c *clue) takeNumeric(a, b, d, digits int) {
	switch {
	case digits == 4:
		c.year, c.month, c.day = a, b, d
	case d < 1000:
		c.bad = true
	case a > 12:
		c.year, c.month, c.day = d, b, a
	case b > 12 || a == b:
		c.year, c.month, c.day = d, a, b
	default:
		c.bad = true
	}
}

// takeNumber reads a day or a year, whichever is wanting.
func (c *clue) takeNumber(s string) {
	n := c.number(s)
	switch {
	case len(s) <= 2 && c.day == 0:
		c.day = n
	case c.year == 0:
		c.year = fullYear(n, len(s))
	}
}

// fullYear applies RFC 5322, 4.3 to years of two and three digits.
func fullYear(n, digits int) int {
	switch {
	case digits <= 2 && n < 50:
		return 2000 + n
	case digits <= 3:
		return 1900 + n
	}
	return n
}

// takeName reads a month; weekdays and other words say nothing.
func (c *clue) takeName(s string) {
	if m := monthOf(s); m > 0 && c.month == 0 {
		c.month = m
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func monthOf(s string) int {
	if len(s) < 3 {
		return 0
	}
	at := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3]))
	if at < 0 || at%3 != 0 {
		return 0
	}
	return at/3 + 1
}

func (c *clue) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		c.bad = true
	}
	return n
}

// timely checks the time of day and applies am and pm.
func (c *clue) timely() bool {
	if c.pm && c.hour < 12 {
		c.hour += 12
	}
	if c.am && c.hour == 12 {
		c.hour = 0
	}
	return c.hour < 24 && c.minute < 60 && c.sec <= 60
}
