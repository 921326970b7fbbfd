package scrub

import "bytes"

// filmWords show what user data tells: names of boxes of QuickTime and 3GPP, of
// iTunes, and keys of Apple and Android.
var filmWords = []struct {
	word  string
	trace Trace
}{
	{"\xa9xyz", TracePlace},
	{"loci", TracePlace},
	{"location", TracePlace},
	{"\xa9day", TraceTime},
	{"creationdate", TraceTime},
	{"\xa9mak", TraceDevice},
	{"\xa9mod", TraceDevice},
	{"manufacturer", TraceDevice},
	{"quicktime.model", TraceDevice},
	{"\xa9ART", TraceAuthor},
	{"\xa9aut", TraceAuthor},
	{"\xa9wrt", TraceAuthor},
	{"cprt", TraceAuthor},
	{"auth", TraceAuthor},
	{"\xa9too", TraceSoftware},
	{"\xa9swr", TraceSoftware},
	{"\xa9enc", TraceSoftware},
	{"software", TraceSoftware},
	{"android.version", TraceSoftware},
	{"\xa9cmt", TraceComment},
	{"\xa9des", TraceComment},
	{"desc", TraceComment},
	{"dscp", TraceComment},
	{"covr", TraceThumbnail},
	{"thmb", TraceThumbnail},
	{"\xa9nam", TraceTitle},
	{"titl", TraceTitle},
	{"\xa9alb", TraceTitle},
}

// xmpID marks a box of XMP (ISO 16684-1, 1.1 of part 3).
const xmpID = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"

// readFilmTags says what a box that goes told.
func readFilmTags(name string, body []byte) traceSet {
	if name == "uuid" && bytes.HasPrefix(body, []byte(xmpID)) {
		return readXMP(body)
	}
	found := traceSet{}
	for _, w := range filmWords {
		if bytes.Contains(body, []byte(w.word)) {
			found.add(w.trace)
		}
	}
	if name == "trak" { // what a camera notes beside the pictures is where it is
		found = traceSet{TracePlace: true}
	}
	if len(found) == 0 {
		found.add(TraceOther)
	}
	return found
}
