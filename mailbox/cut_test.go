package mailbox

import (
	"bytes"
	"context"
	"sync/atomic"
	"testing"
	"time"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

func TestALineCutAnywhereLosesNothingAndDoublesNothing(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	const step, each = 61, 3
	deliver(server, "INBOX", 0, each)
	whole := newProxy(t, server.Addr(), nil)
	o.want(o.sweep(account(server).at(whole.addr)), "seen 3 imported 3")
	sent := each
	for offset := int64(1); offset < whole.sent(); offset += step {
		deliver(server, "INBOX", sent, sent+each)
		sent += each
		p := newProxy(t, server.Addr(), cutAt(offset, cutLine))
		if _, err := o.mailbox(account(server).at(p.addr)).Sweep(t.Context()); err != nil {
			o.sweep(account(server)) // cut before it could list: the next sweep does it all
		}
		o.accounted(sent)
		if in := inFolder(t, server, "INBOX"); in != 0 {
			t.Fatalf("cut at %d: %d messages left in INBOX", offset, in)
		}
	}
}

func TestAServerThatFallsSilentIsLeft(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.limits.Silence = 300 * time.Millisecond
	deliver(server, "INBOX", 0, 20)
	p := newProxy(t, server.Addr(), func(conn int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if i := bytes.Index(b, []byte("road money")); conn == 1 && fromServer && i >= 0 {
			return i, stall // in the middle of a body
		}
		return len(b), letPass
	})
	o.want(o.sweep(account(server).at(p.addr)), "seen 20 imported 20")
	o.accounted(20)
}

// cutBeforeMove ends the sweep between the commit and the move: the line is
// cut when MOVE is asked for, and the server is not to be had again.
func cutBeforeMove(stop context.CancelFunc) harm {
	return func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("UID MOVE")) {
			stop()
			return 0, cutLine
		}
		return len(b), letPass
	}
}

func TestACrashBetweenCommitAndMoveRepeatsNoTip(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 10)
	ctx, stop := context.WithCancel(t.Context())
	p := newProxy(t, server.Addr(), cutBeforeMove(stop))
	if _, err := o.mailbox(account(server).at(p.addr)).Sweep(ctx); err == nil {
		t.Fatal("the sweep was not cut short")
	}
	o.accounted(10)
	if in := inFolder(t, server, "INBOX"); in != 10 {
		t.Fatalf("%d messages in INBOX before the second sweep", in)
	}
	o.want(o.sweep(account(server)), "")
	o.accounted(10)
	if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 10 {
		t.Errorf("%d messages in INBOX, %d processed", in, out)
	}
}

func TestACrashAfterTheMoveIsNoted(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 10)
	ctx, stop := context.WithCancel(t.Context())
	var asked atomic.Bool
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("UID MOVE")) {
			asked.Store(true)
		}
		if fromServer && asked.Load() && bytes.Contains(b, []byte("COPYUID")) {
			stop() // moved, and nobody hears of it
			return 0, cutLine
		}
		return len(b), letPass
	})
	if _, err := o.mailbox(account(server).at(p.addr)).Sweep(ctx); err == nil {
		t.Fatal("the sweep was not cut short")
	}
	o.want(o.sweep(account(server)), "")
	o.accounted(10)
	if row := o.ledgerOf(t, 10); row.MovedAt == nil {
		t.Error("a message that has left the folder is still to be moved")
	}
}

func TestAMessageThatSomebodyElseExpungedHasVanished(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	deliver(server, "INBOX", 0, 10)
	var once atomic.Bool
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("BODY.PEEK")) && !once.Swap(true) {
			say(t, server.Addr(), "SELECT INBOX", `STORE 4:5 +FLAGS (\Deleted)`, "EXPUNGE")
		}
		return len(b), letPass
	})
	got := o.sweep(account(server).at(p.addr))
	o.accounted(8)
	o.want(got, "seen 10 imported 8 vanished 2")
	if left := inFolder(t, server, "INBOX") + inFolder(t, server, "Processed"); left != 8 {
		t.Errorf("%d messages on the server", left)
	}
}

func TestWhatWasFetchedBeforeTheServerWentIsKept(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.limits.BatchMails = 5
	deliver(server, "INBOX", 0, 20)
	var asked atomic.Int32
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("BODY.PEEK")) {
			asked.Add(1)
		}
		if asked.Load() > 2 {
			return 0, cutLine // from the third batch on, whatever is tried
		}
		return len(b), letPass
	})
	r, err := o.mailbox(account(server).at(p.addr)).Sweep(t.Context())
	if keyOf(err) != keyCut {
		t.Errorf("%v", err)
	}
	if got := r.Total(); got.Seen != 20 || got.Imported != 6 || got.Failed != 14 { // the first batch is a small one
		t.Errorf("%+v", got)
	}
	o.want(o.sweep(account(server)), "seen 14 imported 14")
	o.accounted(20)
	if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 20 {
		t.Errorf("%d messages in INBOX, %d processed", in, out)
	}
}
