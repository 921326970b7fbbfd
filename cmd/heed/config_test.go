package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fake(pairs map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := pairs[name]; return v, ok }
}

func TestDefaultsNeedNoSetting(t *testing.T) {
	c, err := loadConfig(fake(nil))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(c.DatabaseURL, "sqlite:///") || !strings.HasPrefix(c.BlobURL, "file:///") || c.PortalAddr != "127.0.0.1:8080" {
		t.Errorf("defaults = %+v", c)
	}
}

func TestEveryWrongSettingIsNamedAtOnceWithItsMend(t *testing.T) {
	_, err := loadConfig(fake(map[string]string{
		"HEED_DATABASE_URL": "mysql://x", "HEED_BLOB_URL": "ftp://x", "HEED_REDIS_URL": "nope", "HEED_SECRET": "short",
		"HEED_PORTAL_ADDR": "8080", "HEED_PUBLIC_URL": "report.example.org", "HEED_LEAVE_URL": "weather", "HEED_TRUSTED_PROXIES": "home",
		"HEED_ONION_URL": "https://report.example.org", "HEED_MAIL_SCHEDULE": "now and then", "HEED_MAIL_DKIM": "yes", "HEED_LOG_LEVEL": "loud", "HEED_LIMIT_SUBMIT": "often", "HEED_LIMIT_WORK": "hard", "HEED_LIMIT_WAIT": "long", "HEED_CLAMAV_URL": "clamd", "HEED_SMTP_URL": "mail.example.org", "HEED_SMTP_FROM": "office", "HEED_ANSWER_AGE": "3 days", "HEED_VIEWER_ADDR": "8082", "HEED_STAFF_URL": "https://a.example.org", "HEED_VIEWER_URL": "https://a.example.org/", "HEED_MAIL_1": "imaps://office@mail.example.org/",
	}))
	if err == nil {
		t.Fatal("no fault found")
	}
	said := explain(err)
	for name, mend := range map[string]string{
		"HEED_DATABASE_URL": "postgres://", "HEED_BLOB_URL": "s3://", "HEED_REDIS_URL": "redis://", "HEED_SECRET": "openssl rand",
		"HEED_PORTAL_ADDR": "127.0.0.1:8080", "HEED_PUBLIC_URL": "https://", "HEED_LEAVE_URL": "https://weather", "HEED_TRUSTED_PROXIES": "192.0.2.0/24",
		"HEED_ONION_URL": ".onion", "HEED_MAIL_SCHEDULE": "every 5m", "HEED_MAIL_DKIM": "neither on nor off", "HEED_LOG_LEVEL": "warn", "HEED_LIMIT_SUBMIT": "240/h:120", "HEED_LIMIT_WORK": "600000", "HEED_LIMIT_WAIT": "60s", "HEED_CLAMAV_URL": "tcp://host:3310", "HEED_SMTP_URL": "smtps://", "HEED_SMTP_FROM": "office@example.org", "HEED_ANSWER_AGE": "720h", "HEED_VIEWER_ADDR": "127.0.0.1:8080", "HEED_VIEWER_URL": "https://view.", "HEED_MAIL_1_PASSWORD": "HEED_MAIL_1_PASSWORD_FILE",
	} {
		line := lineWith(said, name+":")
		if !strings.Contains(line, mend) {
			t.Errorf("%s: %q has no mend %q", name, line, mend)
		}
	}
}

func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

func TestASecretComesFromAFileAndNeverShows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	secret := strings.Repeat("ab", 32)
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := loadConfig(fake(map[string]string{"HEED_SECRET_FILE": path}))
	if err != nil || len(c.Secret) != 32 {
		t.Fatalf("secret of %d bytes, %v", len(c.Secret), err)
	}
	_, err = loadConfig(fake(map[string]string{"HEED_SECRET_FILE": path, "HEED_SECRET": secret}))
	if err == nil || strings.Contains(explain(err), secret) {
		t.Errorf("both at once: %v", err)
	}
}

func TestATypingMistakeIsNoSilentDefault(t *testing.T) {
	t.Setenv("HEED_PORTAL_ADRR", "0.0.0.0:80")
	if _, err := loadConfig(os.LookupEnv); err == nil || !strings.Contains(err.Error(), "HEED_PORTAL_ADRR") {
		t.Errorf("err = %v", err)
	}
}

func TestEverySettingIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range options() {
		if !strings.Contains(string(doc), "`"+o.name+"`") {
			t.Errorf("docs/configuration.md says nothing of %s", o.name)
		}
	}
}

func TestTheManualNamesTheDefaultsOfEveryLimit(t *testing.T) {
	doc, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range limitOptions() {
		if o.usage == "" || !strings.Contains(lineWith(string(doc), "| `"+o.name+"` "), "| `"+o.value+"` |") {
			t.Errorf("docs/configuration.md does not say that %s is %s", o.name, o.value)
		}
	}
	c, err := loadConfig(fake(map[string]string{"HEED_LIMIT_SUBMIT": "5/min:2", "HEED_LIMIT_WORK": "1000", "HEED_LIMIT_WAIT": "5s"}))
	if err != nil || c.Rates["submit"].Burst != 2 || c.Rates["form"].Count != 1200 || c.Work != 1000 || c.Wait.Seconds() != 5 {
		t.Errorf("%+v %v", c.Rates, err)
	}
}
