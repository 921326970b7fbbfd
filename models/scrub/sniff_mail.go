package scrub

import "bytes"

// tellMail takes for a mail what begins with a header: nothing but fields, three
// of which are a mail's, and one of these says whom it is from.
func tellMail(_ file, head []byte) (Type, error) {
	head = bytes.TrimLeft(head, "\r\n")
	known, from := map[string]bool{}, false
	for len(head) > 0 {
		line, rest, ended := bytes.Cut(head, []byte("\n"))
		if !ended { // the rest lies beyond what is looked at
			break
		}
		line, head = bytes.TrimRight(line, "\r"), rest
		l := mailLine{head: line}
		if l.blank() {
			break
		}
		if l.folded() && len(known) > 0 || l.postmark() && len(known) == 0 {
			continue
		}
		name, ok := fieldName(line)
		if !ok {
			return "", nil
		}
		if trace, kept := mailRule(name); kept || trace != TraceOther {
			known[name] = true
		}
		from = from || name == "from" || name == "received"
	}
	if !from || len(known) < 3 {
		return "", nil
	}
	return EML, nil
}
