package scrub

import "strings"

// iptcTraces are data sets of record 2 (IPTC-NAA IIM 4.2).
var iptcTraces = map[byte]Trace{
	5: TraceTitle, 25: TraceTitle, 55: TraceTime, 60: TraceTime, 65: TraceSoftware, 80: TraceAuthor, 85: TraceAuthor,
	90: TracePlace, 92: TracePlace, 95: TracePlace, 101: TracePlace, 105: TraceTitle, 110: TraceAuthor, 115: TraceAuthor,
	116: TraceAuthor, 120: TraceComment, 122: TraceAuthor,
}

// readIPTC says what a Photoshop block tells, by the data sets in it.
func readIPTC(body []byte) traceSet {
	found := traceSet{}
	for rest := string(body); ; {
		_, after, ok := strings.Cut(rest, "\x1c\x02")
		if !ok || after == "" {
			break
		}
		if t := iptcTraces[after[0]]; t != "" {
			found.add(t)
		}
		rest = after
	}
	if len(found) == 0 {
		found.add(TraceOther)
	}
	return found
}
