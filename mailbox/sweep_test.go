package mailbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

const autoReply = "From: Away <away@example.org>\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"

func TestFourKindsOfMailEndUpRight(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		server.Deliver("tips", "INBOX", mail(1))
		server.Deliver("tips", "INBOX", mail(1))
		server.Deliver("tips", "INBOX", []byte(autoReply))
		server.Deliver("tips", "INBOX", []byte("\r\n\r\n"))
		o.want(o.sweep(account(server)), "seen 4 imported 1 duplicate 1 quarantined 1 set_aside 1")
		o.accounted(4)
		if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 4 {
			t.Errorf("%d messages in INBOX, %d processed", in, out)
		}
		o.want(o.sweep(account(server)), "")
		o.accounted(4)
	})
}

func TestAMailIsSealedByteExact(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", mail(7))
	o.want(o.sweep(account(server)), "seen 1 imported 1")
	tip := o.ledgerOf(t, 1).TipID
	if raw := o.opened(t, tip, models.EnvelopeMail, o.round.Identity); !bytes.Equal(raw, mail(7)) {
		t.Errorf("%q", raw)
	}
	if text := o.opened(t, tip, models.EnvelopeText, o.round.Content); !bytes.Contains(text, []byte("The road money of village 7 is gone.")) {
		t.Errorf("%s", text)
	}
}

func (o *office) ledgerOf(t testing.TB, uid uint32) (row models.Ledger) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.MailLedger("office", 0, 1000)
		for _, r := range rows {
			if r.UID == uid {
				row = r
			}
		}
		return err
	})
	if err != nil || row.ID == 0 {
		t.Fatalf("no row of %d: %v", uid, err)
	}
	return row
}

func (o *office) opened(t testing.TB, tip int64, kind models.EnvelopeKind, with open.Identity) []byte {
	t.Helper()
	for _, e := range o.envelopes(t, tip) {
		if e.Kind == kind {
			plain, err := open.BundledBytes(o.sealed(t, e), e.BundleSecret(), with)
			if err != nil {
				t.Fatal(err)
			}
			return plain
		}
	}
	t.Fatalf("no %s envelope", kind)
	return nil
}

func (o *office) envelopes(t testing.TB, tip int64) (all []models.Envelope) {
	t.Helper()
	if err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Envelopes(tip)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func (o *office) sealed(t testing.TB, e models.Envelope) []byte {
	t.Helper()
	r, err := o.blobs.Envelope(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return sealed
}

// unreadable fails the test when what the content key opens of a tip holds a
// word.
func (o *office) unreadable(t *testing.T, tip int64, word string) {
	t.Helper()
	for _, e := range o.envelopes(t, tip) {
		plain, err := open.BundledBytes(o.sealed(t, e), e.BundleSecret(), o.round.Content)
		if err == nil && bytes.Contains(plain, []byte(word)) {
			t.Errorf("the %s envelope shows %s to every reader of the tip", e.Kind, word)
		}
	}
}

func (o *office) text(t *testing.T, tip int64, with open.Identity) (text models.TextEnvelope) {
	t.Helper()
	if err := json.Unmarshal(o.opened(t, tip, models.EnvelopeText, with), &text); err != nil {
		t.Fatal(err)
	}
	return text
}

func (o *office) tip(t *testing.T, id int64) (tip models.Tip) {
	t.Helper()
	if err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		tip, err = tx.Tip(models.Scope{All: true}, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return tip
}

func TestSeenMailIsSwept(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	file := server.Deliver("tips", "INBOX", mail(1))
	read := filepath.Join(server.Maildir("tips", "INBOX"), "cur", filepath.Base(file)+":2,FRS")
	if err := os.Rename(file, read); err != nil {
		t.Fatal(err)
	}
	o.want(o.sweep(account(server)), "seen 1 imported 1")
	o.accounted(1)
}

func TestFoldersInAnyScript(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	a := account(server)
	a.Folders, a.Processed = []string{"INBOX", "收件箱/转来 & 其他"}, "收件箱/已处理"
	deliver(server, "INBOX", 0, 3)
	deliver(server, "收件箱/转来 & 其他", 2, 6) // one of them is in both
	o.want(o.sweep(a), "seen 7 imported 6 duplicate 1")
	o.accounted(7)
	if n := inFolder(t, server, "收件箱/已处理"); n != 7 {
		t.Errorf("%d processed", n)
	}
}

func TestServersWithoutMoveOrUIDPlus(t *testing.T) {
	for _, given := range []struct {
		capabilities string
		left         int
	}{
		{"IMAP4rev1 IDLE LITERAL+ UIDPLUS", 0},
		{"IMAP4rev1 IDLE LITERAL+", 5},
	} {
		t.Run(given.capabilities, func(t *testing.T) {
			o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: given.capabilities})
			deliver(server, "INBOX", 0, 5)
			o.want(o.sweep(account(server)), "seen 5 imported 5")
			o.want(o.sweep(account(server)), "")
			o.accounted(5)
			if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != given.left || out != 5 {
				t.Errorf("%d messages in INBOX, %d processed", in, out)
			}
		})
	}
}

func TestRenumberedMailBecomesNoSecondTip(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: "IMAP4rev1"})
	deliver(server, "INBOX", 0, 5)
	o.want(o.sweep(account(server)), "seen 5 imported 5")
	server.Stop()
	for _, name := range []string{"dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache", "dovecot-uidvalidity"} {
		for _, file := range glob(t, filepath.Join(server.Maildir("tips", "INBOX"), name+"*")) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	server.Start()
	got := o.sweep(account(server))
	o.want(got, "seen 5 duplicate 5")
	o.accounted(10)
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestALargeMailGoesAloneAndATooLargeOneIsQuarantined(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.limits.BatchBytes, o.limits.MailBytes = 64<<10, 3<<20
	deliver(server, "INBOX", 0, 3)
	line := []byte("The road money of our village is gone, and nobody says where it went.\r\n")
	server.Deliver("tips", "INBOX", append(mail(3), bytes.Repeat(line, 1<<20/len(line))...))
	server.Deliver("tips", "INBOX", append(mail(4), bytes.Repeat(line, 5<<20/len(line))...))
	deliver(server, "INBOX", 5, 7)
	o.want(o.sweep(account(server)), "seen 7 imported 6 quarantined 1")
	o.accounted(7)
	row := o.ledgerOf(t, 5)
	if row.Outcome != models.LedgerQuarantined || row.Reason != whyTooLarge {
		t.Errorf("%+v", row)
	}
	if got := o.text(t, row.TipID, o.round.Content); !bytes.HasPrefix(line, []byte(got.Text[strings.LastIndex(got.Text, "\n")+1:])) ||
		!strings.HasPrefix(got.Text, "The road money of village 4 is gone.") {
		t.Errorf("%.200q", got.Text)
	}
	if tip := o.tip(t, row.TipID); tip.Reason != whyTooLarge || !tip.Named {
		t.Errorf("%+v", tip)
	}
	if raw := o.opened(t, row.TipID, models.EnvelopeMail, o.round.Identity); len(raw) != beginning || !bytes.HasPrefix(raw, mail(4)) {
		t.Errorf("%d bytes of the beginning", len(raw))
	}
	o.unreadable(t, row.TipID, "c4@example.org")
}
