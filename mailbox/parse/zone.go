package parse

import "strings"

// isZone reports whether a word of a date names a time zone.
func isZone(low string) bool {
	if low[0] == '+' || low[0] == '-' {
		return len(low) > 1
	}
	if strings.HasPrefix(low, "gmt") || strings.HasPrefix(low, "utc") {
		return true
	}
	_, ok := namedZone(low)
	return ok
}

// takeZone reads +0800, +08:00, +8, GMT+8 and names. The first zone counts:
// what follows is a comment.
func (c *clue) takeZone(s string) {
	if c.zoned {
		return
	}
	c.zoned = true
	if hours, ok := namedZone(s); ok {
		c.zone = hours * 3600
		return
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "gmt"), "utc")
	digits := strings.ReplaceAll(strings.TrimLeft(s, "+-"), ":", "")
	if digits == "" {
		return
	}
	c.zone = c.offset(digits)
	if strings.HasPrefix(s, "-") {
		c.zone = -c.zone
	}
}

// offset reads h, hh, hmm and hhmm as seconds. An offset that no place has is
// taken for none.
func (c *clue) offset(digits string) int {
	n := c.number(digits)
	if len(digits) <= 2 {
		n *= 100
	}
	if n/100 > 14 || n%100 > 59 {
		return 0
	}
	return n/100*3600 + n%100*60
}

// namedZone returns hours east of Greenwich. CST is China's here, which is
// where the mail that this program reads comes from.
func namedZone(low string) (hours int, ok bool) {
	switch low {
	case "z", "ut", "utc", "gmt", "wet":
		return 0, true
	case "cst", "hkt", "sgt":
		return 8, true
	case "jst", "kst":
		return 9, true
	case "cet", "bst", "met":
		return 1, true
	case "cest", "eet":
		return 2, true
	case "est", "cdt":
		return -5, true
	case "edt":
		return -4, true
	case "mst", "pdt":
		return -7, true
	case "pst":
		return -8, true
	}
	return 0, false
}
