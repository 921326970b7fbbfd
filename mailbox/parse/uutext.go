package parse

import "strings"

// uuMark begins a file in a text that was uuencoded before MIME, and still is by
// old machines and scanners.
const uuMark = "begin "

// takeFiles takes uuencoded files out of a text and keeps them as attachments.
// What only looks like one stays in the text.
func (r *reader) takeFiles(s string) string {
	if !strings.HasPrefix(s, uuMark) && !strings.Contains(s, "\n"+uuMark) {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		line, rest := cutTextLine(s)
		name, ok := uuName(line)
		if !ok || r.parts <= 0 {
			out.WriteString(line)
			s = rest
			continue
		}
		data, after, ok := r.uuFile(rest)
		if !ok {
			out.WriteString(line)
			s = rest
			continue
		}
		r.parts--
		r.attach(part{kind: "application/octet-stream", name: r.fileName(name), place: "attachment"}, data)
		s = after
	}
	return out.String()
}

// uuName reads "begin 644 name".
func uuName(line string) (string, bool) {
	rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), uuMark)
	mode, name, named := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if !ok || !named || len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" {
		return "", false
	}
	return strings.TrimSpace(name), true
}

// uuFile decodes the lines that follow. A file that is cut off is kept as far
// as it goes when it has a full line.
func (r *reader) uuFile(s string) (data []byte, rest string, ok bool) {
	full := false
	for len(s) > 0 {
		line, after := cutTextLine(s)
		line = strings.TrimRight(line, "\r\n")
		if line == "end" {
			return data, after, true
		}
		if strings.TrimRight(line, " `") != "" {
			if !isUULine(line) {
				break
			}
			full = full || line[0] == 'M'
			data = uuLine(data, []byte(line))
		}
		s = after
	}
	r.noteIf(full, TransferDamaged)
	return data, s, full
}

// isUULine reports whether a line has the length that its first sign says, give
// or take blanks lost at the end and a checksum.
func isUULine(line string) bool {
	for i := range len(line) {
		if line[i] < ' ' || line[i] > '`' {
			return false
		}
	}
	want := (int((line[0]-' ')&63) + 2) / 3 * 4
	return len(line)-1 <= want+1 && (len(line)-1 >= want-3 || line[0] == 'M' && len(line) > 40)
}
