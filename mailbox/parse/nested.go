package parse

import "strings"

// textElsewhere looks for text when the message has none of its own: outside
// the parts, in an attached text, in a message within.
func (r *reader) textElsewhere(depth int) string {
	if r.outside != "" {
		r.note(TextOutside)
		return r.outside
	}
	for _, k := range r.found {
		if s := r.attachedText(k); s != "" {
			r.note(TextFromAttachment)
			return s
		}
	}
	return r.messageTexts(depth)
}

// messageTexts joins the texts of the messages within.
func (r *reader) messageTexts(depth int) string {
	var texts []string
	for _, k := range r.found {
		if s := strings.TrimSpace(r.messageText(k, depth)); s != "" {
			r.note(TextFromMessage)
			texts = append(texts, s)
		}
	}
	return strings.Join(texts, "\n\n")
}

// attachedText reads an attachment that is text.
func (r *reader) attachedText(k kept) string {
	if !k.readable {
		return ""
	}
	p := part{kind: k.Type, charset: k.charset}
	s, ok := r.text(p, k.Data)
	if !ok {
		return ""
	}
	return r.proseOf(p, s).text(r)
}

// messageText reads the text of a message within. Its attachments stay in it.
func (r *reader) messageText(k kept, depth int) string {
	if k.Type != "message/rfc822" && k.Type != "message/global" || depth >= r.lim.Depth || r.parts <= 0 || !r.spend(len(k.Data)) {
		return ""
	}
	inner := newReader(r.lim, 0)
	inner.parts, inner.work = r.parts, r.work
	head, body, _ := inner.envelope(k.Data)
	s := inner.entity(inner.describe(head, body, "text/plain"), depth+1).text(inner)
	if strings.TrimSpace(s) == "" {
		s = inner.textElsewhere(depth + 1)
	}
	r.parts, r.work = inner.parts, inner.work
	return s
}
