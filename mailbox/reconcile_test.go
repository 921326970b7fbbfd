package mailbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// reconciled is the one folder's stand.
func (o *office) reconciled(a Account) Stand {
	o.t.Helper()
	all, err := o.mailbox(a).Reconcile(o.t.Context())
	if err != nil || len(all) != 1 {
		o.t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

func TestLedgerAndServerAgreeAfterASweep(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		deliver(server, "INBOX", 0, 3)
		server.Deliver("tips", "INBOX", mail(2))
		o.sweep(account(server))
		deliver(server, "INBOX", 3, 5)
		st := o.reconciled(account(server))
		if st.Broken() || st.Err != nil || st.Figures() != "4 rows = 3 tips + 1 duplicates" || st.Moved != 4 || st.Found != 4 {
			t.Errorf("%s: %+v", st.Figures(), st)
		}
		if got := strings.Join(st.Words(), "; "); got != "2 wait for the next sweep" {
			t.Error(got)
		}
	})
}

// Each line of a reconciliation is broken alone, of a folder with three settled
// messages and one that is new.
func TestWhatDoesNotAgreeIsSaidInWords(t *testing.T) {
	row := func(o *office, uid uint32, outcome models.LedgerOutcome) {
		o.write(func(tx *store.Tx) error {
			return tx.RecordMail([]models.Ledger{{Account: "office", Folder: "INBOX", UIDValidity: o.ledgerOf(o.t, 3).UIDValidity, UID: uid, Outcome: outcome}})
		})
	}
	for _, c := range []struct {
		words, capabilities string
		broken              bool
		harm                func(o *office, server *testserver.DovecotServer)
	}{
		{"LOST: 1 listed, older than the last sweep and without a row: UID 4", "", true, func(o *office, _ *testserver.DovecotServer) {
			f := store.MailFolder{Account: "office", Folder: "INBOX", UIDValidity: o.ledgerOf(o.t, 3).UIDValidity}
			o.write(func(tx *store.Tx) error { return tx.NoteSwept(f, 4) })
		}},
		{"WRONG: 4 rows, and 3 have an outcome; 1 are settled and still in the folder", "", true, func(o *office, _ *testserver.DovecotServer) { row(o, 4, "lost") }},
		{"1 wait for the next sweep", "", false, func(*office, *testserver.DovecotServer) {}},
		{"1 are to be tried again", "", false, func(o *office, _ *testserver.DovecotServer) { row(o, 4, models.LedgerRetry) }},
		{"1 wait for the next sweep; 3 are settled and still in the folder", "IMAP4rev1", false, func(*office, *testserver.DovecotServer) {}},
		{
			"1 wait for the next sweep; 1 were taken out of the folder by somebody; the next sweep notes it", "", false,
			func(o *office, _ *testserver.DovecotServer) { row(o, 99, models.LedgerRetry) },
		},
		{"1 wait for the next sweep; 1 copies had no answer; the next sweep looks for them", "", false, func(o *office, _ *testserver.DovecotServer) {
			o.write(func(tx *store.Tx) error {
				return tx.BeginCopy(&models.MailMove{Account: "office", Folder: "INBOX", UIDs: "1"})
			})
		}},
		{
			"1 wait for the next sweep; 1 were moved to Processed and are not there any more: somebody deleted or moved them there", "", false,
			func(o *office, server *testserver.DovecotServer) {
				if err := os.Remove(glob(o.t, filepath.Join(server.Maildir("tips", "Processed"), "*", "*.M*P*"))[0]); err != nil {
					o.t.Fatal(err)
				}
			},
		},
	} {
		t.Run(c.words, func(t *testing.T) {
			t.Parallel()
			o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: c.capabilities})
			deliver(server, "INBOX", 0, 3)
			o.sweep(account(server))
			deliver(server, "INBOX", 3, 4)
			c.harm(o, server)
			s := o.reconciled(account(server))
			if got := strings.Join(s.Words(), "; "); got != c.words || s.Broken() != c.broken || s.Err != nil {
				t.Errorf("%s (broken: %v), %v", got, s.Broken(), s.Err)
			}
		})
	}
}

// A message that waits to be tried again and is missing from one list is there
// still: it is told of, and imported once it is listed.
func TestAMessageMissingFromOneListIsNotForgotten(t *testing.T) {
	t.Parallel()
	d := newDialogue(t)
	d.deliver()
	d.o.want(d.o.sweep(d.account(d.addr)), "seen 3 imported 3")
	d.deliver()
	first := d.o.ledgerOf(t, 3)
	d.o.write(func(tx *store.Tx) error {
		return tx.RecordMail([]models.Ledger{{Account: "office", Folder: "INBOX", UIDValidity: first.UIDValidity, UID: 5, Outcome: models.LedgerRetry}})
	})
	edit, done := instead(1, `ALL 4:6`, "ALL 4,6")
	d.o.want(d.o.sweep(d.account(startProxy(t, &proxy{upstream: d.addr, edit: edit}).addr)), "seen 2 imported 2")
	if !done.Load() {
		t.Fatal("the list was whole")
	}
	if got := strings.Join(d.o.reconciled(d.account(d.addr)).Words(), "; "); got != "1 are to be tried again" {
		t.Error(got)
	}
	d.o.want(d.o.sweep(d.account(d.addr)), "seen 1 imported 1")
	d.o.exactly(d.raws())
	d.o.want(d.o.sweep(d.account(d.addr)), "")
	if got := strings.Join(d.o.reconciled(d.account(d.addr)).Words(), "; "); got != "" {
		t.Error(got)
	}
}

func TestAServerThatCannotBeAskedIsSaid(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	a := account(server)
	a.Password = NewSecret("wrong")
	if s := o.reconciled(a); keyOf(s.Err) != keyPassword || s.Broken() {
		t.Errorf("%+v", s)
	}
	a = account(server)
	a.Folders = []string{"没有这个"}
	if s := o.reconciled(a); keyOf(s.Err) != keyFolder {
		t.Errorf("%+v", s)
	}
}

func (o *office) write(fn func(tx *store.Tx) error) {
	o.t.Helper()
	if err := o.store.Write(o.t.Context(), fn); err != nil {
		o.t.Fatal(err)
	}
}
