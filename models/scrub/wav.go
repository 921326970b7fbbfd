package scrub

// wavKept are the chunks that make the sound (Microsoft, Multimedia Programming
// Interface 1.0, chapter 3).
var wavKept = map[string]bool{"fmt ": true, "data": true, "fact": true, "slnt": true}

// wavTraces says what the others tell; LIST and packets are looked into. Padding
// tells nothing.
var wavTraces = map[string][]Trace{
	"bext": {TraceTime, TraceAuthor, TraceSoftware}, "iXML": {TraceDevice, TraceComment}, "cart": {TraceAuthor, TraceTitle},
	"umid": {TraceDevice}, "PEAK": {TraceTime}, "DISP": {TraceTitle}, "link": {TracePath}, "smpl": {TraceDevice},
	"JUNK": {}, "junk": {}, "PAD ": {}, "FLLR": {},
}

// infoTraces are fields of LIST INFO.
var infoTraces = map[string]Trace{
	"IART": TraceAuthor, "ICOP": TraceAuthor, "IENG": TraceAuthor, "ITCH": TraceAuthor, "ICMS": TraceAuthor, "ICRD": TraceTime,
	"IDIT": TraceTime, "INAM": TraceTitle, "ISBJ": TraceTitle, "IKEY": TraceTitle, "IPRD": TraceTitle, "ISFT": TraceSoftware,
	"ICMT": TraceComment, "ISRC": TraceDevice, "IARL": TracePlace,
}

// planWAV keeps the format and the sound, and leaves out all else.
func planWAV(f file, p *plan) error {
	body, sound := newPlan(), false
	body.same = riffHead
	err := riffChunks(f, func(c chunk, whole int64) error {
		if wavKept[c.name] {
			body.keep(c.off, whole)
			sound = sound || c.name == "data"
			return nil
		}
		head, err := f.at(c.body, int(min(whole-8, mostText)))
		if err == nil {
			body.traces.join(readWAV(c.name, head))
		}
		return err
	})
	if err != nil {
		return err
	}
	if !sound {
		return errDamaged
	}
	return riffPlan(f, p, body)
}

// readWAV says what a chunk tells.
func readWAV(name string, body []byte) traceSet {
	found := traceSet{}
	switch known, ok := wavTraces[name]; {
	case ok:
		found.add(known...)
	case name == "_PMX":
		return readXMP(body)
	case name == "id3 " || name == "ID3 ":
		return readID3(body)
	case name == "LIST" && len(body) >= 4 && string(body[:4]) == "INFO":
		return readInfo(body[4:])
	default:
		found.add(TraceOther)
	}
	return found
}

func readInfo(body []byte) traceSet {
	found := traceSet{}
	for len(body) >= 8 {
		if t := infoTraces[string(body[:4])]; t != "" {
			found.add(t)
		}
		n := int64(le32(body[4:]))
		body = body[min(int64(len(body)), 8+n+n&1):]
	}
	if len(found) == 0 {
		found.add(TraceOther)
	}
	return found
}
