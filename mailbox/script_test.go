package mailbox

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// names of folders as people give them. The server's separator is a slash.
func names() []string {
	return []string{
		"INBOX", "收件箱/已处理", "已发送", "🐔 举报信", "R&D 研发", "&", "&-", "&ZeVnLIqe-", "他说“好”", `a "quoted" name`, `back\slash`, "Боя́рин", "शिकायत",
		"a'b", "(paren)", "{5}", "[x]", "e\u0301", "百分之100%", "星*号", "tilde~", " 前后有空格 ",
	}
}

const processedName = `已登记 & "存档" 🗄`

func TestFoldersOfAnyScriptOnDovecot(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	for n, name := range names() {
		deliver(server, name, n, n+1)
	}
	a := account(server)
	a.Folders, a.Processed = names(), processedName
	o.want(o.sweep(a), "seen 22 imported 22")
	o.accounted(len(names()))
	if moved := inFolder(t, server, processedName); moved != len(names()) {
		t.Errorf("%d of %d are in %s", moved, len(names()), processedName)
	}
	o.want(o.sweep(a), "")
}

// The same where names travel in modified UTF-7, and as they are: by IMAP4rev2,
// or because the client asked for it.
func TestFoldersOfAnyScriptOnEachKindOfServer(t *testing.T) {
	t.Parallel()
	plain := slices.DeleteFunc(names(), func(name string) bool { return strings.Contains(name, "&") })
	for kind, given := range map[string]struct {
		caps      imap.CapSet
		folders   []string
		processed string
		enabled   string
	}{
		"IMAP4rev1":   {imap.CapSet{imap.CapIMAP4rev1: {}}, names(), processedName, ""},
		"IMAP4rev2":   {imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, names(), processedName, "ENABLE IMAP4rev2"},
		"UTF8=ACCEPT": {imap.CapSet{imap.CapIMAP4rev1: {}}, plain, "已登记 \"存档\" 🗄", "ENABLE UTF8=ACCEPT"},
	} {
		t.Run(kind, func(t *testing.T) {
			user := imapmemserver.NewUser("tips", "secret")
			for n, folder := range given.folders {
				if err := user.Create(folder, nil); err != nil {
					t.Fatal(err)
				}
				if _, err := user.Append(folder, literal{bytes.NewReader(mail(n))}, &imap.AppendOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			o := newOffice(t, storetest.SQLite(t))
			var said recorder
			p := newProxy(t, serveCaps(t, user, given.caps), said.listen)
			a := Account{Name: "office", Username: "tips", Password: NewSecret("secret"), Folders: given.folders, Processed: given.processed}
			o.want(o.sweep(a.at(p.addr)), fmt.Sprintf("seen %d imported %[1]d", len(given.folders)))
			status, err := user.Status(given.processed, &imap.StatusOptions{NumMessages: true})
			if err != nil || int(*status.NumMessages) != len(given.folders) {
				t.Errorf("%+v, %v", status, err)
			}
			if text := said.text(); !strings.Contains(text, given.enabled) || given.enabled == "" && strings.Contains(text, "ENABLE") {
				t.Errorf("%q is not what was said:\n%s", given.enabled, text)
			}
		})
	}
}

// recorder notes what a client says.
type recorder struct {
	mu   sync.Mutex
	said []byte
}

func (r *recorder) listen(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
	if !fromServer {
		r.mu.Lock()
		r.said = append(r.said, b...)
		r.mu.Unlock()
	}
	return len(b), letPass
}

func (r *recorder) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return string(r.said)
}

// serveCaps is go-imap's own server with some capabilities.
func serveCaps(t *testing.T, user *imapmemserver.User, caps imap.CapSet) string {
	t.Helper()
	memory := imapmemserver.New()
	memory.AddUser(user)
	return serve(t, &imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps: caps, InsecureAuth: true,
	})
}
