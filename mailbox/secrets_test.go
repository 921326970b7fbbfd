package mailbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

func lay(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSecretsAreFoundByNameAndNeverByPath(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	folder := filepath.Join(top, "secrets")
	if err := os.MkdirAll(filepath.Join(folder, "deeper"), 0o700); err != nil {
		t.Fatal(err)
	}
	lay(t, filepath.Join(top, "outside"), "not yours")
	lay(t, filepath.Join(folder, "office"), "hunter2\n")
	lay(t, filepath.Join(folder, "office.hosts"), "imap.example.org\n")
	lay(t, filepath.Join(folder, "in.hosts"), "imap.example.org\n")
	lay(t, filepath.Join(folder, ".hidden"), "not yours")
	lay(t, filepath.Join(folder, "deeper", "inside"), "not yours")
	lay(t, filepath.Join(folder, "empty"), "\n")
	for name, target := range map[string]string{"out": "../outside", "absolute": filepath.Join(top, "outside"), "in": "office"} {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := Secrets{Folder: folder, Lookup: func(name string) (string, bool) { return "of " + name, name == "variable" || name == "../variable" }}
	for name, want := range map[string]string{
		"office": "hunter2", "in": "hunter2", "variable": "of variable", // Kubernetes mounts links within the folder
		"out": "", "absolute": "", "../outside": "", "deeper/inside": "", ".hidden": "", "..": "", ".": "", "": "", "deeper": "", "empty": "",
		"pipe": "", "nowhere": "", "../variable": "", "Office": "", "office\x00": "", filepath.Join(top, "outside"): "",
	} {
		got, err := s.secret(name).read()
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", name, got, err, want)
		}
		if err := s.secret(name).replace("imap.example.org", "new"); (err == nil) != (want == "hunter2") && name != "empty" {
			t.Errorf("%q is written to: %v", name, err)
		}
		lay(t, filepath.Join(folder, "office"), "hunter2\n")
	}
	if content, err := os.ReadFile(filepath.Join(top, "outside")); err != nil || string(content) != "not yours" {
		t.Errorf("outside: %q %v", content, err)
	}
	if _, err := (Secrets{Folder: filepath.Join(top, "missing")}).secret("office").read(); err == nil {
		t.Error("a secret without a folder")
	}
}

// Whoever sets up accounts on the site cannot have a password sent to a server
// of their own, if the file of hosts says where it belongs.
func TestASecretGoesToItsHostsOnly(t *testing.T) {
	t.Parallel()
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	o := newOffice(t, storetest.SQLite(t))
	folder := t.TempDir()
	lay(t, filepath.Join(folder, "office"), testserver.MailPassword)
	a := account(server)
	a.Password = Secrets{Folder: folder}.secret("office")
	for hosts, want := range map[string]string{"imap.example.org": keySecretHost, "imap.example.org\n127.0.0.1\n": "", "": keySecretHost} {
		lay(t, filepath.Join(folder, "office.hosts"), hosts)
		if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != want {
			t.Errorf("%q: %v, want %q", hosts, err, want)
		}
	}
}

func TestNoErrorOfASecretShowsIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t))
	a := account(testserver.Dovecot(t, testserver.DovecotOptions{}))
	a.Password = NewSecret("hunter2-wrong")
	_, err := o.mailbox(a).Sweep(t.Context())
	if said := fmt.Sprintf("%v %+v %#v", err, a, a); strings.Contains(said, "hunter2") || keyOf(err) != keyPassword {
		t.Error(said)
	}
}
