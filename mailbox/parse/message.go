// Package parse reads mail: bytes in, Mail out. It is pure; it opens nothing,
// fetches nothing, logs nothing and knows no clock.
//
// It guarantees, for any bytes whatever:
//   - Message returns; it neither fails nor panics. What cannot be understood
//     is kept whole as one attachment, and Reasons says why.
//   - Work and memory grow linearly with the message, under the bounds of
//     Limits. The attachments together are never larger than the message. No
//     archive is unpacked, and nothing is decrypted.
//   - Every part of a message is in Text or among Attachments, with these
//     exceptions: the second rendering in a multipart/alternative or a
//     winmail.dat, and text outside the parts of a multipart, both used when
//     there is no other text.
//   - Every string is valid UTF-8 without NUL; Text ends its lines with \n.
//   - Reasons hold nothing of what the message says.
//
// It does not guarantee that what a message says of itself is true: sender,
// date, types and names are the sender's words, cleaned but not verified.
// Attachments are not scanned, and markup survives in none but attachments.
package parse

import (
	"bytes"
	"strings"
	"time"
)

// Mail is what a message says, in a form that can be stored and shown.
type Mail struct {
	Subject     string       // one line; "" when there is none
	From        []Address    // as From, Sender or Reply-To gives it; may be empty
	Date        time.Time    // UTC; zero when missing, unreadable or implausible
	MessageID   string       // without angle brackets; "" when there is none
	InReplyTo   string       // without angle brackets
	References  []string     // without angle brackets, oldest first
	Text        string       // text/plain, or HTML as text; at most Limits.TextBytes
	Attachments []Attachment // in the order of the message
	Auto        Auto         // whether a machine sent it
	Reasons     []Reason     // what was not as it should be, each once
	Opaque      bool         // nothing could be understood: a person has to look
}

// Attachment is a part of a message that is not its text.
type Attachment struct {
	Name   string // safe as a file name, never empty, not unique
	Type   string // as declared, lower case, without parameters
	Data   []byte // decoded; may share memory with the message
	Inline bool   // meant to be shown within the text
}

// reader is the state of one parse.
type reader struct {
	lim     Limits
	parts   int // how many more parts may be read
	room    int // how many more bytes of text fit into Mail.Text
	work    int // how many more bytes may be looked through for boundaries
	found   []kept
	outside string // text outside the parts of multiparts
	reasons []Reason
	report  bool // the message is a multipart/report
}

func newReader(lim Limits, size int) *reader {
	return &reader{lim: lim, parts: lim.Parts, room: lim.TextBytes, work: workFor(size)}
}

// workFor is how many bytes of multiparts inside one another are looked through
// for a message of that size: a small one may be a hundred levels deep, a large
// one costs sixteen times its size at most.
func workFor(size int) int {
	const small = 256 << 10
	return 16*size + 100*min(size, small)
}

// spend takes the cost of looking through n bytes once more, and reports
// whether there was enough left for it.
func (r *reader) spend(n int) bool {
	r.work -= n
	return r.work >= 0
}

// Message reads one message. raw must not be changed as long as the result is
// in use.
func Message(raw []byte, lim Limits) (m Mail) {
	r := newReader(lim.filled(), len(raw))
	defer func() {
		if recover() != nil {
			m = opaque(raw, Internal)
		}
	}()
	return r.mail(raw)
}

// opaque is a message of which nothing was understood.
func opaque(raw []byte, reasons ...Reason) Mail {
	whole := Attachment{Name: "message.eml", Type: "application/octet-stream", Data: raw}
	return Mail{Attachments: []Attachment{whole}, Reasons: reasons, Opaque: true}
}

func (r *reader) mail(raw []byte) Mail {
	if isBlank(raw) {
		return Mail{Reasons: []Reason{Empty}, Opaque: true}
	}
	head, body, known := r.envelope(raw)
	m := r.headers(head)
	m.Text = r.body(head, body)
	if !known && m.Text == "" {
		return opaque(raw, r.reasons...)
	}
	m.Attachments = r.attachments()
	m.Auto = r.auto(head, m)
	m.Reasons = r.reasons
	return m
}

// envelope takes off what transports put on top and reads the headers.
func (r *reader) envelope(raw []byte) (head header, body []byte, known bool) {
	b := skipTop(lineEnds(raw))
	head, body, known = r.readHeader(b)
	if !known {
		r.note(NoHeaders)
		return nil, b, false
	}
	if isBlank(body) {
		r.note(NoBody)
	}
	return head, body, true
}

// lineEnds turns lone carriage returns into line feeds when the message uses
// them to end its header lines.
func lineEnds(raw []byte) []byte {
	first, _, _ := bytes.Cut(raw, []byte("\n"))
	first = bytes.TrimRight(first, "\r")
	if bytes.IndexByte(first, '\r') < 0 {
		return raw
	}
	b := bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
}

// skipTop skips a byte order mark, blank lines and an mbox "From " line.
func skipTop(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.TrimLeft(b, "\r\n\x00")
	for _, mark := range []string{"From ", ">From "} {
		if bytes.HasPrefix(b, []byte(mark)) {
			_, b = cutLine(b)
		}
	}
	return b
}

// headers reads what the header says.
func (r *reader) headers(h header) Mail {
	for _, name := range []string{"subject", "from", "date", "message-id", "content-type"} {
		if h.twice(name) {
			r.note(HeaderDuplicate)
		}
	}
	hint := r.hint(h)
	return Mail{
		Subject:    r.line(h.get("subject"), hint),
		From:       r.from(h, hint),
		Date:       r.date(h),
		MessageID:  first(r.ids(h.get("message-id"))),
		InReplyTo:  first(r.ids(h.get("in-reply-to"))),
		References: r.ids(h.get("references")),
	}
}

// hint is the charset that raw bytes in the header are most likely in.
func (r *reader) hint(h header) string {
	_, ps := r.parameters(h.get("content-type"))
	return r.param(ps, "charset", "")
}

// line decodes a header value into one clean line.
func (r *reader) line(value []byte, hint string) string {
	return cutText(cleanLine(r.words(value, hint)), r.lim.HeaderBytes)
}

// body reads everything below the header and returns the best text.
func (r *reader) body(head header, body []byte) string {
	p := r.describe(head, body, "text/plain")
	r.report = p.kind == "multipart/report"
	s := r.cleanText(r.entity(p, 0).text(r))
	if s == "" {
		s = r.cleanText(r.textElsewhere(0))
	}
	return s
}

func (r *reader) attachments() []Attachment {
	var all []Attachment
	for _, k := range r.found {
		all = append(all, k.Attachment)
	}
	return all
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// ids reads message ids: what stands in angle brackets, or else the words.
func (r *reader) ids(value []byte) []string {
	s := cleanLine(strings.ToValidUTF8(string(value), "\uFFFD"))
	var all []string
	for _, one := range strings.FieldsFunc(s, func(c rune) bool { return c <= ' ' || c == '<' || c == '>' || c == ',' }) {
		if len(all) >= r.lim.Addresses {
			break
		}
		all = append(all, cutText(one, 998))
	}
	return all
}
