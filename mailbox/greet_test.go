package mailbox

import (
	"strings"
	"testing"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// 163 and 126 open no folder for a client without a name, and claim an
// AUTHENTICATE that they do not do.
func TestHeedSignsInByLoginAndSaysItsNameBeforeItOpensAFolder(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	var said recorder
	p := newProxy(t, server.Addr(), said.listen)
	o.want(o.sweep(account(server).at(p.addr)), "")
	text := said.text()
	at := func(word string) int { return strings.Index(text, word) }
	if at(" LOGIN ") < 0 || at(" ID (") < at(" LOGIN ") || at(" SELECT ") < at(" ID (") || at("AUTHENTICATE") >= 0 {
		t.Errorf("said:\n%s", text)
	}
}
