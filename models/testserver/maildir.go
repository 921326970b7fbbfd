package testserver

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// maildir is the mail of all users: <root>/<user>, with folders as Maildir++ lays them out.
type maildir struct {
	home      *folder
	delivered atomic.Int64
}

// elements are the folder names, from the server's root, of one user's mail folder: "INBOX" is the
// user's own, "a/b" is ".a.b" in it. Names stay UTF-8.
func (m *maildir) elements(user, name string) []string {
	if strings.EqualFold(name, "INBOX") {
		return []string{"mail", user}
	}
	return []string{"mail", user, "." + strings.ReplaceAll(name, "/", ".")}
}

// create makes the folder with its cur, new and tmp, and returns its path.
func (m *maildir) create(user, name string) (string, error) {
	elements := m.elements(user, name)
	for _, part := range []string{"cur", "new", "tmp"} {
		if _, err := m.home.make(append(elements[:len(elements):len(elements)], part)...); err != nil {
			return "", err
		}
	}
	return m.home.path(elements...), nil
}

// deliver puts one message, byte for byte, into the folder's new/ and returns its file.
func (m *maildir) deliver(user, name string, raw []byte) (string, error) {
	path, err := m.create(user, name)
	if err != nil {
		return "", err
	}
	// A rising first number keeps the order of delivery the order of UIDs.
	file := fmt.Sprintf("%d.M%dP%d.testserver", 1_700_000_000+m.delivered.Add(1), m.delivered.Load(), os.Getpid())
	incoming := filepath.Join(path, "tmp", file)
	if err := os.WriteFile(incoming, raw, 0o600); err != nil {
		return "", err
	}
	if err := m.home.owner.own(incoming); err != nil {
		return "", err
	}
	arrived := filepath.Join(path, "new", file)
	return arrived, os.Rename(incoming, arrived)
}
