package mailbox

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// office is everything behind a mailbox, real but for the clock when a test
// turns one.
type office struct {
	t      testing.TB
	store  *store.Store
	blobs  *blob.Store
	intake *intake.Intake
	round  storetest.Round
	now    func() time.Time
	limits Limits
}

func newOffice(t testing.TB, s *store.Store) *office {
	return newOfficeAt(t, s, time.Now)
}

func newOfficeAt(t testing.TB, s *store.Store, now func() time.Time) *office {
	t.Helper()
	blobs, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := intake.New(intake.Options{Store: s, Blobs: blobs, Now: now, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(in.Close)
	return &office{t: t, store: s, blobs: blobs, intake: in, round: storetest.MakeRound(t, s), now: now, limits: DefaultLimits()}
}

// standing sets up the standing round.
func (o *office) standing(t testing.TB) (r storetest.Round) {
	t.Helper()
	spec := store.NewRound{Round: models.Round{Name: "常设", Standing: true, Profile: "cn-2024"}, Teams: []models.Team{{Code: "G0", Name: "巡察办"}}}
	for purpose, into := range map[models.KeyPurpose]*open.Identity{models.KeyContent: &r.Content, models.KeyIdentity: &r.Identity} {
		key, err := open.NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		*into = key
		spec.Keys = append(spec.Keys, store.NewKey{Purpose: purpose, Recipient: key.Recipient().String()})
	}
	err := o.store.Write(t.Context(), func(tx *store.Tx) (err error) {
		r.Round, err = tx.CreateRound(spec)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (o *office) mailbox(accounts ...Account) *Mailbox { return New(o.options(accounts...)) }

func (o *office) options(accounts ...Account) Options {
	return Options{
		Store: o.store, Intake: o.intake, Accounts: accounts, Secret: []byte("an instance's secret"),
		Now: o.now, Logger: slog.New(slog.DiscardHandler), Limits: o.limits,
	}
}

// sweep sweeps once and expects nothing to go wrong.
func (o *office) sweep(accounts ...Account) Row {
	o.t.Helper()
	r, err := o.mailbox(accounts...).Sweep(o.t.Context())
	if err != nil {
		o.t.Fatalf("sweep: %v", err)
	}
	return r.Total()
}

// account is user "tips" of a Dovecot, over TLS.
func account(server *testserver.DovecotServer) Account {
	return Account{
		Name: "office", Addr: server.TLSAddr(), Username: "tips", Password: NewSecret(testserver.MailPassword),
		Folders: []string{"INBOX"}, Processed: "Processed", RootCAs: server.CertPool(),
	}
}

// at is the account in clear at another address, such as a proxy's.
func (a Account) at(addr string) Account {
	a.Addr, a.Security = addr, Plain
	return a
}

func mail(n int) []byte {
	return fmt.Appendf(nil, "From: Citizen %d <c%d@example.org>\r\nTo: tips@example.org\r\nSubject: tip %d\r\n"+
		"Message-ID: <%d@example.org>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\n\r\nThe road money of village %d is gone.\r\n", n, n, n, n, n)
}

func deliver(server *testserver.DovecotServer, folder string, from, to int) {
	for n := from; n < to; n++ {
		server.Deliver("tips", folder, mail(n))
	}
}

// inFolder counts the messages of a Maildir folder of the user "tips".
func inFolder(t testing.TB, server *testserver.DovecotServer, folder string) int {
	t.Helper()
	return inFolderOf(t, server, "tips", folder)
}

func inFolderOf(t testing.TB, server *testserver.DovecotServer, user, folder string) int {
	t.Helper()
	n := 0
	for _, part := range []string{"new", "cur"} {
		files, err := filepath.Glob(filepath.Join(server.Maildir(user, folder), part, "*"))
		if err != nil {
			t.Fatal(err)
		}
		n += len(files)
	}
	return n
}

// accounted holds the ledger against everything else (P2): each of the messages
// has one row, and the rows are the tips, duplicates, quarantined ones and
// those set aside. What vanished is on the server no more.
func (o *office) accounted(messages int) {
	o.t.Helper()
	o.accountedIn(messages, "office")
}

// accountedIn is accounted for all messages of these accounts.
func (o *office) accountedIn(messages int, accounts ...string) {
	o.t.Helper()
	o.named()
	rows := o.ledger(accounts...)
	var queue store.QueuePage
	err := o.store.Read(o.t.Context(), func(tx *store.Tx) (err error) {
		queue, err = tx.Queue(models.Scope{All: true}, store.QueueFilter{RoundID: o.round.ID, Limit: 1})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	counts := map[models.LedgerOutcome]int{}
	tips := map[int64]bool{}
	for _, r := range rows {
		counts[r.Outcome]++
		if r.Outcome == models.LedgerRetry {
			o.t.Logf("message %d is to be tried again: %s", r.UID, r.Reason)
		}
		if r.Outcome == models.LedgerTip || r.Outcome == models.LedgerQuarantined {
			tips[r.TipID] = true
		}
	}
	settled := counts[models.LedgerTip] + counts[models.LedgerJoined] + counts[models.LedgerDuplicate] + counts[models.LedgerQuarantined] + counts[models.LedgerSetAside]
	if len(rows)-counts[models.LedgerVanished] != messages || settled != messages {
		o.t.Errorf("%d messages, %d rows: %v", messages, len(rows), counts)
	}
	if made := counts[models.LedgerTip] + counts[models.LedgerQuarantined]; len(tips) != made || int(queue.Total) != made {
		o.t.Errorf("%d rows of tips name %d tips, and there are %d", made, len(tips), queue.Total)
	}
}

// want fails the test when a sweep's figures are others.
func (o *office) want(got Row, want string) {
	o.t.Helper()
	have := fmt.Sprintf("seen %d imported %d joined %d duplicate %d quarantined %d set aside %d vanished %d failed %d unmoved %d",
		got.Seen, got.Imported, got.Joined, got.Duplicate, got.Quarantined, got.SetAside, got.Vanished, got.Failed, got.Unmoved)
	var short []string
	words := strings.Fields(strings.ReplaceAll(have, "set aside", "set_aside"))
	for i := 0; i < len(words); i += 2 {
		if words[i+1] != "0" {
			short = append(short, words[i]+" "+words[i+1])
		}
	}
	if s := strings.Join(short, " "); s != want {
		o.t.Errorf("the sweep: %q, want %q", s, want)
	}
}
