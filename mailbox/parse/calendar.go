package parse

import "strings"

// maxEvents is how many events of a calendar are put into words.
const maxEvents = 20

// event is what a calendar part (RFC 5545) says of one meeting.
type event struct {
	summary, start, end, place, organiser, words string
}

// calendarText puts the events of a calendar into lines: what, when, where, who
// asks, and what else is said. A part without any is given as it stands.
func calendarText(s string) string {
	var texts []string
	var one event
	for line := range strings.SplitSeq(unfoldCalendar(s), "\n") {
		name, value := calendarField(line)
		switch {
		case name == "BEGIN" && isEvent(value):
			one = event{}
		case name == "END" && isEvent(value) && len(texts) < maxEvents:
			texts = append(texts, one.text())
		default:
			one.take(name, line, value)
		}
	}
	if all := strings.TrimSpace(strings.Join(texts, "\n\n")); all != "" {
		return all
	}
	return s
}

func isEvent(value string) bool {
	return strings.EqualFold(value, "VEVENT") || strings.EqualFold(value, "VTODO")
}

// unfoldCalendar joins the lines that begin with a blank to those before them.
func unfoldCalendar(s string) string {
	return strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "", "\r\n", "\n").Replace(s)
}

// calendarField splits a line into the name in capitals, without parameters, and
// the value.
func calendarField(line string) (name, value string) {
	quoted := false
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			name, _, _ = strings.Cut(line[:i], ";")
			return strings.ToUpper(cutText(name, 40)), strings.TrimSpace(line[i+1:])
		}
	}
	return "", ""
}

func (e *event) take(name, line, value string) {
	switch name {
	case "SUMMARY":
		e.summary = calendarWords(value)
	case "LOCATION":
		e.place = calendarWords(value)
	case "DESCRIPTION":
		e.words = calendarWords(value)
	case "DTSTART":
		e.start = calendarTime(value) + calendarZone(line)
	case "DTEND", "DUE":
		e.end = calendarTime(value)
	case "ORGANIZER":
		e.organiser = calendarPerson(line, value)
	}
}

func (e *event) text() string {
	when := e.start
	if e.end != "" && e.end != e.start {
		when += " – " + e.end
	}
	var lines []string
	for _, s := range []string{e.summary, when, e.place, e.organiser, e.words} {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// calendarWords undoes the escapes of a text.
func calendarWords(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s)
}

// calendarTime writes 20260506T100000Z as 2026-05-06 10:00 UTC; what is not of
// that form stays as it is.
func calendarTime(s string) string {
	day, hour, timed := strings.Cut(s, "T")
	if len(day) != 8 || strings.Trim(day, "0123456789") != "" || timed && len(hour) < 4 {
		return s
	}
	out := day[:4] + "-" + day[4:6] + "-" + day[6:]
	if !timed {
		return out
	}
	out += " " + hour[:2] + ":" + hour[2:4]
	if strings.HasSuffix(hour, "Z") {
		out += " UTC"
	}
	return out
}

// calendarZone returns the time zone that a line names.
func calendarZone(line string) string {
	zone := calendarParam(line, "TZID=")
	if zone == "" {
		return ""
	}
	return " (" + zone + ")"
}

// calendarPerson returns the name and the address of who asks.
func calendarPerson(line, value string) string {
	if n := len("mailto:"); len(value) > n && strings.EqualFold(value[:n], "mailto:") {
		value = value[n:]
	}
	if name := calendarParam(line, "CN="); name != "" {
		return name + " <" + value + ">"
	}
	return value
}

// calendarParam returns a parameter of a line; "" when it has none.
func calendarParam(line, mark string) string {
	_, rest, ok := strings.Cut(line[:min(len(line), 2000)], ";"+mark)
	if !ok {
		return ""
	}
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		rest, _, _ = strings.Cut(quoted, `"`)
		return rest
	}
	if end := strings.IndexAny(rest, ";:"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}
