package mailbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// Sizes of attachments that a frail cleaner fails at.
const (
	sizePanic = 1300
	sizeFault = 1700
	sizeAway  = 1900
)

// frail gives an office an intake whose cleaner panics, fails, or, until it is
// mended, cannot be reached, by the size of the file.
func (o *office) frail(t *testing.T) (mended *atomic.Bool) {
	mended = new(atomic.Bool)
	o.intake = intake.New(intake.Options{
		Store: o.store, Blobs: o.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
		Clean: func(ctx context.Context, kind scrub.Type, r io.ReaderAt, size int64, w io.Writer) (scrub.Report, error) {
			switch {
			case size == sizePanic:
				panic("a fault of ours")
			case size == sizeFault:
				return scrub.Report{}, errors.New("a fault of ours")
			case size == sizeAway && !mended.Load():
				return scrub.Report{}, models.Fail(models.KindUnavailable, "error.blob")
			}
			return scrub.Clean(ctx, kind, r, size, w)
		},
	})
	t.Cleanup(o.intake.Close)
	return mended
}

// An attachment that makes a cleaner panic or fail puts its own mail into
// quarantine, whole in the raw mail, and stops nothing behind it.
func TestAnAttachmentThatCannotBeSealedStopsNoMailbox(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.frail(t)
	for n, size := range []int{10, sizePanic, sizeFault, 20, sizePanic} {
		server.Deliver("tips", "INBOX", withFile(n, size))
	}
	server.Deliver("tips", "INBOX", withFile(4, sizePanic)) // the same bytes again
	o.want(o.sweep(account(server)), "seen 6 imported 2 duplicate 1 quarantined 3")
	o.accounted(6)
	for uid, size := range map[uint32]int{2: sizePanic, 3: sizeFault} {
		row := o.ledgerOf(t, uid)
		if row.Outcome != models.LedgerQuarantined || row.Reason != whyRefused {
			t.Errorf("%+v", row)
		}
		if tip := o.tip(t, row.TipID); tip.State != models.StateQuarantined || tip.Files != 0 {
			t.Errorf("%+v", tip)
		}
		if raw := o.opened(t, row.TipID, models.EnvelopeMail, o.round.Identity); !bytes.Equal(raw, withFile(int(uid)-1, size)) {
			t.Errorf("message %d: %d bytes", uid, len(raw))
		}
		if got := o.text(t, row.TipID, o.round.Content); !slices.Contains(got.Reasons, whyRefused) || len(got.Files) != 0 {
			t.Errorf("%+v", got)
		}
	}
	if in := inFolder(t, server, "INBOX"); in != 0 {
		t.Errorf("%d messages stay", in)
	}
}

// So does one of a mail that answers a tip.
func TestAnAnswerThatCannotBeSealedStopsNoMailbox(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.frail(t)
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	for n, size := range []int{sizePanic, sizeFault} {
		head := "From: " + li + "\r\n" + answering("a@x") + "\r\n"
		server.Deliver("tips", "INBOX", append([]byte(head), bytes.SplitAfterN(withFile(n, size), []byte("\r\n"), 2)[1]...))
	}
	server.Deliver("tips", "INBOX", wrote("d@x", li, "last", answering("a@x")))
	o.want(o.sweep(account(server)), "seen 4 imported 1 joined 1 quarantined 2")
	o.accounted(4)
}

// What is not the letter's fault is not settled with it: the letter waits.
func TestAStoreThatIsAwayQuarantinesNothing(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	mended := o.frail(t)
	server.Deliver("tips", "INBOX", withFile(1, sizeAway))
	if _, err := o.mailbox(account(server)).Sweep(t.Context()); models.KindOf(err) != models.KindUnavailable {
		t.Fatal(err)
	}
	mended.Store(true)
	o.want(o.sweep(account(server)), "seen 1 imported 1")
	o.accounted(1)
}

// A panic outside of what intake catches is caught too.
func TestAPanicWhileADraftIsMadeIsARefusal(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.mailbox().newPass(&link{account: Account{Name: "office"}}, bureau{round: o.round.Round}, "INBOX")
	d, i, err := p.sound(t.Context(), nil, p.sift(letter{uid: 1, raw: withFile(1, 10)})) // no batch
	if err != nil || d.Quarantine != whyRefused || d.RawMail == nil || i.outcome != models.LedgerQuarantined {
		t.Errorf("%+v, %v", d, err)
	}
}
