package mailbox

import (
	"testing"

	"heed/mailbox/parse"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// A mail of another mailbox of the office is the office's own, wherever that
// mailbox was set up.
func TestMailOfAnyMailboxOfTheOfficeIsItsOwn(t *testing.T) {
	t.Parallel()
	i := newSite(t, storetest.SQLite(t))
	row := i.row("office", testserver.Dovecot(t, testserver.DovecotOptions{}))
	row.Username = "Jubao@example.org"
	i.insert(row)
	i.opts.Accounts = []Account{{Name: "env", Username: "xinfang@example.org"}}
	m := New(i.opts)
	if _, err := m.book(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := m.newPass(m.link(t.Context(), Account{Name: "third", Username: "third"}), bureau{}, "INBOX")
	for addr, want := range map[string]bool{"jubao@example.org": true, "xinfang@example.org": true, "citizen@example.org": false} {
		if got := p.isOwn(parse.Mail{From: []parse.Address{{Addr: addr}}}); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
}
