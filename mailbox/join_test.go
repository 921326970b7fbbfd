package mailbox

import (
	"bytes"
	"fmt"
	"mime"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heed/mailbox/ref"
	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// Replies come before what they answer, answer each other, and all of a pass at
// once; each is a message of the one tip, in the order in which they answer.
func TestRepliesOfOnePassJoinTheirTip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		server.Deliver("tips", "INBOX", wrote("c@x", li, "third", answering("b@x")))
		server.Deliver("tips", "INBOX", wrote("b@x", li, "second", answering("a@x")))
		server.Deliver("tips", "INBOX", wrote("x@x", "Wang <wang@example.org>", "not mine", answering("a@x")))
		server.Deliver("tips", "INBOX", wrote("a@x", li, "first", "Subject: road money"))
		server.Deliver("tips", "INBOX", wrote("d@x", "LI@example.org", "fourth", "References: <a@x> <gone@x>"))
		server.Deliver("tips", "INBOX", wrote("e@x", li, "of something else", answering("gone@x")))
		o.limits.BatchMails = 2
		o.want(o.sweep(account(server)), "seen 6 imported 3 joined 3")
		o.accounted(6)
		first := o.ledgerOf(t, 4).TipID
		said := strings.Split(o.said(t, first), " | ")
		slices.Sort(said[:2]) // those of one round have no order between two clerks
		if strings.Join(said, " ") != "fourth second third" {
			t.Errorf("%q", said)
		}
		if tip := o.tip(t, first); tip.Unread != 3 || !tip.Named {
			t.Errorf("%+v", tip)
		}
		for uid, outcome := range map[uint32]models.LedgerOutcome{1: models.LedgerJoined, 3: models.LedgerTip, 6: models.LedgerTip} {
			if row := o.ledgerOf(t, uid); row.Outcome != outcome || outcome == models.LedgerJoined != (row.TipID == first) {
				t.Errorf("%+v", row)
			}
		}
		if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 6 {
			t.Errorf("%d messages in INBOX, %d processed", in, out)
		}
		o.want(o.sweep(account(server)), "")
		o.sound(t)
	})
}

// What a follow-up holds is sealed as a tip's parts are: its text and its files
// for those who read the tip, the mail as it came for the custodians alone.
func TestAFollowUpIsSealedByteExact(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	o.sweep(account(server))
	reply := fmt.Appendf(nil, "From: %s\r\nMessage-ID: <b@x>\r\nSubject: Re: more\r\n%s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nSee the list.\r\n--b\r\nContent-Type: application/pdf; name=list.pdf\r\n\r\n%s\r\n--b--\r\n",
		li, answering("a@x"), bytes.Repeat([]byte("x"), 200<<10))
	server.Deliver("tips", "INBOX", reply)
	long := strings.Repeat("village road money ", 10_000)
	server.Deliver("tips", "INBOX", wrote("c@x", li, long, answering("b@x")))
	o.want(o.sweep(account(server)), "seen 2 joined 2")
	tip := o.ledgerOf(t, 1).TipID
	texts, messages := o.thread(t, tip), o.messages(t, tip)
	if got := texts[0]; got.Subject != "Re: more" || got.Text != "See the list." || len(got.Files) != 1 || got.Files[0].Name != "list.pdf" {
		t.Errorf("%+v", got)
	}
	if got := texts[1]; !strings.HasPrefix(long, got.Text) || !slices.Contains(got.Reasons, "long_text") || got.Files[0].Size != int64(len(long)-1) {
		t.Errorf("%.80q, %v, %+v", got.Text, got.Reasons, got.Files)
	}
	if messages[0].Mail != 2 || messages[1].Mail != 3 || messages[0].FirstFile != 0 || messages[1].FirstFile != 1 {
		t.Errorf("%+v", messages)
	}
	for _, e := range o.envelopes(t, tip) {
		if e.Kind != models.EnvelopeMail || e.Ord != 1 {
			continue
		}
		if raw, err := open.BundledBytes(o.sealed(t, e), e.BundleSecret(), o.round.Identity); err != nil || !bytes.Equal(raw, reply) {
			t.Errorf("%d bytes, %v", len(raw), err)
		}
	}
	o.unreadable(t, tip, "li@example.org")
	for _, m := range messages {
		if plain, err := open.Bytes(m.Data, o.round.Content); err != nil || bytes.Contains(plain, []byte("li@example.org")) {
			t.Errorf("%v: every reader of the tip learns the address", err)
		}
	}
	o.sound(t)
}

// The original was in another folder or account, is a copy of a tip, could not be
// read, was set aside, or its tip is closed: what answers it joins the tip where
// there is one.
func TestWhateverBecameOfTheOriginal(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.limits.MailBytes = 64 << 10
	large := strings.Repeat("The road money of our village is gone.\r\n", 4000)
	server.Deliver("tips", "Other", wrote("folder@x", li, "in another folder"))
	server.Deliver("tips", "Other", wrote("copy@x", li, "twice"))
	server.Deliver("tips", "Other", wrote("large@x", li, large))
	server.Deliver("tips", "Other", wrote("robot@x", li, "I am away.", "Auto-Submitted: auto-replied"))
	a, b := account(server), account(server)
	a.Name, a.Folders, b.Folders = "elsewhere", []string{"Other"}, []string{"INBOX"}
	o.want(o.sweep(a), "seen 4 imported 2 quarantined 1 set_aside 1")
	server.Deliver("tips", "INBOX", wrote("copy@x", li, "twice"))
	o.want(o.sweep(b), "seen 1 duplicate 1")
	for n, id := range []string{"folder@x", "copy@x", "large@x", "robot@x"} {
		server.Deliver("tips", "INBOX", wrote(fmt.Sprint(n, "@x"), li, "about "+id, answering(id)))
	}
	o.want(o.sweep(b), "seen 4 imported 1 joined 3")
	copied := o.ledgerOf(t, 1)
	for uid := range uint32(3) {
		row := o.ledgerOf(t, uid+2)
		if row.Outcome != models.LedgerJoined || len(o.messages(t, row.TipID)) != 1 {
			t.Errorf("%+v", row)
		}
		if uid == 1 && row.TipID != copied.TipID {
			t.Errorf("%+v is not with %+v", row, copied)
		}
	}
	o.sound(t)
}

// A dialogue goes on after the tip is archived and its round is over; what begins
// something waits for a round.
func TestARoundThatIsOverTakesReplies(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	o := newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	a := account(server)
	a.RoundID = o.round.ID
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	o.sweep(a)
	tip := o.ledgerOf(t, 1).TipID
	o.closed(t, tip)
	clock.Add(2 * 365 * 24 * time.Hour)
	arrive := func(raw []byte) {
		t.Helper()
		if err := os.Chtimes(server.Deliver("tips", "INBOX", raw), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	arrive(wrote("b@x", li, "second", answering("a@x")))
	arrive(wrote("c@x", li, "of something else", answering("gone@x")))
	arrive(wrote("d@x", li, "new"))
	o.want(o.sweep(a), "seen 3 joined 1 failed 2")
	if got := o.said(t, tip); got != "second" {
		t.Errorf("%q", got)
	}
	if now := o.tip(t, tip); now.State != models.StateArchived || now.Unread != 1 {
		t.Errorf("%+v", now)
	}
	if row, got := o.ledgerOf(t, 2), o.thread(t, tip)[0]; row.Outcome != models.LedgerJoined || row.Reason != "" || slices.Contains(got.Reasons, whyClosed) {
		t.Errorf("%+v, %v", row, got.Reasons)
	}
	if row := o.ledgerOf(t, 3); row.Outcome != models.LedgerRetry || row.Reason != whyClosed {
		t.Errorf("%+v", row)
	}
	standing := o.standing(t)
	clock.Add(time.Hour)
	o.want(o.sweep(a), "seen 2 imported 2")
	if now := o.tip(t, o.ledgerOf(t, 3).TipID); now.RoundID != standing.ID {
		t.Errorf("%+v", now)
	}
}

func TestARegisterNumberJoinsWhomItWasSentTo(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	o.sweep(account(server))
	tip := o.tip(t, o.ledgerOf(t, 1).TipID)
	const word = "K7QM3XWT5PAD"
	names, id := ref.New([]byte("an instance's secret")), ref.Number(tip.Number, word)
	if err := o.store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.AddMailRefs([]store.MailRef{{Message: names.Message(id), Sender: names.Sender(id, "li@example.org"), TipID: tip.ID}})
	}); err != nil {
		t.Fatal(err)
	}
	about := func(what string) string { return "Subject: " + mime.QEncoding.Encode("utf-8", "回复："+what) }
	stamp := func(said string) string {
		return "Authentication-Results: mx.office; " + said + "\r\nReceived: from x.example ([192.0.2.1]) by mx.office with ESMTPS id 1; Wed, 6 May 2026 12:00:00 +0800\r\n"
	}
	subject := about(tip.Number + " #" + word)
	server.Deliver("tips", "INBOX", wrote("b@x", li, "with the number", subject))
	server.Deliver("tips", "INBOX", wrote("c@x", "wang@example.org", "with another's number", subject))
	server.Deliver("tips", "INBOX", wrote("d@x", li, "which anybody can count", about(tip.Number)))
	for n, said := range []string{"dmarc=fail header.from=example.org", "spf=fail smtp.mailfrom=x@example.org"} {
		server.Deliver("tips", "INBOX", append([]byte(stamp(said)), wrote(fmt.Sprint("e", n, "@x"), li, "forged", subject)...))
	}
	a := account(server)
	a.AuthServ = "mx.office"
	o.want(o.sweep(a), "seen 5 imported 4 joined 1")
	if got := o.said(t, tip.ID); got != "with the number" {
		t.Errorf("%q", got)
	}
}

func TestTheSameFollowUpTwiceIsADuplicate(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	reply := wrote("b@x", li, "second", answering("a@x"))
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	server.Deliver("tips", "INBOX", reply)
	server.Deliver("tips", "INBOX", reply)
	o.want(o.sweep(account(server)), "seen 3 imported 1 joined 1 duplicate 1")
	server.Deliver("tips", "INBOX", reply)
	o.want(o.sweep(account(server)), "seen 1 duplicate 1")
	if row := o.ledgerOf(t, 4); row.TipID != o.ledgerOf(t, 1).TipID {
		t.Errorf("%+v", row)
	}
	o.accounted(4)
	o.sound(t)
}

func TestTheSameMessageIDTwiceIsMarked(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	o.limits.BatchMails = 1 // each in a parcel of its own, two of them at a time
	for n := range 4 {
		server.Deliver("tips", "INBOX", wrote("a@x", li, fmt.Sprint("text ", n)))
	}
	o.want(o.sweep(account(server)), "seen 4 imported 4")
	server.Deliver("tips", "INBOX", wrote("a@x", li, "text 4"))
	server.Deliver("tips", "INBOX", wrote("b@x", li, "text 5"))
	server.Deliver("tips", "INBOX", wrote("b@x", li, "another", answering("a@x")))
	o.want(o.sweep(account(server)), "seen 3 imported 2 joined 1")
	marked := 0
	for uid := range uint32(4) {
		row := o.ledgerOf(t, uid+1)
		if says := slices.Contains(o.text(t, row.TipID, o.round.Content).Reasons, whySameID); says != (row.Reason == whySameID) {
			t.Errorf("%+v: the tip says %t", row, says)
		} else if says {
			marked++
		}
	}
	if marked != 3 {
		t.Errorf("%d of 4 are marked", marked)
	}
	if row := o.ledgerOf(t, 5); row.Reason != whySameID {
		t.Errorf("%+v", row)
	}
	if row := o.ledgerOf(t, 6); row.Reason != "" {
		t.Errorf("%+v", row)
	}
	if row := o.ledgerOf(t, 7); row.Reason != whySameID || !slices.Contains(o.thread(t, row.TipID)[0].Reasons, whySameID) {
		t.Errorf("%+v", row)
	}
}

// A mail that finds a thread full is no less a tip.
func TestAFullThreadLosesNoMail(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	for n := range 53 {
		server.Deliver("tips", "INBOX", wrote(fmt.Sprint(n, "@x"), li, fmt.Sprint("more ", n), answering("a@x")))
	}
	o.want(o.sweep(account(server)), "seen 54 imported 4 joined 50")
	o.accounted(54)
	if tip := o.tip(t, o.ledgerOf(t, 1).TipID); tip.Unread != 50 {
		t.Errorf("%d unread", tip.Unread)
	}
	row := o.ledgerOf(t, 54)
	if row.Outcome != models.LedgerTip || row.Reason != whyManyUnread || !slices.Contains(o.text(t, row.TipID, o.round.Content).Reasons, whyManyUnread) {
		t.Errorf("%+v", row)
	}
	o.sound(t)
}

// Without the lease, as when a clock jumps, three workers make one message of
// each mail.
func TestWorkersAtOnceJoinNothingTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		o.limits.BatchMails = 5
		server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
		o.sweep(account(server))
		const replies = 30
		for n := range replies {
			server.Deliver("tips", "INBOX", wrote(fmt.Sprint(n, "@x"), li, fmt.Sprint("more ", n), answering("a@x")))
		}
		var all sync.WaitGroup
		for range 3 {
			m := o.mailbox(account(server))
			l := m.link(t.Context(), account(server))
			defer l.leave()
			if _, err := l.ready(); err != nil { // one after the other: two sign-ins at once look like a wrong password
				t.Fatal(err)
			}
			all.Go(func() {
				if r, err := m.sweepFolders(t.Context(), l); err != nil || r.Err() != nil {
					t.Error(err, r.Err())
				}
			})
		}
		all.Wait()
		o.sweep(account(server)) // what was left to be tried again
		if got := o.messages(t, o.ledgerOf(t, 1).TipID); len(got) != replies {
			t.Errorf("%d messages", len(got))
		}
		o.accounted(replies + 1)
		o.sound(t)
	})
}

// What was put off when the server went is put off to the next sweep.
func TestTheServerGoesBeforeTheReplies(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", wrote("b@x", li, "second", answering("a@x")))
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	var asked atomic.Int32
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("BODY.PEEK")) {
			asked.Add(1)
		}
		if asked.Load() > 1 {
			return 0, cutLine // when the reply is fetched again, and from then on
		}
		return len(b), letPass
	})
	r, err := o.mailbox(account(server).at(p.addr)).Sweep(t.Context())
	if keyOf(err) != keyCut {
		t.Errorf("%v", err)
	}
	o.want(Row{Seen: r.Total().Seen, Imported: r.Total().Imported, Joined: r.Total().Joined, Failed: r.Total().Failed}, "seen 2 imported 1 failed 1")
	if row := o.ledgerOf(t, 1); row.Outcome != models.LedgerRetry {
		t.Errorf("%+v", row)
	}
	o.want(o.sweep(account(server)), "seen 1 joined 1")
	o.accounted(2)
	o.sound(t)
}
