package mailbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/models"
)

// What lies beside a secret is no secret of its own: its list of servers could
// be had written over, and the application's secret be sent elsewhere.
func TestWhatLiesBesideASecretIsNotNamed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	lay(t, filepath.Join(folder, "office"), "hunter2\n")
	lay(t, filepath.Join(folder, "office.hosts"), "imap.example.org\n")
	lay(t, filepath.Join(folder, "office.client"), "of the application\n")
	s := Secrets{Folder: folder, Lookup: func(name string) (string, bool) { return "of " + name, strings.HasPrefix(name, "post") }}
	for _, name := range []string{"office.hosts", "office.client", "post_hosts", "post_client", "post.client", "post-hosts", "post_client_file", "post_file"} {
		if got, err := s.secret(name).read(); err == nil {
			t.Errorf("%s is read: %q", name, got)
		}
		if err := s.secret(name).replace("imap.example.org", "evil.example"); err == nil {
			t.Errorf("%s is written over", name)
		}
	}
	row := models.NewMailAccount()
	row.Name, row.Host, row.Username, row.Secret, row.Auth = "office", "imap.example.org", "tips", "office", models.MailXOAuth2
	row.Grant, row.TokenURL, row.ClientID = models.MailRefreshToken, "https://imap.example.org/token", "app"
	a, err := s.accountOf(row)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.Token.ClientSecret.read(); got != "of the application" {
		t.Errorf("the application's secret: %q, %v", got, err)
	}
	row.Secret = "post"
	if a, err = s.accountOf(row); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Token.ClientSecret.read(); got != "of post_client" {
		t.Errorf("the application's secret in a variable: %q, %v", got, err)
	}
	if err := a.Password.goTo("of"); err != nil {
		t.Errorf("the servers in a variable: %v", err)
	}
	if err := a.Password.goTo("evil.example"); err == nil {
		t.Error("the servers in a variable bind nobody")
	}
}

// One variable has one name, or the servers that are written down for it under
// one spelling would not bind another.
func TestAVariableHasOneName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	lay(t, filepath.Join(folder, "my_office.hosts"), "imap.example.org\n")
	s := Secrets{Folder: folder, Lookup: func(name string) (string, bool) {
		return "hunter2", strings.NewReplacer(".", "_", "-", "_").Replace(name) == "my_office"
	}}
	for _, name := range []string{"my-office", "my.office"} {
		if got, err := s.secret(name).read(); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	secret := s.secret("my_office")
	if got, err := secret.read(); got != "hunter2" || secret.goTo("evil.example") == nil || secret.goTo("imap.example.org") != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// A token server that nobody wrote down beside the secret writes into no file.
func TestASecretIsReplacedByItsServersOnly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, hosts := filepath.Join(folder, "office"), filepath.Join(folder, "office.hosts")
	lay(t, path, "old\n")
	secret := Secrets{Folder: folder}.secret("office")
	expect := func(host, want string) {
		t.Helper()
		err := secret.replace(host, "new of "+host)
		content, readErr := os.ReadFile(path)
		if readErr != nil || string(content) != want+"\n" {
			t.Errorf("%s: %q, %v; want %q", host, content, err, want)
		}
	}
	expect("login.example.org", "old")
	lay(t, hosts, "imap.example.org\n")
	expect("login.example.org", "old")
	lay(t, hosts, "imap.example.org\nlogin.example.org\n")
	expect("evil.example", "old")
	expect("", "old")
	expect("LOGIN.example.org", "new of LOGIN.example.org")
}

// Without the servers beside it, what a token server of somebody's own gives is
// not kept in place of the secret.
func TestARotationWithoutServersIsNotWritten(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.rotates = true
	o, _ := turned(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "office")
	lay(t, path, "refresh-0\n")
	a := i.account(i.dovecot(t))
	a.Password = Secrets{Folder: folder}.secret("office")
	o.sweep(a)
	if content, err := os.ReadFile(path); err != nil || string(content) != "refresh-0\n" {
		t.Errorf("%q, %v", content, err)
	}
}
