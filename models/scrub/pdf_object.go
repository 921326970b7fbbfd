package scrub

// Objects of a PDF (ISO 32000-2, 7.3) as far as a copy needs to know them: null
// is nil, and what is copied as it stands is a pdfAtom.
type (
	pdfAtom string // a number, string or keyword, as written
	pdfName string // as written, without the slash
	pdfRef  int    // the number of an object; generations do not matter in a copy
	pdfList []any
	pdfDict struct {
		keys   []string // decoded, in the order of the file
		values map[string]any
	}
	pdfStream struct {
		dict *pdfDict
		data []byte // as coded in the file
	}
)

func newPDFDict() *pdfDict { return &pdfDict{values: map[string]any{}} }

func (d *pdfDict) set(key string, value any) {
	if _, known := d.values[key]; !known {
		d.keys = append(d.keys, key)
	}
	d.values[key] = value
}

// name is the decoded name that a key stands for; empty when it is none.
func (d *pdfDict) name(key string) string {
	name, _ := d.values[key].(pdfName)
	return name.decoded()
}

// number is an integer that a key stands for; -1 when it is none.
func (d *pdfDict) number(key string) int {
	return pdfInt(d.values[key])
}

// pdfInt reads an integer of at most ten digits; -1 when it is none, or negative.
func pdfInt(value any) int {
	atom, _ := value.(pdfAtom)
	if len(atom) == 0 || len(atom) > 10 {
		return -1
	}
	n := 0
	for _, c := range []byte(atom) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// decoded resolves #xx (7.3.5).
func (n pdfName) decoded() string {
	out := make([]byte, 0, len(n))
	for i := 0; i < len(n); i++ {
		if n[i] == '#' && i+2 < len(n) {
			high, low := unhex(n[i+1]), unhex(n[i+2])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 2
				continue
			}
		}
		out = append(out, n[i])
	}
	return string(out)
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// encodeName writes a name so that any reader reads it as it was.
func encodeName(name string) string {
	const digits = "0123456789ABCDEF"
	out := make([]byte, 0, len(name)+1)
	out = append(out, '/')
	for _, c := range []byte(name) {
		if c <= ' ' || c > '~' || c == '#' || pdfDelimiter(c) {
			out = append(out, '#', digits[c>>4], digits[c&15])
			continue
		}
		out = append(out, c)
	}
	return string(out)
}
