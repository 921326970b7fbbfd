package scrub

import "bytes"

// xmpWords are names of properties (ISO 16684-1 and the Exif, IPTC and Adobe
// schemas) that show what a packet tells; the packet goes whatever it tells.
var xmpWords = []struct {
	word  string
	trace Trace
}{
	{"GPS", TracePlace},
	{"Location", TracePlace},
	{"City", TracePlace},
	{"CreateDate", TraceTime},
	{"ModifyDate", TraceTime},
	{"DateCreated", TraceTime},
	{"DateTime", TraceTime},
	{"tiff:Make", TraceDevice},
	{"tiff:Model", TraceDevice},
	{"SerialNumber", TraceDevice},
	{"creator", TraceAuthor},
	{"Author", TraceAuthor},
	{"rights", TraceAuthor},
	{"CreatorTool", TraceSoftware},
	{"Producer", TraceSoftware},
	{"History", TraceHistory},
	{"DocumentID", TraceHistory},
	{"DerivedFrom", TraceHistory},
	{"Thumbnails", TraceThumbnail},
	{"description", TraceComment},
	{"dc:title", TraceTitle},
	{"subject", TraceTitle},
	{"Keywords", TraceTitle},
}

// readXMP says what a packet tells.
func readXMP(packet []byte) traceSet {
	found := traceSet{}
	for _, w := range xmpWords {
		if bytes.Contains(packet, []byte(w.word)) {
			found.add(w.trace)
		}
	}
	if len(found) == 0 {
		found.add(TraceOther)
	}
	return found
}
