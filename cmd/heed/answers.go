package main

import (
	"errors"
	"time"

	"heed/mailbox/answer"
	"heed/web/locale"
)

// smtp is who sends answers to those who wrote by mail.
type smtp struct {
	url      string // empty: nobody is answered
	password string
	from     string
	age      time.Duration // 0 for the default
}

func setSMTP(c *Config, value string) error {
	_, err := answer.ParseURL(value)
	c.SMTP.url = value
	return err
}

func setSMTPFrom(c *Config, value string) error {
	_, err := answer.ParseFrom(value)
	c.SMTP.from = value
	return err
}

func setAnswerAge(c *Config, value string) (err error) {
	if c.SMTP.age, err = time.ParseDuration(value); err != nil || c.SMTP.age < time.Hour || c.SMTP.age > 30*24*time.Hour {
		return errors.New("must be between 1h and 720h")
	}
	return nil
}

// check names what is missing of what belongs together.
func (s smtp) check() (faults []error) {
	if s.url == "" {
		return nil
	}
	if s.from == "" {
		faults = append(faults, fault{"HEED_SMTP_FROM", errors.New("is missing; HEED_SMTP_URL needs an address to answer from, such as Office <office@example.org>")})
	}
	if server, err := answer.ParseURL(s.url); err == nil && server.Username != "" && s.password == "" {
		faults = append(faults, fault{"HEED_SMTP_PASSWORD", missing("HEED_SMTP_PASSWORD")})
	}
	return faults
}

// sender makes who answers; nil when nobody is answered.
func (m *machine) sender() (*answer.Sender, error) {
	if m.SMTP.url == "" {
		return nil, nil //nolint:nilnil // nobody is answered without one
	}
	server, err := answer.ParseURL(m.SMTP.url)
	if err == nil {
		server.RootCAs, err = certificates(server.CAFile)
	}
	if err != nil {
		return nil, fault{"HEED_SMTP_URL", err}
	}
	from, err := answer.ParseFrom(m.SMTP.from)
	if err != nil {
		return nil, fault{"HEED_SMTP_FROM", err}
	}
	server.Password = func() (string, error) { return m.SMTP.password, nil }
	return answer.New(answer.Options{
		Store: m.Store, Server: server, From: from, Secret: m.secret, PublicURL: m.PublicURL, Now: time.Now, Logger: m.Log,
		Words: func(lang, key string, args map[string]any) string {
			l, ok := m.Book.Parse(lang)
			if !ok {
				l = locale.ZH
			}
			return m.Book.Args(l, key, args)
		},
	}), nil
}

// ownAddresses are those that the office writes from.
func (m *machine) ownAddresses() []string {
	from, err := answer.ParseFrom(m.SMTP.from)
	if err != nil {
		return nil
	}
	return []string{from.Address}
}
