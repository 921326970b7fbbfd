package mailbox

import (
	"net"
	"testing"

	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

func TestWhatIsWrongWithAnAccountIsSaidInAWord(t *testing.T) {
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	expired := testserver.Dovecot(t, testserver.DovecotOptions{Expired: true})
	o := newOffice(t, storetest.SQLite(t))
	for _, given := range []struct {
		key    string
		change func(*Account)
	}{
		{keyPassword, func(a *Account) { a.Password = NewSecret("wrong") }},
		{keyName, func(a *Account) { a.Addr = "no-such-host.invalid:993" }},
		{keyRefused, func(a *Account) { a.Addr = closedPort(t) }},
		{keyAuthority, func(a *Account) { a.RootCAs = nil }},
		{keyExpired, func(a *Account) { a.Addr, a.RootCAs = expired.TLSAddr(), expired.CertPool() }},
		{keyTLS, func(a *Account) { a.Addr = server.Addr() }},
		{keyFolder, func(a *Account) { a.Folders = []string{"没有这个"} }},
		{keyTeam, func(a *Account) { a.Team = "G9" }},
		{keyRound, func(a *Account) { a.Round = "1999-4" }},
	} {
		a := account(server)
		given.change(&a)
		_, err := o.mailbox(a).Sweep(t.Context())
		if keyOf(err) != given.key {
			t.Errorf("%v, want %s", err, given.key)
		}
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}

func TestStartTLS(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 3)
	a := account(server)
	a.Addr, a.Security = server.Addr(), StartTLS
	o.want(o.sweep(a), "seen 3 imported 3")
	a.RootCAs = nil
	if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != keyAuthority {
		t.Errorf("an unknown authority: %v", err)
	}
}

func TestAMissingFolderKeepsNoOtherFromBeingSwept(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 3)
	a := account(server)
	a.Folders = []string{"没有这个", "INBOX"}
	r, err := o.mailbox(a).Sweep(t.Context())
	if models.KindOf(err) != models.KindNotFound || r.Total().Imported != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}
