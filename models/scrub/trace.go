package scrub

import "slices"

// Trace is a kind of thing that a file tells about who made it.
type Trace string

// The kinds of traces, in the order in which a reporter reads them.
const (
	TracePlace     Trace = "place"     // where it was taken
	TraceTime      Trace = "time"      // when it was taken or written
	TraceDevice    Trace = "device"    // make, model or number of the phone or camera
	TraceAuthor    Trace = "author"    // names of people, firms and accounts
	TraceSoftware  Trace = "software"  // the program that made it
	TraceComment   Trace = "comment"   // remarks and descriptions beside the content
	TraceHistory   Trace = "history"   // who changed what and when, earlier versions
	TraceThumbnail Trace = "thumbnail" // a small picture of an earlier state
	TraceTitle     Trace = "title"     // title, subject, keywords
	TracePath      Trace = "path"      // folders, printers and addresses of a computer
	TraceRoute     Trace = "route"     // the way a mail took, and the numbers it got on it
	TraceOther     Trace = "other"     // what no rule names
)

var traces = []Trace{
	TracePlace, TraceTime, TraceDevice, TraceAuthor, TraceSoftware, TraceComment, TraceHistory, TraceThumbnail,
	TraceTitle, TracePath, TraceRoute, TraceOther,
}

// Traces are all the kinds of traces, in the order to show them in.
func Traces() []Trace { return slices.Clone(traces) }

// Key is the message key of the trace's name.
func (t Trace) Key() string { return "trace." + string(t) }

// traceSet collects the traces of one file.
type traceSet map[Trace]bool

func (s traceSet) add(found ...Trace) {
	for _, t := range found {
		s[t] = true
	}
}

func (s traceSet) join(other traceSet) {
	for t := range other {
		s[t] = true
	}
}

// list gives each trace once, in the order to show them in.
func (s traceSet) list() []Trace {
	var out []Trace
	for _, t := range traces {
		if s[t] {
			out = append(out, t)
		}
	}
	return out
}
