package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"heed/mailbox"
	"heed/web/breaker"
	"heed/web/limit"
)

// Config is everything that the environment decides.
type Config struct {
	Data           string
	DatabaseURL    string
	BlobURL        string
	RedisURL       string // empty for none
	Secret         []byte // nil until it is made
	PortalAddr     string
	BackofficeAddr string
	ViewerAddr     string
	MetricsAddr    string
	PublicURL      string
	StaffURL       string
	ViewerURL      string
	LeaveURL       string // empty for a page of the public site
	OnionURL       string
	Rates          map[limit.Class]limit.Rate // nil for the defaults
	Work           int                        // 0 for the default
	Wait           time.Duration              // 0 for the default
	Proxies        []netip.Prefix
	Schedule       string
	DKIM           bool   // signatures of mail are verified here
	MailSecrets    string // folder; empty for one in Data
	LogLevel       slog.Level
	Accounts       []mailbox.Account
	Files          files
	ScannerURL     string // empty for none
	SMTP           smtp
}

// fault is a wrong setting: the variable, what is wrong with it, and the mend.
type fault struct {
	name string
	err  error
}

func (f fault) Error() string { return f.name + ": " + f.err.Error() }

func (f fault) Unwrap() error { return f.err }

// loadConfig takes the defaults and then the environment. It names every wrong
// setting at once.
func loadConfig(lookup func(string) (string, bool)) (Config, error) {
	c := Config{Data: "heed-data", PortalAddr: "127.0.0.1:8080", BackofficeAddr: "127.0.0.1:8081", ViewerAddr: "127.0.0.1:8082", Schedule: "hourly", Files: defaultFiles()}
	var faults []error
	for _, o := range options() {
		value, ok, err := fromEnv(lookup, o.name)
		if err == nil && ok {
			err = o.set(&c, value)
		}
		if err != nil {
			faults = append(faults, fault{o.name, err})
		}
	}
	accounts, errs := loadAccounts(lookup)
	c.Accounts = accounts
	faults = append(append(append(faults, errs...), unknownSettings(lookup)...), c.Files.check()...)
	faults = append(faults, c.SMTP.check()...)
	if err := c.place(); err != nil {
		faults = append(faults, fault{"HEED_DATA", err})
	}
	if err := c.checkViewer(); err != nil {
		faults = append(faults, err)
	}
	return c, errors.Join(faults...)
}

// place puts what has no address of its own into the data folder.
func (c *Config) place() error {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	c.Data = data
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite://" + filepath.Join(data, "heed.db")
	}
	if c.BlobURL == "" {
		c.BlobURL = (&url.URL{Scheme: "file", Path: filepath.Join(data, "blobs")}).String()
	}
	return nil
}

// move makes another folder the data folder, with everything that lay in the
// first by default.
func (c *Config) move(folder string) error {
	old, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	was := Config{Data: old}
	if err := was.place(); err != nil {
		return err
	}
	if c.DatabaseURL == was.DatabaseURL {
		c.DatabaseURL = ""
	}
	if c.BlobURL == was.BlobURL {
		c.BlobURL = ""
	}
	c.Data = folder
	return c.place()
}

// fromEnv reads a variable, or the file that NAME_FILE names. Both at once are
// a fault: one of them would be ignored.
func fromEnv(lookup func(string) (string, bool), name string) (string, bool, error) {
	value, ok := lookup(name)
	path, file := lookup(name + "_FILE")
	switch {
	case ok && file:
		return "", false, fmt.Errorf("is set beside %s_FILE; keep one of them", name)
	case !file:
		return strings.TrimSpace(value), ok && strings.TrimSpace(value) != "", nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", false, fmt.Errorf("cannot read the file of %s_FILE: %w", name, errors.Unwrap(err))
	}
	return strings.TrimSpace(string(content)), true, nil
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error {
		*field(c) = value
		return nil
	}
}

func address(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error {
		if _, _, err := net.SplitHostPort(value); err != nil {
			return errors.New("is not host:port; write 127.0.0.1:8080 or :8080")
		}
		*field(c) = value
		return nil
	}
}

func site(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error {
		u, err := url.Parse(value)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return errors.New("is not the address of a site; write https://report.example.org")
		}
		*field(c) = strings.TrimSuffix(value, "/")
		return nil
	}
}

func setOnion(c *Config, value string) error {
	if err := site(func(c *Config) *string { return &c.OnionURL })(c, value); err != nil || !strings.HasSuffix(c.OnionURL, ".onion") {
		return errors.New("is not the address of an onion service; write http://abc….onion")
	}
	return nil
}

// page is the address of any page.
func page(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error {
		u, err := url.Parse(value)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			return errors.New("is not the address of a page; write https://weather.example.org/")
		}
		*field(c) = value
		return nil
	}
}

func setDatabase(c *Config, value string) error {
	for _, scheme := range []string{"sqlite://", "postgres://", "postgresql://"} {
		if strings.HasPrefix(value, scheme) {
			c.DatabaseURL = value
			return nil
		}
	}
	return errors.New("is no database that Heed knows; write sqlite:///folder/heed.db or postgres://user@host/heed")
}

func setBlobs(c *Config, value string) error {
	for _, scheme := range []string{"file:///", "s3://"} {
		if strings.HasPrefix(value, scheme) {
			c.BlobURL = value
			return nil
		}
	}
	return errors.New("is no blob store that Heed knows; write file:///folder or s3://bucket?region=…")
}

func setRedis(c *Config, value string) error {
	client, err := breaker.Connect(value) // connects when it is first used
	if err != nil {
		return errors.New("is not the address of a Redis; write redis://host:6379/0")
	}
	c.RedisURL = value
	return client.Close()
}

func setSecret(c *Config, value string) error {
	secret, err := hex.DecodeString(value)
	if err != nil || len(secret) < 32 {
		return errors.New("is not 64 hexadecimal digits; make one with: openssl rand -hex 32")
	}
	c.Secret = secret
	return nil
}

func setProxies(c *Config, value string) error {
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' }) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			return fmt.Errorf("%q is not a network; write 192.0.2.0/24", word)
		}
		c.Proxies = append(c.Proxies, p)
	}
	return nil
}

func setSchedule(c *Config, value string) error {
	if _, err := mailbox.ParseSchedule(value); err != nil {
		return errors.New("is not a schedule; write weekly, hourly, every 5m, or five cron words")
	}
	c.Schedule = value
	return nil
}

func setDKIM(c *Config, value string) error {
	if value != "on" && value != "off" {
		return errors.New("is neither on nor off")
	}
	c.DKIM = value == "on"
	return nil
}

func setLogLevel(c *Config, value string) error {
	if err := c.LogLevel.UnmarshalText([]byte(value)); err != nil {
		return errors.New("is not a level; write debug, info, warn or error")
	}
	return nil
}
