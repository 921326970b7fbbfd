package answer

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/mail"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/static"
	"heed/web/locale"
)

// post is a real SMTP server, over TLS or STARTTLS, that can be made to fail.
type post struct {
	server *gosmtp.Server
	addr   *net.TCPAddr
	pool   *x509.CertPool
	got    chan letter

	mu    sync.Mutex
	on    map[string]func(value string) error // by MAIL, RCPT, DATA, AUTH
	asked map[string]int
}

type letter struct {
	from, to string
	mail     *mail.Message
	body     string
}

const password = "the post's password"

func newPost(t *testing.T, security Security) *post {
	t.Helper()
	site := httptest.NewUnstartedServer(nil)
	site.StartTLS() // for its certificate
	certificates := site.TLS.Certificates
	p := &post{pool: x509.NewCertPool(), got: make(chan letter, 50), on: map[string]func(string) error{}, asked: map[string]int{}}
	p.pool.AddCert(site.Certificate())
	site.Close()
	p.server = gosmtp.NewServer(gosmtp.BackendFunc(func(c *gosmtp.Conn) (gosmtp.Session, error) { return &session{post: p, conn: c}, nil }))
	p.server.Domain, p.server.ErrorLog, p.server.AllowInsecureAuth = "localhost", log.New(io.Discard, "", 0), true
	config := &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS12}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = listener.Addr().(*net.TCPAddr) //nolint:errcheck // it listens on TCP
	switch security {
	case TLS:
		listener = tls.NewListener(listener, config)
	case StartTLS:
		p.server.TLSConfig = config
	case Plain:
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = p.server.Serve(listener) // it ends because it is closed
	}()
	t.Cleanup(func() { _ = p.server.Close(); <-ended })
	return p
}

// fails has a step fail the first n times, or for ever with -1.
func (p *post) fails(step string, n int, err error) {
	p.does(step, func(string) error {
		if n == 0 {
			return nil
		}
		n--
		return err
	})
}

func (p *post) does(step string, do func(value string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on[step] = do
}

func (p *post) ask(step, value string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[step]++
	if do := p.on[step]; do != nil {
		return do(value)
	}
	return nil
}

func (p *post) times(step string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[step]
}

type session struct {
	post     *post
	conn     *gosmtp.Conn
	from, to string
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, given string) error {
		if err := s.post.ask("AUTH", username); err != nil {
			return err
		}
		if username != "office" || given != password {
			return gosmtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *gosmtp.MailOptions) error {
	s.from = from
	return s.post.ask("MAIL", from)
}

func (s *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	s.to = to
	return s.post.ask("RCPT", to)
}

var errCut = errors.New("cut")

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	err = s.post.ask("DATA", "")
	if errors.Is(err, errCut) { // it took the mail and nobody hears of it
		s.post.deliver(s.from, s.to, raw)
		_ = s.conn.Conn().Close()
		return nil
	}
	if err == nil {
		s.post.deliver(s.from, s.to, raw)
	}
	return err
}

func (p *post) deliver(from, to string, raw []byte) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	p.got <- letter{from: from, to: to, mail: m}
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

func (p *post) settings(security Security) Server {
	return Server{
		Host: "127.0.0.1", Port: p.addr.Port, Security: security, Username: "office", RootCAs: p.pool,
		Password: func() (string, error) { return password, nil },
	}
}

// office is a sender and all behind it, with a clock that a test turns.
type office struct {
	*Sender
	t     *testing.T
	post  *post
	clock *storetest.Clock
	tip   int64
	logs  *bytes.Buffer
}

func newOffice(t *testing.T, security Security) *office {
	t.Helper()
	p := newPost(t, security)
	clock := storetest.NewClock(time.Date(2026, 5, 6, 4, 0, 0, 0, time.UTC))
	s := storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now)
	o := &office{t: t, post: p, clock: clock, tip: oneTip(t, s), logs: &bytes.Buffer{}}
	o.Sender = o.another(s, p.settings(security))
	return o
}

func (o *office) another(s *store.Store, server Server) *Sender {
	book, err := locale.Load(static.Files)
	if err != nil {
		o.t.Fatal(err)
	}
	return New(Options{
		Store: s, Server: server, From: mail.Address{Name: "巡察办", Address: "office@example.org"}, Secret: []byte("an instance's secret"),
		PublicURL: "https://report.example.org/", Now: o.clock.Now, Logger: slog.New(slog.NewTextHandler(o.logs, nil)), Queue: 5,
		Words: func(lang, key string, args map[string]any) string { return book.Args(locale.Lang(lang), key, args) },
	})
}

func oneTip(t *testing.T, s *store.Store) int64 {
	t.Helper()
	round := storetest.MakeRound(t, s)
	var id int64
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		tips, err := tx.InsertTips([]store.NewTip{{
			Tip: models.Tip{RoundID: round.ID, TeamID: round.Teams[0].ID, Channel: models.ChannelMail, Category: models.CategoryOther, ReceivedAt: tx.Now()},
		}})
		if err == nil {
			id = tips[0].ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (o *office) note(to string) Note {
	return Note{
		Kind: Ack, To: to, MessageID: "1@citizen.example", Lang: "zh",
		At: o.clock.Now(), TipID: o.tip, Number: "巡察〔2026〕1-G1-0007",
	}
}

// works lets the queue do what is due, and then what becomes due within some
// time.
func (o *office) works(q *queue, within time.Duration) {
	o.t.Helper()
	for end := o.clock.Now().Add(within); ; o.clock.Add(30 * time.Second) {
		for _, j := range q.ready() {
			q.work(context.WithoutCancel(o.t.Context()), j)
		}
		if !o.clock.Now().Before(end) {
			return
		}
	}
}

func (o *office) queue(notes ...Note) *queue {
	q := &queue{Sender: o.Sender}
	for _, n := range notes {
		q.put(&job{Note: n, due: o.clock.Now()})
	}
	return q
}

func (o *office) delivered() (all []letter) {
	for {
		select {
		case l := <-o.post.got:
			body, err := io.ReadAll(decoded(l.mail))
			if err != nil {
				o.t.Fatal(err)
			}
			l.body = string(body)
			all = append(all, l)
		default:
			return all
		}
	}
}

func (o *office) counts() string {
	o.t.Helper()
	claimed, sent := 0, 0
	err := o.opts.Store.Read(o.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.MailAnswersSince(o.clock.Now().Add(-24 * time.Hour))
		for _, r := range rows {
			claimed++
			if r.Sent {
				sent++
			}
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return strconv.Itoa(claimed) + " claimed, " + strconv.Itoa(sent) + " sent"
}
