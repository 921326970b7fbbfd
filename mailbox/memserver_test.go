package mailbox

import (
	"bytes"
	"errors"
	"io"
	"log"
	"net"
	"testing"

	"heed/models/store/storetest"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// The demo sweeps go-imap's own server, which speaks IMAP4rev2.
func TestTheServerOfTheDemoIsSwept(t *testing.T) {
	user := imapmemserver.NewUser("tips", "secret")
	for _, folder := range []string{"INBOX", "收件箱"} {
		if err := user.Create(folder, nil); err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if _, err := user.Append(folder, literal{bytes.NewReader(mail(n + len(folder)))}, &imap.AppendOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	o := newOffice(t, storetest.SQLite(t))
	a := Account{Name: "office", Username: "tips", Password: NewSecret("secret"), Folders: []string{"INBOX", "收件箱"}, Processed: "已处理"}
	a = a.at(serveMemory(t, user))
	o.want(o.sweep(a), "seen 6 imported 6")
	o.accounted(6)
	status, err := user.Status("已处理", &imap.StatusOptions{NumMessages: true})
	if err != nil || *status.NumMessages != 6 {
		t.Errorf("processed: %+v, %v", status, err)
	}
	o.want(o.sweep(a), "")
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

func serveMemory(t *testing.T, user *imapmemserver.User) string {
	t.Helper()
	return serveCaps(t, user, imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}})
}

func serve(t *testing.T, options *imapserver.Options) string {
	t.Helper()
	if options.Logger == nil {
		options.Logger = log.New(io.Discard, "", 0)
	}
	server := imapserver.New(options)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // it ends because it is closed
	}()
	t.Cleanup(func() {
		if err := server.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		<-ended
	})
	return listener.Addr().String()
}
