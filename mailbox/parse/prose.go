package parse

import "strings"

// prose is what a part says: as plain text, as HTML, or both when they are
// alternatives. HTML is turned into text only when it is chosen.
type prose struct {
	plain  string
	markup string
}

func (r *reader) proseOf(p part, s string) prose {
	switch {
	case p.isRTF() && isRTF([]byte(s[:min(len(s), 5)])):
		return r.rtfText(s, r.lim.MarkupBytes)
	case p.kind == "text/calendar" || p.kind == "application/ics":
		return prose{plain: calendarText(s)}
	case p.isMarkup():
		return prose{markup: s}
	}
	if p.says("format", "flowed") {
		return prose{plain: unflow(s, p.says("delsp", "yes"))}
	}
	return prose{plain: s}
}

// stub is the length in bytes under which a plain text may be a mere notice
// that the mail is in HTML.
const stub = 200

// text chooses: the plain text, unless it is blank or a stub beside an HTML
// text that says far more.
func (s prose) text(r *reader) string {
	if s.markup == "" || len(s.plain) > stub {
		return s.plain
	}
	plain, rich := strings.TrimSpace(s.plain), r.htmlText(s.markup)
	if plain == "" || len(strings.TrimSpace(rich)) > 3*len(plain)+stub {
		return rich
	}
	return s.plain
}

// alternative keeps the first plain text and the last HTML that say anything.
func alternative(all []prose) (s prose) {
	for _, one := range all {
		if strings.TrimSpace(s.plain) == "" {
			s.plain = one.plain
		}
		if one.markup != "" {
			s.markup = one.markup
		}
	}
	return s
}

// sequence joins what follows one another.
func sequence(all []prose, r *reader) prose {
	if len(all) == 1 {
		return all[0]
	}
	var texts []string
	room := r.lim.TextBytes
	for _, one := range all {
		s := strings.Trim(one.text(r), "\r\n")
		if strings.TrimSpace(s) == "" {
			continue
		}
		if room <= 0 {
			r.note(TextTruncated)
			break
		}
		texts, room = append(texts, s), room-len(s)
	}
	return prose{plain: strings.Join(texts, "\n\n")}
}

// says reports whether a parameter of the type has the value.
func (p *part) says(name, value string) bool {
	for _, q := range p.params {
		if q.name == name && strings.EqualFold(string(q.value), value) {
			return true
		}
	}
	return false
}

// unflow joins lines that end in a blank (RFC 3676). In languages without
// blanks the sender says that this one is to be deleted. Quotations stay as
// they stand.
func unflow(s string, deleteBlank bool) string {
	var out strings.Builder
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		whole, goesOn := strings.CutSuffix(strings.TrimPrefix(line, " "), " ")
		if !goesOn || line == "-- " || strings.HasPrefix(line, ">") {
			out.WriteString(strings.TrimPrefix(line, " ") + "\n")
			continue
		}
		out.WriteString(whole)
		if !deleteBlank {
			out.WriteByte(' ')
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}
