package answer

import (
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"heed/mailbox/proof"
)

// compose writes the answer: plain text, as a machine's (RFC 3834). Of the mail it
// names the Message-ID alone: the sender chose it, and it goes to whom they say.
func (s *Sender) compose(j *job) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingB64))
	m.FromMailAddress(&s.opts.From)
	if err := m.To(j.To); err != nil {
		return nil, err
	}
	m.SetMessageIDWithValue(j.id)
	m.SetDateWithValue(s.opts.Now())
	m.Subject(s.subject(j))
	m.SetGenHeader("Auto-Submitted", "auto-replied")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader(proof.MarkField, s.mark.Value())
	if id := messageID(j.MessageID); id != "" {
		m.SetGenHeaderPreformatted("In-Reply-To", id)
	}
	m.SetBodyString(gomail.TypeTextPlain, s.body(j))
	return m, nil
}

// anID is a Message-ID as mail programs make them (dot-atoms, RFC 5322), which
// says nothing to a person and leads nowhere.
var anID = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+=?^_`{|}~-]+@[A-Za-z0-9._-]+$")

// idMax is how long an id may be that is repeated.
const idMax = 160

// messageID is an id in its brackets; "" of one that could break the header, or
// that was made to be read.
func messageID(id string) string {
	if len(id) > idMax || !anID.MatchString(id) {
		return ""
	}
	return "<" + id + ">"
}

// subject names the number and the word beside it, by which a reply that names no
// mail finds its tip.
func (s *Sender) subject(j *job) string {
	return s.opts.Words(j.Lang, "mail_reply.subject", map[string]any{"number": j.Number + " #" + j.word})
}

// body says that the mail came, when, under which number and where to ask;
// nothing of what it said.
func (s *Sender) body(j *job) string {
	args := map[string]any{"number": j.Number, "date": s.date(j.At), "code": j.Code, "url": strings.TrimRight(s.opts.PublicURL, "/") + "/status"}
	var lines []string
	for _, key := range s.lines(j) {
		lines = append(lines, s.opts.Words(j.Lang, key, args))
	}
	return strings.Join(lines, "\r\n\r\n") + "\r\n"
}

// lines are the keys of the paragraphs.
func (s *Sender) lines(j *job) []string {
	switch {
	case j.Kind == Closed:
		return []string{
			"mail_reply.closed", "portal.home.over_where", "portal.home.over_1", "portal.home.over_2", "portal.home.over_3",
			"mail_reply.delete", "mail_reply.machine",
		}
	case j.Kind == Receipt && j.Code != "" && s.opts.PublicURL != "":
		return []string{"mail_reply.came", "mail_reply.receipt", "mail_reply.more", "mail_reply.keep", "mail_reply.machine"}
	}
	return []string{"mail_reply.came", "mail_reply.more", "mail_reply.delete", "mail_reply.machine"}
}

func (s *Sender) date(at time.Time) string {
	if zone := s.opts.Store.Calendar().Zone; zone != nil {
		at = at.In(zone)
	}
	return at.Format("2006-01-02 15:04")
}
