package mailbox

import (
	"bytes"
	"testing"

	"heed/models/testserver"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// shared is a mailbox in which somebody else deletes and renames folders, on a
// server of any kind.
type shared struct {
	addr           string
	deliver        func(folder string, n int)
	delete, create func(folder string)
	rename         func(from, to string)
	forget         func()                  // deletes the processed folder if it is there
	count          func(folder string) int // of a folder that is there
}

func sharedKinds() map[string]func(*testing.T) shared {
	return map[string]func(*testing.T) shared{
		"Dovecot":              func(t *testing.T) shared { return sharedDovecot(t, "") },
		"Dovecot without MOVE": func(t *testing.T) shared { return sharedDovecot(t, "IMAP4rev1 UIDPLUS") },
		"go-imap":              sharedMemory,
	}
}

func sharedDovecot(t *testing.T, capabilities string) shared {
	server := testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: capabilities})
	server.Maildir("tips", "Processed")
	return shared{
		addr:    server.Addr(),
		deliver: func(folder string, n int) { server.Deliver("tips", folder, mail(n)) },
		delete:  func(folder string) { say(t, server.Addr(), "DELETE "+folder) },
		create:  func(folder string) { say(t, server.Addr(), "CREATE "+folder) },
		rename:  func(from, to string) { say(t, server.Addr(), "RENAME "+from+" "+to) },
		forget: func() {
			server.Maildir("tips", "Processed")
			say(t, server.Addr(), "DELETE Processed")
		},
		count: func(folder string) int { return inFolder(t, server, folder) },
	}
}

func sharedMemory(t *testing.T) shared {
	user := imapmemserver.NewUser("tips", testserver.MailPassword)
	must := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	for _, folder := range []string{"INBOX", "Tips", "Processed"} {
		must(user.Create(folder, nil))
	}
	return shared{
		addr: serveMemory(t, user),
		deliver: func(folder string, n int) {
			_, err := user.Append(folder, literal{bytes.NewReader(mail(n))}, &imap.AppendOptions{})
			must(err)
		},
		delete: func(folder string) { must(user.Delete(folder)) },
		create: func(folder string) { must(user.Create(folder, nil)) },
		rename: func(from, to string) { must(user.Rename(from, to, nil)) },
		forget: func() {
			_ = user.Create("Processed", nil) // it may be there
			must(user.Delete("Processed"))
		},
		count: func(folder string) int {
			status, err := user.Status(folder, &imap.StatusOptions{NumMessages: true})
			must(err)
			return int(*status.NumMessages)
		},
	}
}

// account sweeps "Tips", and then INBOX.
func (s shared) account(addr string) Account {
	return Account{
		Name: "office", Username: "tips", Password: NewSecret(testserver.MailPassword), Folders: []string{"Tips", "INBOX"}, Processed: "Processed",
	}.at(addr)
}

const (
	inTips, inInbox = 10, 3
	inBoth          = inTips + inInbox
)

// fill puts messages into the folders that are swept.
func (s shared) fill() {
	for n := range inTips {
		s.deliver("Tips", n)
	}
	for n := range inInbox {
		s.deliver("INBOX", 100+n)
	}
}
