package mailbox

import (
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// site is an office whose accounts are set up on the staff site.
type site struct {
	*office
	folder string // of secrets
	opts   Options
	tick   chan time.Time // lets the workers look for orders once
}

func newSite(t *testing.T, s *store.Store) *site {
	t.Helper()
	o := newOffice(t, s)
	i := &site{office: o, folder: t.TempDir(), opts: o.options(), tick: make(chan time.Time)}
	i.opts.Secrets = &Secrets{Folder: i.folder}
	i.opts.Logger = slog.New(slog.DiscardHandler)
	i.opts.After = func(d time.Duration) <-chan time.Time {
		if d == lookForOrders {
			return i.tick
		}
		return nil
	}
	i.secret("office", testserver.MailPassword)
	return i
}

func (i *site) secret(name, value string) {
	i.t.Helper()
	if err := os.WriteFile(filepath.Join(i.folder, name), []byte(value+"\n"), 0o600); err != nil {
		i.t.Fatal(err)
	}
}

// row is an account of the server, over TLS.
func (i *site) row(name string, server *testserver.DovecotServer) models.MailAccount {
	i.t.Helper()
	a := models.NewMailAccount()
	host, port, err := net.SplitHostPort(server.TLSAddr())
	if err == nil {
		a.Port, err = strconv.Atoi(port)
	}
	ca, err2 := os.ReadFile(server.CAFile())
	if err != nil || err2 != nil {
		i.t.Fatal(err, err2)
	}
	a.Name, a.Host, a.Username, a.Secret, a.CA = name, host, "tips", "office", string(ca)
	return a
}

func (i *site) insert(a models.MailAccount) (made models.MailAccount) {
	i.t.Helper()
	i.write(func(tx *store.Tx) (err error) { made, err = tx.InsertMailAccount(a, 1); return err })
	return made
}

func (i *site) update(a models.MailAccount) (made models.MailAccount) {
	i.t.Helper()
	i.write(func(tx *store.Tx) (err error) { made, err = tx.UpdateMailAccount(a, 1); return err })
	return made
}

func (i *site) write(fn func(tx *store.Tx) error) {
	i.t.Helper()
	if err := i.store.Write(i.t.Context(), fn); err != nil {
		i.t.Fatal(err)
	}
}

// look lets the workers look for orders n times.
func (i *site) look(n int) {
	i.t.Helper()
	for range n {
		select {
		case i.tick <- time.Time{}:
		case <-time.After(time.Minute):
			i.t.Fatal("nobody looks for orders")
		}
	}
}

// between is how often orders are looked for until the accounts are read anew.
const between = int(lookAgain / lookForOrders)

// order asks for something and waits for the answer.
func (i *site) order(account string, kind models.MailOrderKind) (o models.MailOrder) {
	i.t.Helper()
	i.write(func(tx *store.Tx) (err error) { o, err = tx.AskMailOrder(account, kind, 1); return err })
	late := time.After(time.Minute)
	for o.DoneAt == nil {
		select {
		case i.tick <- time.Time{}:
		case <-time.After(20 * time.Millisecond):
		case <-late:
			i.t.Fatalf("nobody answers %+v", o)
		}
		err := i.store.Read(i.t.Context(), func(tx *store.Tx) (err error) { o, err = tx.MailOrder(o.ID); return err })
		if err != nil {
			i.t.Fatal(err)
		}
	}
	return o
}

// A worker that runs without any account sweeps the first one that is made, and
// follows each change.
func TestAccountsOfTheSiteAreFollowed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i, server := newSite(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		reports := make(told, 100)
		i.opts.Progress = reports
		stop := start(t, i.opts)
		i.look(between)
		deliver(server, "INBOX", 0, 2)
		made := i.insert(i.row("office", server))
		i.look(between)
		i.want(reports.next(t).Total(), "seen 2 imported 2")

		second := i.row("second", server)
		second.Username = "others"
		i.insert(second)
		i.look(between)
		if r := reports.next(t); len(r.Rows) != 1 || r.Rows[0].Account != "second" {
			t.Errorf("only the new one is begun: %+v", r)
		}

		server.Maildir("tips", "转来")
		deliver(server, "转来", 2, 4)
		made.Folders = []string{"转来"}
		made = i.update(made)
		i.look(between)
		if r := reports.next(t); r.Total().Imported != 2 || r.Rows[0].Folder != "转来" {
			t.Errorf("after the change: %+v", r)
		}
		made.Active = false
		i.update(made)
		i.look(between)
		if o := i.order("office", models.MailOrderSweep); o.Key != keyInactive {
			t.Errorf("switched off: %+v", o)
		}
		stop()
		i.accounted(4)
	})
}

// What is wrong with one account is told of once, and stops no other.
func TestABrokenAccountStopsNoOther(t *testing.T) {
	t.Parallel()
	i, server := newSite(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	reports := make(told, 100)
	i.opts.Progress = reports
	env := account(server)
	i.opts.Accounts = []Account{env}
	i.insert(i.row("office", server)) // the name of the one in the environment
	lost := i.row("lost", server)
	lost.Secret = "nowhere"
	lost = i.insert(lost)
	stop := start(t, i.opts)
	got := map[string]string{}
	for range 3 {
		r := reports.next(t)
		for _, row := range r.Rows {
			got[row.Account+" "+row.Folder] = keyOf(row.Err)
		}
	}
	if len(got) != 3 || got["office INBOX"] != "" || got["office "] != keyTwice || got["lost INBOX"] != keySecret {
		t.Errorf("%v", got)
	}
	i.look(2 * between)
	i.secret("nowhere", testserver.MailPassword)
	if o := i.order("lost", models.MailOrderSweep); !o.OK() {
		t.Errorf("once the secret is there: %+v", o)
	}
	stop()
	if len(reports) != 1 {
		t.Errorf("%d reports more", len(reports))
	}
}

func TestASecretThatIsMendedIsTriedWithoutARestart(t *testing.T) {
	t.Parallel()
	i, server := newSite(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	reports, looked := make(told, 100), make(chan time.Time)
	i.opts.Progress = reports
	after := i.opts.After
	i.opts.After = func(d time.Duration) <-chan time.Time {
		if d == lookAgain {
			return looked
		}
		return after(d)
	}
	i.secret("office", "wrong")
	i.insert(i.row("office", server))
	stop := start(t, i.opts)
	if err := reports.next(t).Err(); keyOf(err) != keyPassword {
		t.Errorf("%v", err)
	}
	looked <- time.Time{} // the same one still: nothing is tried
	i.secret("office", testserver.MailPassword)
	for {
		select {
		case looked <- time.Time{}:
			continue
		case r := <-reports:
			if err := r.Err(); err != nil {
				t.Errorf("mended: %v", err)
			}
		case <-time.After(time.Minute):
			t.Error("nobody looks again")
		}
		break
	}
	stop()
}

// Each fault of an account is told in words of its own.
func TestTheTestOfAnAccountSaysWhatFailed(t *testing.T) {
	t.Parallel()
	i, server := newSite(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	expired := testserver.Dovecot(t, testserver.DovecotOptions{Expired: true})
	server.Maildir("tips", "收件箱/转来")
	i.secret("wrong", "nonsense")
	_, port, err := net.SplitHostPort(closedPort(t))
	if err != nil {
		t.Fatal(err)
	}
	tokens := newIssuer(t)
	tokens.refresh = testserver.MailPassword
	made := i.insert(i.row("office", server))
	stop := start(t, i.opts)
	for _, given := range []struct {
		key    string
		change func(*models.MailAccount)
	}{
		{models.MailTestOK, func(a *models.MailAccount) { a.Folders = []string{"INBOX", "收件箱/转来"} }},
		{models.MailTestOK, func(a *models.MailAccount) { a.Active = false }},
		{keyName, func(a *models.MailAccount) { a.Host = "no-such-host.invalid" }},
		{keyRefused, func(a *models.MailAccount) { a.Port, _ = strconv.Atoi(port) }},
		{keyAuthority, func(a *models.MailAccount) { a.CA = "" }},
		{keyPin, func(a *models.MailAccount) {
			a.Pin = "00" + "11223344556677889900112233445566778899001122334455667788990011"
		}},
		{keyExpired, func(a *models.MailAccount) { *a = merge(*a, i.row("office", expired)) }},
		{keyTLS, func(a *models.MailAccount) { a.Port = portOf(t, server.Addr()) }},
		{keyFolder, func(a *models.MailAccount) { a.Folders = []string{"INBOX", "没有这个"} }},
		{keySecret, func(a *models.MailAccount) { a.Secret = "nowhere" }},
		{keyMechanism, func(a *models.MailAccount) {
			a.Auth, a.Grant, a.TokenURL, a.ClientID = models.MailXOAuth2, models.MailRefreshToken, tokens.URL+"/token", application
		}},
		{keyPassword, func(a *models.MailAccount) { a.Secret = "wrong" }},
	} {
		changed := made
		given.change(&changed)
		made.Version = i.update(changed).Version
		o := i.order("office", models.MailOrderTest)
		if o.Key != given.key || o.Args["account"] != "office" {
			t.Errorf("%s %v, want %s", o.Key, o.Args, given.key)
		}
	}
	stop()
	if folders, err := filepath.Glob(filepath.Join(server.Maildir("tips", "INBOX"), ".*")); err != nil || slices.ContainsFunc(folders, func(f string) bool { return filepath.Base(f) == ".Processed" }) {
		t.Errorf("a test made a folder: %v %v", folders, err)
	}
}

// merge is an account at another's server.
func merge(a, at models.MailAccount) models.MailAccount {
	a.Host, a.Port, a.CA = at.Host, at.Port, at.CA
	return a
}

func portOf(t *testing.T, addr string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnOrderedSweepIsMadeNow(t *testing.T) {
	t.Parallel()
	i, server := newSite(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: "IMAP4rev1 MOVE"}) // no IDLE
	reports := make(told, 10)
	i.opts.Progress = reports
	i.insert(i.row("office", server))
	stop := start(t, i.opts)
	i.want(reports.next(t).Total(), "")
	deliver(server, "INBOX", 0, 3)
	if o := i.order("office", models.MailOrderSweep); !o.OK() || o.Args["seen"] != 3.0 || o.Args["imported"] != 3.0 {
		t.Errorf("%+v", o)
	}
	stop()
	i.accounted(3)
}
