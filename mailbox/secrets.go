package mailbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"heed/models"
)

// Secrets finds the secrets that accounts of the staff site name: the file of
// that name in a folder, else what Lookup knows of it. A name is no path, and a
// link that leads out of the folder is not followed. What lies beside a secret
// has no name of its own.
type Secrets struct {
	Folder string                           // may be missing
	Lookup func(name string) (string, bool) // nil for none; asked for names without dot and hyphen only
}

// Beside the secret "office" may lie, as the file "office.client" or what Lookup
// knows as "office_client":
const (
	besideClient = "client" // the secret of the application that a refresh token was given to
	besideHosts  = "hosts"  // the only servers that the secret is shown to and replaced by, separated by space
)

// maxSecret bounds what is read: tokens have some thousand bytes.
const maxSecret = 64 << 10

// secret is the one of a name, looked up whenever it is read. A name that could
// be a path is never looked up.
func (s Secrets) secret(name string) Secret {
	return Secret{
		name:  name,
		value: func() (string, error) { return s.read(name) },
		put:   func(host, value string) error { return s.write(name, host, value) },
		may:   func(host string) error { return s.may(name, host) },
	}
}

// client is the application's secret beside the one of a name.
func (s Secrets) client(name string) Secret {
	return Secret{name: name, value: func() (string, error) { return s.beside(name, besideClient) }}
}

func (s Secrets) read(name string) (string, error) {
	if !models.MailSecretName(name) {
		return "", errNoSecret
	}
	return s.find(name, name)
}

// beside reads what lies beside the secret of a name.
func (s Secrets) beside(name, what string) (string, error) {
	if !models.MailSecretName(name) {
		return "", errNoSecret
	}
	return s.find(name+"."+what, name+"_"+what)
}

// find reads a file or else a variable. A variable has one name alone: were
// my-office another for my_office, the list of servers beside the one would not
// bind the other.
func (s Secrets) find(file, variable string) (string, error) {
	value, err := s.readFile(file)
	if !errors.Is(err, os.ErrNotExist) || s.Lookup == nil || strings.ContainsAny(variable, ".-") {
		return value, err
	}
	if value, ok := s.Lookup(variable); ok {
		return value, nil
	}
	return "", err
}

func (s Secrets) readFile(name string) (string, error) {
	if s.Folder == "" {
		return "", os.ErrNotExist
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return "", err
	}
	defer func() { _ = root.Close() }() // it was only read
	return readSecret(root, name)
}

func tooLong(content []byte) error {
	if len(content) > maxSecret {
		return fmt.Errorf("%w: it has more than %d bytes", errNoSecret, maxSecret)
	}
	return nil
}

func readSecret(root *os.Root, name string) (string, error) {
	info, err := root.Stat(name)
	if err == nil && !info.Mode().IsRegular() { // a pipe would wait for ever
		err = errNoSecret
	}
	if err != nil {
		return "", err
	}
	f, err := root.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	return string(content), errors.Join(err, tooLong(content))
}

// write puts a new value, which a host gave, in place of a file that is there,
// all at once: whoever reads it has the old one or the new one. The host must be
// written down as one of the secret's: whoever sets up accounts on the site shall
// not be able to have a server of their own write over a secret.
func (s Secrets) write(name, host, value string) error {
	if !models.MailSecretName(name) || s.Folder == "" {
		return errKept
	}
	if hosts, err := s.beside(name, besideHosts); err != nil || !lists(hosts, host) {
		return errKept
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // what matters was synced
	if info, err := root.Stat(name); err != nil || !info.Mode().IsRegular() {
		return errKept // it comes from a variable
	}
	return writeSecret(root, name, value)
}

func writeSecret(root *os.Root, name, value string) error {
	draft := "." + rand.Text()
	f, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(value + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = root.Rename(draft, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(draft))
	}
	folder, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// may holds a host against those that the secret is for, if any are written
// down: whoever may set up accounts on the site shall not be able to have a
// password sent to a server of their own.
func (s Secrets) may(name, host string) error {
	hosts, err := s.beside(name, besideHosts)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if lists(hosts, host) {
		return nil
	}
	return errHost
}

func lists(hosts, host string) bool {
	return slices.ContainsFunc(strings.Fields(hosts), func(h string) bool { return strings.EqualFold(h, host) })
}

// errHost is a secret that is not for this server.
var errHost = errors.New("the secret may not be shown to this server")

// SecretFile is a secret in a file of any name, read whenever it is needed.
func SecretFile(path string) Secret {
	in := func(fn func(root *os.Root, name string) error) error {
		root, err := os.OpenRoot(filepath.Dir(path))
		if err != nil {
			return err
		}
		return errors.Join(fn(root, filepath.Base(path)), root.Close())
	}
	return Secret{
		value: func() (string, error) {
			content, err := os.ReadFile(filepath.Clean(path)) // it may be a link
			return string(content), errors.Join(err, tooLong(content))
		},
		put: func(_, value string) error { // whoever named the file named the server too
			return in(func(root *os.Root, name string) error { return writeSecret(root, name, value) })
		},
	}
}
