package answer

import (
	"crypto/x509"
	"errors"
	"net/mail"
	"net/url"
	"strconv"
	"time"
)

// Security says how the line to the server is encrypted.
type Security int

// The ways of a line.
const (
	TLS      Security = iota // smtps, port 465
	StartTLS                 // smtp, port 587, encrypted before the password is sent, or not at all
	Plain                    // smtp with tls=none: for a server on this machine
)

// Server is who takes the answers.
type Server struct {
	Host     string
	Port     int
	Security Security
	Username string                 // empty: it wants no password
	Password func() (string, error) // read anew at each sign-in
	RootCAs  *x509.CertPool         // nil: the system's
	CAFile   string                 // ca= of a URL, which who reads the URL makes RootCAs of
	Timeout  time.Duration          // of one answer in all; half a minute when zero
}

// The faults of a URL. None repeats it.
var (
	errURL      = errors.New("must be smtps://user@host:465 or smtp://user@host:587")
	errPassword = errors.New("holds a password; put it into a file and name that in HEED_SMTP_PASSWORD_FILE")
	errClear    = errors.New("has an unknown word; tls=none and ca= are known")
	errFrom     = errors.New("must be an address, such as Office <office@example.org>")
)

// ParseURL reads smtps://user@host:465 (TLS), smtp://user@host:587 (STARTTLS) or
// smtp://host:25?tls=none (in clear); ca= is a file of authorities.
func ParseURL(raw string) (Server, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" {
		return Server{}, errURL
	}
	s := Server{Host: u.Hostname(), Username: u.User.Username()}
	if _, given := u.User.Password(); given {
		return Server{}, errPassword
	}
	switch u.Scheme {
	case "smtps":
		s.Port = 465
	case "smtp":
		s.Security, s.Port = StartTLS, 587
	default:
		return Server{}, errURL
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil {
			return Server{}, errURL
		}
	}
	return s, s.readQuery(u.Query())
}

func (s *Server) readQuery(words url.Values) error {
	for key, values := range words {
		switch value := values[len(values)-1]; {
		case key == "ca":
			s.CAFile = value
		case key == "tls" && value == "none" && s.Security == StartTLS:
			s.Security = Plain
		default:
			return errClear
		}
	}
	return nil
}

// ParseFrom reads the address that answers come from.
func ParseFrom(raw string) (mail.Address, error) {
	a, err := mail.ParseAddress(raw)
	if err != nil {
		return mail.Address{}, errFrom
	}
	return *a, nil
}
