package answer

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"heed/mailbox/ref"
	"heed/models/store"
)

func decoded(m *mail.Message) io.Reader { return base64.NewDecoder(base64.StdEncoding, m.Body) }

// An answer is what RFC 3834 asks of a machine's, over TLS and STARTTLS.
func TestAnAnswerIsPlainlyAMachines(t *testing.T) {
	t.Parallel()
	for name, security := range map[string]Security{"TLS": TLS, "STARTTLS": StartTLS} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, security)
			o.works(o.queue(o.note("Li@Example.org")), 0)
			all := o.delivered()
			if len(all) != 1 || o.post.times("AUTH") != 1 || o.counts() != "1 claimed, 1 sent" {
				t.Fatalf("%d delivered, %s\n%s", len(all), o.counts(), o.logs)
			}
			h := all[0].mail.Header
			for field, want := range map[string]string{
				"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "In-Reply-To": "<1@citizen.example>",
				"References": "", "Precedence": "", "To": "<Li@Example.org>", "Return-Path": "", "User-Agent": "", "X-Mailer": "",
			} {
				if h.Get(field) != want {
					t.Errorf("%s: %q, want %q", field, h.Get(field), want)
				}
			}
			if all[0].from != "" || all[0].to != "Li@Example.org" {
				t.Errorf("from %q to %q, want the null sender", all[0].from, all[0].to)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
			if err != nil || !strings.Contains(subject, "巡察〔2026〕1-G1-0007") {
				t.Errorf("subject %q, %v", subject, err)
			}
			if !strings.HasPrefix(h.Get("X-Heed"), "1 ") || !strings.HasSuffix(h.Get("Message-ID"), "@example.org>") || !strings.HasPrefix(h.Get("Content-Type"), "text/plain") {
				t.Errorf("header %v", h)
			}
			if !strings.Contains(all[0].body, "2026-05-06 12:00") || strings.Contains(all[0].body, "status") {
				t.Errorf("body %q", all[0].body)
			}
		})
	}
}

// Replies to an answer, and to its number, find the tip.
func TestARepliedAnswerFindsItsTip(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	o.works(o.queue(o.note("li@example.org")), 0)
	h := o.delivered()[0].mail.Header
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	number, word, ok := strings.Cut(subject[strings.Index(subject, "巡察"):], " #")
	if err != nil || !ok || len(word) != ref.WordLen {
		t.Fatalf("subject %q, %v", subject, err)
	}
	for _, id := range []string{strings.Trim(h.Get("Message-ID"), "<>"), ref.Number(number, word)} {
		err := o.opts.Store.Read(t.Context(), func(tx *store.Tx) error {
			// The database and the secret without the word try no address.
			if bare, err := tx.MailRefs([][]byte{o.names.Message("number:" + number)}); err != nil || len(bare) > 0 {
				t.Errorf("the number alone is a reference: %v, %v", bare, err)
			}
			refs, err := tx.MailRefs([][]byte{o.names.Message(id)})
			rows := refs[string(o.names.Message(id))]
			if len(rows) != 1 || rows[0].TipID != o.tip || string(rows[0].Sender) != string(o.names.Sender(id, "LI@example.org")) {
				t.Errorf("%d rows", len(rows))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A sender is answered once a day, by however many workers.
func TestOneAnswerADay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	var workers sync.WaitGroup
	for range 4 {
		q := &queue{Sender: o.another(o.opts.Store, o.opts.Server)}
		q.put(&job{Note: o.note("li@example.org"), due: o.clock.Now()})
		q.put(&job{Note: o.note("LI@EXAMPLE.ORG"), due: o.clock.Now()})
		workers.Go(func() {
			for _, j := range q.ready() {
				q.work(context.Background(), j)
			}
		})
	}
	workers.Wait()
	if n := len(o.delivered()); n != 1 {
		t.Errorf("%d answers a day", n)
	}
	o.clock.Add(24 * time.Hour)
	o.works(o.queue(o.note("li@example.org"), o.note("wang@example.org")), 0)
	if n := len(o.delivered()); n != 2 {
		t.Errorf("%d answers to two senders on the next day", n)
	}
}

// What a server does to an answer, and how often it is then delivered and tried
// within an hour.
func TestServersThatFail(t *testing.T) {
	t.Parallel()
	later := &gosmtp.SMTPError{Code: 451, EnhancedCode: gosmtp.EnhancedCode{4, 7, 1}, Message: "later"}
	never := &gosmtp.SMTPError{Code: 550, EnhancedCode: gosmtp.EnhancedCode{5, 1, 1}, Message: "nobody of that name"}
	for name, c := range map[string]struct {
		step             string
		do               func(p *post)
		delivered, tries int
	}{
		"greylisted":                      {"RCPT", func(p *post) { p.fails("RCPT", 2, later) }, 1, 3},
		"greylisted for ever":             {"RCPT", func(p *post) { p.fails("RCPT", -1, later) }, 0, 4},
		"refused":                         {"RCPT", func(p *post) { p.fails("RCPT", -1, never) }, 0, 1},
		"refused after it was read":       {"DATA", func(p *post) { p.fails("DATA", -1, never) }, 0, 1},
		"put off after it was read":       {"DATA", func(p *post) { p.fails("DATA", 1, later) }, 1, 2},
		"taken, and the line cut":         {"DATA", func(p *post) { p.fails("DATA", -1, errCut) }, 1, 1},
		"a wrong password that is mended": {"AUTH", func(p *post) { p.fails("AUTH", 1, gosmtp.ErrAuthFailed) }, 1, 2},
		"a wrong password":                {"AUTH", func(p *post) { p.fails("AUTH", -1, gosmtp.ErrAuthFailed) }, 0, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, TLS)
			c.do(o.post)
			o.works(o.queue(o.note("li@example.org")), time.Hour)
			if n, tries := len(o.delivered()), o.post.times(c.step); n != c.delivered || tries != c.tries {
				t.Errorf("delivered %d times in %d tries, want %d in %d\n%s", n, tries, c.delivered, c.tries, o.logs)
			}
			if log := o.logs.String(); strings.Contains(log, "li@") || strings.Contains(log, "G1-0007") || strings.Contains(log, "nobody of") {
				t.Errorf("the log says whom: %s", log)
			}
		})
	}
}

// A server that refuses the null sender gets the office's address.
func TestAServerThatWantsASender(t *testing.T) {
	t.Parallel()
	o := newOffice(t, StartTLS)
	o.post.does("MAIL", func(from string) error {
		if from == "" {
			return &gosmtp.SMTPError{Code: 553, EnhancedCode: gosmtp.EnhancedCode{5, 7, 1}, Message: "sender must be the user"}
		}
		return nil
	})
	o.works(o.queue(o.note("li@example.org")), 0)
	if all := o.delivered(); len(all) != 1 || all[0].from != "office@example.org" {
		t.Errorf("%+v\n%s", all, o.logs)
	}
}

// While the server itself fails, it is asked once for all who wait: a wrong
// password is not tried a thousand times.
func TestAServerThatFailsIsLeftInPeace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	o.post.fails("AUTH", -1, gosmtp.ErrAuthFailed)
	q := o.queue(o.note("a@example.org"), o.note("b@example.org"), o.note("c@example.org"))
	o.works(q, 0)
	if n := o.post.times("AUTH"); n != 1 || len(q.jobs) != 3 {
		t.Errorf("the password was tried %d times at once, %d wait", n, len(q.jobs))
	}
}

// Nothing goes over a line that is not encrypted, or whose certificate nobody
// knows; a server that is silent or gone is given up for the time being.
func TestLinesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		security, as Security
		change       func(*Server)
	}{
		"no STARTTLS":         {Plain, StartTLS, func(*Server) {}},
		"unknown certificate": {TLS, TLS, func(s *Server) { s.RootCAs = nil }},
		"silent":              {Plain, TLS, func(s *Server) { s.Timeout = 200 * time.Millisecond }},
		"no password":         {TLS, TLS, func(s *Server) { s.Password = func() (string, error) { return "", errors.New("no file") } }},
		"gone":                {TLS, TLS, func(s *Server) { s.Port = 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, c.security)
			server := o.post.settings(c.as)
			c.change(&server)
			o.Sender = o.another(o.opts.Store, server)
			q := o.queue(o.note("li@example.org"))
			o.works(q, 0)
			if len(o.delivered()) != 0 || o.post.times("MAIL") != 0 || len(q.jobs) != 1 {
				t.Errorf("sent, or forgotten: %d wait\n%s", len(q.jobs), o.logs)
			}
		})
	}
}

// A server that stops in the middle does not hold the next answer up for ever.
func TestAServerThatHangs(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	held := make(chan struct{})
	defer close(held)
	o.post.does("DATA", func(string) error { <-held; return nil })
	server := o.post.settings(TLS)
	server.Timeout = 300 * time.Millisecond
	o.Sender = o.another(o.opts.Store, server)
	q := o.queue(o.note("li@example.org"))
	o.works(q, 0)
	if len(q.jobs) != 0 || o.counts() != "1 claimed, 0 sent" {
		t.Errorf("%d wait to be sent twice, %s", len(q.jobs), o.counts())
	}
}

// What is offered to a running sender arrives; what is too much is dropped and
// holds nobody up.
func TestRun(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	for _, to := range []string{"a@x.cn", "b@x.cn", "c@x.cn", "d@x.cn", "e@x.cn", "f@x.cn", "g@x.cn"} {
		o.Offer(o.note(to))
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- o.Run(ctx) }()
	for range o.opts.Queue {
		<-o.post.got
	}
	o.Offer(o.note("h@x.cn"))
	if l := <-o.post.got; l.to != "h@x.cn" {
		t.Errorf("to %q", l.to)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Whoever forges senders does not have the office write to strangers without
// limit: so many an hour in all, fewer to one domain's owner, whatever stands in
// front of it.
func TestAnswersAnHourAreBounded(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	claims := func(n int, address func(n int) string) (claimed int) {
		t.Helper()
		for k := range n {
			mine, err := o.claim(t.Context(), &job{Note: o.note(address(k))})
			if err != nil {
				t.Fatal(err)
			}
			if mine {
				claimed++
			}
		}
		return claimed
	}
	at := func(host string) func(int) string {
		return func(n int) string { return fmt.Sprintf("u%d@m%d.%s", n, n, host) }
	}
	if n := claims(domainMax+10, at("victim.example")); n != domainMax {
		t.Errorf("%d answers to one domain's people within an hour", n)
	}
	if log := o.logs.String(); !strings.Contains(log, "within the hour") || strings.Contains(log, "victim") {
		t.Errorf("the log: %s", log)
	}
	apart := func(n int) string { return fmt.Sprintf("u@d%d.example", n) }
	if n := claims(hourMax, apart); n != hourMax-domainMax {
		t.Errorf("%d answers more within that hour", n)
	}
	o.clock.Add(61 * time.Minute)
	if n := claims(hourMax, apart); n != domainMax {
		t.Errorf("%d of those who are left are answered in the next hour", n)
	}
}

// What stands behind a + makes no other person of somebody.
func TestATagIsTheSamePerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	o.works(o.queue(o.note("li+1@example.org"), o.note("Li+2@example.org"), o.note("li@example.org"), o.note("+x@example.org"), o.note("+y@example.org")), 0)
	if all := o.delivered(); len(all) != 3 || all[0].to != "li+1@example.org" {
		t.Errorf("%d answers", len(all))
	}
}

// What is stored of an address is another thing every day and in every office.
func TestNothingOfAnAddressIsStored(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	today := o.sender("li@example.org")
	o.clock.Add(24 * time.Hour)
	if string(today) == string(o.sender("li@example.org")) || strings.Contains(string(today), "li@") || len(today) != domainBytes+32 {
		t.Errorf("%x", today)
	}
}
