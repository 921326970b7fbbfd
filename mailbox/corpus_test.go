package mailbox

import (
	"strings"
	"testing"

	"heed/mailbox/parse/corpus"
	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// Every mail of the hostile corpus ends in a row and moves; what is a tip is
// sealed byte for byte as the server sends it, and what is the same bytes once
// more is a duplicate.
func TestTheHostileCorpusIsSwept(t *testing.T) {
	o, server, sent := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{}), map[string]bool{}
	mails := corpus.Mails()
	if len(mails) < 300 {
		t.Fatalf("%d mails", len(mails))
	}
	for _, m := range mails {
		server.Deliver("tips", "INBOX", []byte(m.Raw))
		sent[asSent(m.Raw)] = true
	}
	got := o.sweep(account(server))
	if got.Seen != len(mails) || got.Failed+got.Vanished+got.Unmoved != 0 {
		t.Errorf("%+v", got)
	}
	o.accounted(len(mails))
	o.kept(t, sent, got)
	if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != len(mails) {
		t.Errorf("%d messages in INBOX, %d processed", in, out)
	}
}

// asSent is a mail as Dovecot sends it: line ends are CRLF, and NUL, which IMAP
// cannot carry, is 0x80.
func asSent(raw string) string {
	return strings.NewReplacer("\r\n", "\r\n", "\n", "\r\n", "\x00", "\x80").Replace(raw)
}

// kept opens the raw mail of every tip: each is one that was sent.
func (o *office) kept(t *testing.T, sent map[string]bool, got Row) {
	t.Helper()
	opened := map[string]bool{}
	for _, row := range o.ledger() {
		var raw []byte
		switch row.Outcome {
		case models.LedgerTip:
			raw = o.opened(t, row.TipID, models.EnvelopeMail, o.round.Identity)
		case models.LedgerQuarantined:
			raw = o.quarantined(row.TipID)
		default:
			continue
		}
		if !sent[string(raw)] || opened[string(raw)] {
			t.Errorf("message %d is sealed as %.80q", row.UID, raw)
		}
		opened[string(raw)] = true
	}
	if len(opened) != got.Imported+got.Quarantined || len(opened)+got.SetAside+got.Joined != len(sent) {
		t.Errorf("%d of %d different mails can be opened: %+v", len(opened), len(sent), got)
	}
}
