package parse

import "bytes"

// field is one header field: its name in lower case and its value as it
// stands, folds included. The value shares the message's memory.
type field struct {
	name  string
	value []byte
}

// header holds the fields of one part that the parser has a use for.
type header []field

// get returns the value of the first field of that name that says anything.
func (h header) get(name string) []byte {
	for _, f := range h {
		if f.name == name && len(bytes.TrimSpace(f.value)) > 0 {
			return f.value
		}
	}
	return nil
}

// has reports whether the field is there, be it empty.
func (h header) has(name string) bool {
	for _, f := range h {
		if f.name == name {
			return true
		}
	}
	return false
}

// twice reports whether a field that may stand once says two things.
func (h header) twice(name string) bool {
	first := h.get(name)
	for _, f := range h {
		if f.name == name && len(bytes.TrimSpace(f.value)) > 0 && !bytes.Equal(f.value, first) {
			return true
		}
	}
	return false
}

// headerReader walks the lines of a header block.
type headerReader struct {
	*reader
	all    []byte
	at     int // where the current line starts
	fields header
	begin  int // where the current field's value starts, or -1
	end    int
	name   string
	glued  int  // lines taken for the rest of a broken word
	known  bool // a field that only mail has was seen
}

// maxGlued is how many lines without a fold may belong to broken words.
const maxGlued = 100

// readHeader takes the header block off the front of b. known says whether it
// looks like one of a mail.
func (r *reader) readHeader(b []byte) (h header, body []byte, known bool) {
	hr := headerReader{reader: r, all: b, begin: -1}
	for hr.at < len(b) && hr.line() {
		continue
	}
	hr.flush()
	return hr.fields, b[min(hr.at, len(b)):], hr.known
}

// line takes one line and reports whether the block goes on after it.
func (hr *headerReader) line() bool {
	line, next := cutLine(hr.all[hr.at:])
	switch {
	case len(line) == 0 || (isBlank(line) && !isField(next)):
		hr.at = len(hr.all) - len(next)
		return false
	case line[0] == ' ' || line[0] == '\t':
		hr.extend(line)
	case hr.start(line):
	case hr.at == 0:
		return false
	case hr.glued < maxGlued && hr.wordOpen():
		hr.glued++
		hr.note(HeaderDamaged)
		hr.extend(line)
	case isField(next):
		hr.note(HeaderDamaged)
		hr.flush()
	default:
		hr.note(NoSeparator)
		return false
	}
	hr.at = len(hr.all) - len(next)
	return true
}

// start begins a new field, if the line is one.
func (hr *headerReader) start(line []byte) bool {
	colon := fieldName(line)
	if colon < 0 {
		return false
	}
	hr.flush()
	hr.name, hr.begin = fieldOfUse(line[:colon]), hr.at+colon+1
	hr.end = hr.at + len(line)
	hr.known = hr.known || hr.name != ""
	return true
}

func (hr *headerReader) extend(line []byte) {
	if hr.begin >= 0 {
		hr.end = hr.at + len(line)
	}
}

// flush keeps the current field when there is a use for it.
func (hr *headerReader) flush() {
	begin := hr.begin
	hr.begin = -1
	if begin < 0 || hr.name == "" || hr.name == "received" {
		return
	}
	if len(hr.fields) >= hr.lim.Fields {
		hr.note(HeaderTruncated)
		return
	}
	value := hr.all[begin:hr.end]
	if len(value) > hr.lim.HeaderBytes {
		hr.note(HeaderTruncated)
		value = value[:hr.lim.HeaderBytes]
	}
	hr.fields = append(hr.fields, field{hr.name, value})
}

// wordOpen reports whether the current value ends inside an encoded word.
func (hr *headerReader) wordOpen() bool {
	if hr.begin < 0 {
		return false
	}
	value := hr.all[max(hr.begin, hr.end-2000):hr.end]
	at := bytes.LastIndex(value, []byte("=?"))
	if at > 0 && bytes.HasSuffix(value[:at+2], []byte("?=?")) {
		return false
	}
	if at < 0 {
		return false
	}
	w, ok := wordAt(value[at:])
	return ok && !w.closed
}

// fieldName returns where the colon of a header line is, or -1.
func fieldName(line []byte) int {
	colon := bytes.IndexByte(line[:min(len(line), 80)], ':')
	name := bytes.TrimRight(line[:max(colon, 0)], " \t")
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return -1
		}
	}
	if len(name) == 0 {
		return -1
	}
	return colon
}

// isField reports whether b begins with a header field.
func isField(b []byte) bool {
	line, _ := cutLine(b[:min(len(b), 100)])
	return fieldName(line) > 0
}

// fieldOfUse returns the lower-case name of a header the parser uses, or "".
func fieldOfUse(name []byte) string {
	name = bytes.TrimRight(name, " \t")
	var low [32]byte
	if len(name) > len(low) {
		return ""
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	return interned(low[:len(name)])
}

// interned returns the constant for a name of use: the header costs no memory.
func interned(low []byte) string {
	for _, name := range [...]string{
		"from", "to", "subject", "date", "received", "sender", "reply-to", "message-id",
		"in-reply-to", "references", "mime-version", "content-type", "content-transfer-encoding",
		"content-disposition", "content-id", "content-description", "return-path", "auto-submitted", "precedence",
		"list-id", "list-unsubscribe", "list-post", "x-mailing-list", "x-autoreply", "x-autorespond", "x-auto-response-suppress",
		"x-failed-recipients", "x-spam-flag", "x-spam", "x-spam-status",
	} {
		if len(name) == len(low) && name == string(low) {
			return name
		}
	}
	return ""
}

// cutLine returns the first line without its end, and what follows.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return bytes.TrimRight(b, "\r"), nil
	}
	return bytes.TrimRight(b[:i], "\r"), b[i+1:]
}

func isBlank(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }
