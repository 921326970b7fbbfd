package main_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"heed/models"
	"heed/models/store"
	"heed/models/testserver"
)

// smtpPost takes whatever it is sent.
type smtpPost struct {
	addr string
	got  chan []byte
}

func newSMTPPost(t *testing.T) *smtpPost {
	t.Helper()
	p := &smtpPost{got: make(chan []byte, 10)}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return p, nil }))
	server.Domain, server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	p.addr = listener.Addr().String()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // it ends because it is closed
	}()
	t.Cleanup(func() { _ = server.Close(); <-ended })
	return p
}

func (*smtpPost) Mail(string, *gosmtp.MailOptions) error { return nil }
func (*smtpPost) Rcpt(string, *gosmtp.RcptOptions) error { return nil }
func (*smtpPost) Reset()                                 {}
func (*smtpPost) Logout() error                          { return nil }

func (p *smtpPost) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err == nil {
		p.got <- raw
	}
	return err
}

// A person writes, is told that it came, and answers that, by its Message-ID and by
// its subject: their answers are messages of the tip. A second mail of the day is answered by nobody, and what
// the office sent and finds in its mailbox again is put aside.
func TestAnAnswerAndAReplyToIt(t *testing.T) {
	t.Parallel()
	post, dovecot := newSMTPPost(t), testserver.Dovecot(t, testserver.DovecotOptions{})
	i := install(t, "", mailAccount(dovecot)+"&answer=ack", mailPassword, "HEED_SMTP_URL=smtp://"+post.addr+"?tls=none", "HEED_SMTP_FROM=Office <office@example.org>",
		"SSL_CERT_FILE="+dovecot.CAFile())
	serve(t, i.env)
	about := func(subject string, n int, lines string) []byte {
		return fmt.Appendf(nil, "From: Li <li@citizen.example>\r\nSubject: %s\r\nMessage-ID: <%d@citizen.example>\r\nDate: %s\r\n%s\r\ncanary-text %d\r\n",
			subject, n, time.Now().Format(time.RFC1123Z), lines, n)
	}
	letter := func(n int, lines string) []byte { return about(fmt.Sprint("canary-subject ", n), n, lines) }
	dovecot.Deliver("tips", "INBOX", letter(1, ""))
	var answer []byte
	select {
	case answer = <-post.got:
	case <-time.After(time.Minute):
		t.Fatal("nobody answered")
	}
	if bytes.Contains(answer, []byte("canary")) {
		t.Errorf("the answer says what was written: %s", answer)
	}
	m, err := mail.ReadMessage(bytes.NewReader(answer))
	must(t, err)
	dovecot.Deliver("tips", "INBOX", letter(2, "In-Reply-To: "+m.Header.Get("Message-ID")+"\r\n"))
	dovecot.Deliver("tips", "INBOX", about("Re: "+m.Header.Get("Subject"), 4, "")) // its program names no mail
	dovecot.Deliver("tips", "INBOX", letter(3, ""))
	dovecot.Deliver("tips", "INBOX", answer)
	rows := i.swept(t, 5)
	by := map[models.LedgerOutcome][]models.Ledger{}
	for _, r := range rows {
		by[r.Outcome] = append(by[r.Outcome], r)
	}
	tips, joined, aside := by[models.LedgerTip], by[models.LedgerJoined], by[models.LedgerSetAside]
	if len(tips) != 2 || len(joined) != 2 || len(aside) != 1 || joined[0].TipID != tips[0].TipID || joined[1].TipID != tips[0].TipID || aside[0].Reason != "own" {
		t.Errorf("%+v", rows)
	}
	if len(post.got) != 0 {
		t.Errorf("a second answer on the same day: %s", strings.SplitN(string(<-post.got), "\r\n\r\n", 2)[0])
	}
}

// swept waits until the ledger has n rows.
func (i *installation) swept(t *testing.T, n int) (rows []models.Ledger) {
	t.Helper()
	s := i.open()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(time.Minute); time.Now().Before(late); <-tick.C {
		must(t, s.Read(t.Context(), func(tx *store.Tx) (err error) {
			rows, err = tx.MailLedger("office", 0, 100)
			return err
		}))
		if len(rows) == n {
			return rows
		}
	}
	t.Fatalf("%d rows of %d", len(rows), n)
	return nil
}
