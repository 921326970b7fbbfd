package answer

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// failure is a try that came to nothing. It holds no word of the server's, which
// may repeat the address.
type failure struct {
	at     string // which step failed
	code   int    // that the server gave; 0 for none
	again  bool   // nothing was sent, and it may be tried again
	server bool   // the server itself failed, whoever was to be answered
	cause  error
}

func (f *failure) Error() string { return "answer: " + f.at + " failed" }
func (f *failure) Unwrap() error { return f.cause }

// failed judges an error of a step. What a server refuses for good is not tried
// again; a line that breaks is.
func failed(at string, err error) *failure {
	f := &failure{at: at, cause: err, again: true}
	var said *textproto.Error
	if errors.As(err, &said) {
		f.code, f.again = said.Code, said.Code < 500
	}
	return f
}

// send brings one answer to the server.
func (s *Sender) send(ctx context.Context, j *job) error {
	m, err := s.compose(j)
	if err != nil {
		return &failure{at: "writing", cause: err}
	}
	c, err := s.dial(ctx)
	if err != nil {
		f := failed("connecting", err)
		f.again, f.server = true, true // a password may be mended meanwhile
		return f
	}
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	defer func() { _ = c.Close() }() // all is said by then
	if err := s.address(c, j.To); err != nil {
		return err
	}
	return s.deliver(c, m)
}

// dial opens a line, encrypted as the server's setting says, and signs in. The
// whole of what follows has to come to an end within the timeout.
func (s *Sender) dial(ctx context.Context) (*smtp.Client, error) {
	server := s.opts.Server
	timeout := server.Timeout
	if timeout <= 0 {
		timeout = 30 * time.Second
	}
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(timeout), gomail.WithHELO(domain(s.opts.From.Address)),
		gomail.WithTLSConfig(&tls.Config{ServerName: server.Host, RootCAs: server.RootCAs, MinVersion: tls.VersionTLS12}), gomail.WithoutSMTPUTF8(),
	}
	switch server.Security {
	case TLS:
		options = append(options, gomail.WithSSL())
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if server.Username != "" {
		password, err := server.Password()
		if err != nil {
			return nil, err
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(server.Username), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(server.Host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// address says who sends and who gets it. Nobody is to be told when it does not
// arrive: the sender is null, unless the server refuses that.
func (s *Sender) address(c *smtp.Client, to string) error {
	err := c.Mail("<>")
	if err != nil && !failed("", err).again {
		if err = c.Reset(); err == nil {
			err = c.Mail("<" + s.opts.From.Address + ">")
		}
	}
	if err != nil {
		return failed("MAIL", err)
	}
	if err := c.Rcpt("<" + to + ">"); err != nil {
		return failed("RCPT", err)
	}
	return nil
}

// deliver sends the message. Once all of it is on its way, only a server's own
// refusal says that it was not taken.
func (s *Sender) deliver(c *smtp.Client, m *gomail.Msg) error {
	w, err := c.Data()
	if err != nil {
		return failed("DATA", err)
	}
	if _, err := m.WriteTo(w); err != nil {
		return failed("the message", err)
	}
	if err := w.Close(); err != nil {
		f := failed("the end", err)
		f.again = f.again && f.code != 0
		return f
	}
	return nil
}
